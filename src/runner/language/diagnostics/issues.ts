/** Turns issues of zod into diagnostics with a place in the text. */
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { Diagnostic, DiagnosticCode } from '../../../base/errors.ts'
import { spanOfKey, spanOfMissing, spanOfValue } from '../text/locate.ts'
import { at, type KeyPath } from '../text/located.ts'
import { durationProblem } from '../values/duration.ts'
import { ipAddressProblem } from '../values/ip-address.ts'
import { issueUrlProblem } from '../values/issue-url.ts'
import { multiaddrProblem } from '../values/libp2p-options.ts'
import { nameProblem } from '../values/name.ts'
import { offsetProblem } from '../values/offset.ts'
import { valueWordsAt } from '../values/parameters.ts'
import { percentageProblem } from '../values/percentage.ts'
import { plural } from '../values/plural.ts'
import { selectorForms, selectorProblem } from '../values/selector.ts'
import { sizeProblem } from '../values/size.ts'
import { problem, withPlaces } from './diagnose.ts'
import {
  explainDuration,
  explainIpAddress,
  explainIssueUrl,
  explainMultiaddr,
  explainName,
  explainNamedList,
  explainOffset,
  explainPercentage,
  explainSelector,
  explainSize,
  show,
  textOf,
  typeOf,
} from './explain.ts'
import { isMeantBeside, type KeyContext, type StandIn, standInFor, unknownKey } from './keys.ts'
import { choiceList, closest, suggest } from './suggest.ts'

type Issue = z.core.$ZodIssue

/** Returns the mistakes in the values of a mapping whose other keys cannot be judged, because its kind is not known. */
export function diagnoseValues(
  context: Omit<KeyContext, 'schema'>,
  schemas: readonly z.ZodObject[],
): Diagnostic[] {
  return [...context.source.children].flatMap(([name, { value }]) => {
    const key = String(name)
    const read = schemas.flatMap((schema) => {
      const shape = schema.shape[key]
      return shape === undefined ? [] : [{ schema, result: z.safeParse(shape, value) }]
    })
    const [first] = read
    if (first?.result.error === undefined || read.some(({ result }) => result.success)) return []
    const issues = first.result.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }))
    return diagnoseIssues(issues, { ...context, schema: first.schema })
  })
}

export function diagnoseIssues(issues: readonly Issue[], context: KeyContext): Diagnostic[] {
  return causesIn(issues).flatMap((issue) => diagnose(issue, [], context))
}

/**
 * Leaves out issues that follow from others: of a value with a wrong type, the number of items of a list with a wrong
 * item, and rules that want a key where one is misspelt.
 */
function causesIn(issues: readonly Issue[]): readonly Issue[] {
  return issues.filter((issue) => {
    const others = issues.filter((one) => one !== issue)
    const isCount = (issue.code === 'too_small' || issue.code === 'too_big') && issue.origin === 'array'
    if (isCount && others.some(({ path }) => path.length > issue.path.length && isBelow(path, issue.path)))
      return false
    return !others.some(
      (one) =>
        (one.code === 'invalid_type' && issue.code !== 'invalid_type' && isBelow(issue.path, one.path)) ||
        (one.code === 'unrecognized_keys' &&
          isMeantBy(one.keys, issue) &&
          isDeepStrictEqual(issue.path.slice(0, -1), one.path)),
    )
  })
}

/** Returns true for a rule that wants another key, if one of the unknown keys is nearly that. */
function isMeantBy(unknown: readonly string[], issue: Issue): boolean {
  const wants: unknown = issue.code === 'custom' ? (issue.params?.['wants'] ?? [otherKey(issue)]) : null
  return Array.isArray(wants) && unknown.some((key) => closest(key, wants.filter(Boolean)) !== null)
}

/** Returns true for a path at or below another one. */
function isBelow(path: Issue['path'], above: Issue['path']): boolean {
  return above.every((key, index) => path[index] === key)
}

function diagnose(issue: Issue, base: KeyPath, context: KeyContext): readonly Diagnostic[] {
  const path = [...base, ...issue.path]
  const { text, source } = context
  const found = at(source, path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, context))
  if (issue.code === 'invalid_key') {
    const first = issue.issues[0]
    return [problem('invalid-name', spanOfKey(text, source, path), first?.message ?? selectorProblem)]
  }
  if (found === undefined || (found.value === null && issue.code !== 'custom')) {
    const anchor = path.length === 1 ? context.anchor : null
    const absent = found === undefined
    const key = String(path.at(-1))
    // Report one error for one mistake: the one that names the intended value.
    if (absent && isMeantBeside(key, path.slice(0, -1), context)) return []
    const standIn = absent ? standInFor(key, path.slice(0, -1), context) : null
    if (standIn !== null) return standIn.of[0] === key ? [missingStandIn(standIn, context)] : []
    return [
      problem(
        'missing-key',
        absent ? spanOfMissing(text, source, path, anchor) : spanOfValue(text, source, path),
        absent ? `\`${key}\` is missing` : `\`${key}\` has no value`,
        whatIsExpected(issue),
      ),
    ]
  }
  const branch = issue.code === 'invalid_union' ? branchOf(issue.errors, found.value) : null
  if (branch !== null) return causesIn(branch).flatMap((inner) => diagnose(inner, path, context))
  const words = valueWordsAt(context.schema, path)
  const described = describe(choicesOf(issue, found.value), found.value, words)
  const { code, message, hint } = asWritten(
    described,
    found.value,
    text.slice(found.span.start, found.span.end),
  )
  const asKey = issue.code === 'custom' && typeof found.value === 'object'
  const span = asKey ? spanOfKey(text, source, path) : spanOfValue(text, source, path)
  const told = problem(code, span, message, hint)
  const other = otherKey(issue)
  const place = other === null ? undefined : at(source, [...path.slice(0, -1), other])
  if (other === null || place === undefined) return [told]
  const others = spanOfKey(text, source, [...path.slice(0, -1), other])
  return [withPlaces(told, 'excluded', [{ span: others, label: `by \`${other}\`` }])]
}

/** The key that a key excludes, as `conflict` says. */
function otherKey(issue: Issue): string | null {
  const other: unknown = issue.code === 'custom' ? issue.params?.['other'] : null
  return typeof other === 'string' ? other : null
}

/** Returns the intended alternative of a union: one with errors inside the value, else one that is not about its type. */
function branchOf(errors: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | null {
  if (typeof value !== 'object') return null
  const without = (isMeant: (issue: Issue) => boolean) =>
    errors.find((issues) => !issues.some((issue) => issue.path.length === 0 && isMeant(issue)))
  return (
    without(({ code }) => code !== 'unrecognized_keys') ?? without(({ code }) => aboutWhole.has(code)) ?? null
  )
}

const aboutWhole: ReadonlySet<Issue['code']> = new Set(['invalid_type', 'invalid_value'] as const)

function missingStandIn({ key, of }: StandIn, { text, source, anchor }: KeyContext): Diagnostic {
  const span = spanOfMissing(text, source, [key], anchor)
  const parts = of.map((one) => `\`${one}\``).join(' and ')
  return problem('missing-key', span, `\`${key}\` is missing`, `write \`${key}: [alice, boot]\`, or ${parts}`)
}

/**
 * Returns the issue that helps most, for a value that no alternative of a union takes: the choices between fixed values.
 * One fixed value beside other alternatives is no choice: then a number in quotes, or the union itself.
 */
function choicesOf(issue: Issue, value: unknown): Issue {
  if (issue.code !== 'invalid_union' || typeof value === 'object') return issue
  const alternatives = issue.errors.flat().filter(({ path }) => path.length === 0)
  const named = alternatives.find(({ message }) => message === selectorProblem)
  if (named !== undefined && typeof value === 'string') return named
  const choice = alternatives.find((one) => one.code === 'invalid_value')
  if (choice === undefined || choice.values.length > 1) return choice ?? issue
  if (isOwn(issue.message) !== null) return issue
  return alternatives.find((one) => isNumber(one, value)) ?? (issue.errors.length === 1 ? choice : issue)
}

/** Returns true for a number in quotes, and for one that is not whole. */
function isNumber(issue: Issue, value: unknown): boolean {
  return (
    issue.code === 'invalid_type' &&
    (issue.expected === 'number' || issue.expected === 'int') &&
    (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)))
  )
}

interface Description {
  readonly code: DiagnosticCode
  readonly message: string
  readonly hint: string | null
}

/** `words`: advice for wrong values of this parameter, by value. */
function describe(issue: Issue, value: unknown, words: Readonly<Record<string, string>>): Description {
  if (issue.message.startsWith(durationProblem)) {
    return {
      code: 'invalid-duration',
      message: `${show(value)} is no duration`,
      hint: explainDuration(value),
    }
  }
  const form = selectorForms.get(issue.message)
  if (form !== undefined) return explainSelector(value, form)
  switch (issue.message) {
    case offsetProblem:
      return {
        code: 'invalid-duration',
        message: `${show(value)} is no offset`,
        hint: explainOffset(value),
      }
    case sizeProblem:
      return { code: 'invalid-size', message: `${show(value)} is no size`, hint: explainSize(value) }
    case percentageProblem:
      return {
        code: 'invalid-value',
        message: `${show(value)} is no percentage`,
        hint: explainPercentage(value),
      }
    case ipAddressProblem:
      return {
        code: 'invalid-address',
        message: `${show(value)} is no IP address`,
        hint: explainIpAddress(value),
      }
    case multiaddrProblem:
      return {
        code: 'invalid-address',
        message: `${show(value)} is no multiaddr`,
        hint: explainMultiaddr(value),
      }
    case issueUrlProblem:
      return {
        code: typeof value === 'string' ? 'invalid-value' : 'wrong-type',
        message: `${issueUrlProblem}, but got ${typeOf(value)}`,
        hint: explainIssueUrl(value),
      }
    case nameProblem:
      return { code: 'invalid-name', message: `${show(value)} is no name`, hint: explainName(value) }
  }
  switch (issue.code) {
    case 'invalid_value': {
      const choices = issue.values.map(String)
      const choice = issue.values.length === 1 ? `expected \`${choices[0]}\`` : 'expected another value'
      return {
        code: 'invalid-value',
        message:
          issue.values.length === 1
            ? `${choice}, but got ${choices[0] === value ? typeOf(value) : show(value)}`
            : `${show(value)} is not possible here`,
        hint: explainChoice(value, issue.values, words),
      }
    }
    case 'invalid_type':
      // A known key without a possible value. Its message says why.
      if (issue.expected === 'never') {
        return { code: 'invalid-value', message: issue.message, hint: 'remove it' }
      }
      return {
        code: 'wrong-type',
        message: `expected ${typeNames[issue.expected] ?? issue.expected}, but got ${typeOf(value)}`,
        hint: explainType(issue.expected, value),
      }
    case 'too_small':
      return {
        code: 'invalid-value',
        message: isOwn(issue.message) ?? `expected at least ${limitOf(issue.minimum, issue.origin)}`,
        hint: null,
      }
    case 'too_big':
      return {
        code: 'invalid-value',
        message: isOwn(issue.message) ?? `expected at most ${limitOf(issue.maximum, issue.origin)}`,
        hint: null,
      }
    case 'custom': {
      const { code, hint } = issue.params ?? {}
      return { code: codeOf(code), message: issue.message, hint: typeof hint === 'string' ? hint : null }
    }
    case 'invalid_union':
      return {
        code: 'invalid-value',
        message: isOwn(issue.message) ?? `expected ${inWords(alternativesOf(issue))}, but got ${show(value)}`,
        hint: explainAlternative(issue, value),
      }
    default:
      return {
        code: 'invalid-value',
        message: isOwn(issue.message) ?? `${show(value)} is not possible here`,
        hint: null,
      }
  }
}

/** `a`, `a or b`, `a, b, or c`. */
function inWords(all: readonly string[]): string {
  const isList = all.length > 2 || all.some((one) => one.includes(','))
  return isList ? `${all.slice(0, -1).join(', ')}, or ${all.at(-1)}` : all.join(' or ')
}

/** Returns the values that the alternatives of a union take, in words. */
function alternativesOf({ errors }: z.core.$ZodIssueInvalidUnion): readonly string[] {
  const words = errors.flat().flatMap((issue) => {
    if (issue.path.length > 0) return []
    const own = isOwn(issue.message)
    if (own !== null) return own.replace(/^expected /, '')
    if (issue.code === 'invalid_union') return alternativesOf(issue)
    if (issue.code === 'invalid_value') return issue.values.map((value) => `\`${String(value)}\``)
    if (issue.code === 'invalid_type') return [typeNames[issue.expected] ?? issue.expected]
    return []
  })
  return [...new Set(words)]
}

/** Advice for a value that is nearly one that a union takes. */
function explainAlternative({ errors }: z.core.$ZodIssueInvalidUnion, value: unknown): string | null {
  const alternatives = errors.flat().filter(({ path }) => path.length === 0)
  const fixed = alternatives.flatMap((one) => (one.code === 'invalid_value' ? one.values : []))
  const written = textOf(value)
  const truth = truthOf(written)
  if (truth !== null && fixed.includes(!truth)) return 'remove it'
  if (truth !== null && fixed.includes(truth)) return `write ${truth}`
  const digits = written.replaceAll(/[\s_,']/g, '')
  const takesNumber = alternatives.some(
    (one) => one.code === 'invalid_type' && (one.expected === 'number' || one.expected === 'int'),
  )
  if (takesNumber && /^\d+$/.test(digits)) return `write ${digits}`
  const near = closest(written, fixed.map(String))
  return near === null ? null : `did you mean \`${near}\`?`
}

/** The value that a word for true or false has in other formats. */
function truthOf(text: string): boolean | null {
  if (/^(?:true|yes|on|enabled?)$/i.test(text)) return true
  return /^(?:false|no|off|disabled?)$/i.test(text) ? false : null
}

/** Formats a limit of a number, or of a length in its unit: `1000 characters`. */
function limitOf(limit: number | bigint, origin: string): string {
  const unit = origin === 'string' ? 'character' : origin === 'array' ? 'item' : null
  return unit === null ? String(limit) : plural(Number(limit), unit)
}

const quotesAdvice = 'put it in quotes'

/** Names a number in place of a text as it stands in the file: YAML reads 2.10 as 2.1. */
function asWritten(described: Description, value: unknown, written: string): Description {
  if (typeof value !== 'number' || described.hint?.startsWith(quotesAdvice) !== true) return described
  const isSame = written === String(value)
  return {
    ...described,
    message: isSame ? described.message : `${show(written)} without quotes is the number ${value}`,
    hint: `${quotesAdvice}: "${written}"`,
  }
}

function codeOf(code: unknown): DiagnosticCode {
  return code === 'conflicting-keys' || code === 'missing-key' ? code : 'invalid-value'
}

/** Returns the message, unless zod wrote it. */
function isOwn(message: string): string | null {
  return /^(Invalid|Too|Unrecognized)/.test(message) ? null : message
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
}

function explainChoice(
  value: unknown,
  values: readonly unknown[],
  words: Readonly<Record<string, string>>,
): string {
  if (typeof value === 'boolean' && values.every((one) => one === !value)) return 'remove it'
  const unquoted = values.find((one) => typeof one !== 'string' && String(one) === value)
  if (unquoted !== undefined) return `remove the quotes: ${String(unquoted)}`
  const choices = values.map(String)
  const written = textOf(value)
  const near = closest(written, [...choices, ...Object.keys(words)])
  if (near !== null && words[near] !== undefined) return `write ${words[near]}`
  const list = `${choices.length > 12 ? 'see the reference: ' : ''}${choiceList(choices)}`
  return suggest(written, choices) ?? list
}

function explainType(expected: string, value: unknown): string | null {
  if ((expected === 'number' || expected === 'int') && typeof value === 'string') {
    return /^\d+$/.test(value) ? `remove the quotes: ${value}` : 'write a whole number without unit'
  }
  if (expected === 'int' && typeof value === 'number')
    return `write ${Math.floor(value)} or ${Math.ceil(value)}`
  if (expected === 'string' && typeof value !== 'object') return `${quotesAdvice}: "${value}"`
  const truth = expected === 'boolean' ? truthOf(textOf(value)) : null
  if (truth !== null) return `write ${truth}`
  if (expected === 'array' && typeof value !== 'object') {
    const items = textOf(value)
      .split(/[\s,]+/)
      .filter(Boolean)
    const list = items.length > 1 ? items.join(', ') : `${items[0] ?? ''}, …`
    return `write [${list}], or each item on a line of its own after \`- \``
  }
  if (expected === 'array') return 'begin each item with `- `'
  if (expected === 'object' || expected === 'record') {
    return explainNamedList(value) ?? 'write `key: value` below it, or { key: value }'
  }
  return null
}

function whatIsExpected(issue: Issue): string | null {
  if (issue.code === 'invalid_value') return choiceList(issue.values.map(String))
  if (issue.code === 'invalid_type') {
    return isOwn(issue.message) ?? `expected ${typeNames[issue.expected] ?? issue.expected}`
  }
  return isOwn(issue.message)
}
