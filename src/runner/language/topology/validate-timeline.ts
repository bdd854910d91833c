import type * as z from 'zod'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { show, textOf, typeOf } from '../diagnostics/explain.ts'
import { diagnoseIssues, type IssueContext } from '../diagnostics/issues.ts'
import { choiceList, closest, suggest } from '../diagnostics/suggest.ts'
import { asksNodes, expectationOf, expectations } from '../expectations/registry.ts'
import { faultOf, faults } from '../faults/registry.ts'
import { spanOfKey, spanOfMissing, spanOfValue } from '../text/locate.ts'
import { isMapping, keysOnly, type Located } from '../text/located.ts'
import { isName } from '../values/name.ts'
import {
  expectationSchema,
  faultSchema,
  lastingFaultSchema,
  passiveExpectationSchema,
} from './entry-schema.ts'
import type { EntryAction, EntryContent, TopologyEntry } from './topology.ts'

const registries = { fault: faults, expect: expectations } as const
type EntryWord = keyof typeof registries

/** Explains an unknown kind: it may be misspelt, or an expectation may be under `fault` and the reverse. */
const anyForm = [faults, expectations].flatMap((registry) =>
  Object.values<{ readonly params: z.ZodObject }>(registry).map(({ params }) => params),
)

/** The definition of an entry's kind. */
interface EntryForm {
  readonly shared: z.ZodObject
  readonly params: z.ZodObject
}

export function validateTimeline(text: string, source: Located | undefined) {
  const diagnostics: Diagnostic[] = []
  const entries = source !== undefined && Array.isArray(source.value) ? [...source.children.values()] : []
  const timeline = entries.map((entry, index) =>
    validateEntry(text, entry, { index, entries, diagnostics, only: null, filled: {} }),
  )
  return { timeline, diagnostics }
}

export interface EntryContext {
  /** Its position in its list, and all entries of the list. */
  readonly index: number
  readonly entries: readonly Located[]
  /** Takes the mistakes. */
  readonly diagnostics: Diagnostic[]
  /** The common keys that are possible here; null: all. */
  readonly only: readonly string[] | null
  /** Values of parameters that its author left out. */
  readonly filled: Readonly<Record<string, unknown>>
}

export function validateEntry(text: string, source: Located, list: EntryContext): TopologyEntry {
  const { index, entries, diagnostics, only, filled } = list
  const nothing = { id: `${index + 1}-?`, source, forms: anyForm, action: null, content: null }
  if (!isMapping(source)) {
    const message = `an entry of the timeline is a mapping, but this is ${typeOf(source.value)}`
    const hint = only === null ? 'write - { at: 10s, fault: restart, node: boot }' : null
    diagnostics.push(problem('wrong-type', spanOfValue(text, source, []), message, hint))
    return nothing
  }
  const given = source.children.get('id')?.value
  const id = typeof given === 'string' ? given : null
  const word = wordOf(text, source, diagnostics)
  const kind = word === null ? null : kindOf(text, source, word, diagnostics)
  if (word === null || kind === null) return { ...nothing, id: id ?? nothing.id }
  const whole = formOf(word, kind, source.value)
  const form = only === null ? whole : { ...whole, shared: keysOf(whole.shared, only) }
  const shared = keysOnly(source, (key) => key in form.shared.shape)
  const own = keysOnly(
    source,
    (key) =>
      key !== word &&
      !(key in form.shared.shape) &&
      hiddenHere(key, whole, form) === null &&
      misplaced(key, word, kind, form) === null,
  )
  const values = typeof own.value === 'object' ? { ...filled, ...own.value } : own.value
  const context = {
    text,
    anchor: word,
    also: Object.keys(form.shared.shape),
  }
  const meant = entryMeant(source, entries)
  const keys = form.shared.safeParse(shared.value)
  const params = form.params.safeParse(values)
  const wrong = [
    ...diagnoseKeys(keys.error?.issues ?? [], { ...context, schema: form.shared, source: shared }, meant),
    ...diagnoseIssues(params.error?.issues ?? [], {
      ...context,
      schema: form.params,
      source: { ...own, children: withWord(own, source, word) },
    }),
    ...[...source.children].flatMap(([key]) => {
      const why = hiddenHere(String(key), whole, form) ?? misplaced(String(key), word, kind, form)
      return why === null
        ? []
        : [problem('unknown-key', spanOfKey(text, source, [key]), why.message, why.hint)]
    }),
  ]
  diagnostics.push(...wrong)
  const action = params.success ? actionOf(word, kind, params.data) : null
  const content =
    wrong.length > 0 || action === null
      ? null
      : ({ ...action, keys: { ...whole.shared.parse({}), ...keys.data } } as EntryContent)
  return { id: id ?? `${index + 1}-${kind}`, source, forms: [form.params], action, content }
}

/** Returns the mistakes in the common keys. `meant`: the id of an entry that `after` has instead of a time. */
function diagnoseKeys(
  issues: readonly z.core.$ZodIssue[],
  context: IssueContext,
  meant: string | null,
): readonly Diagnostic[] {
  if (meant === null) return diagnoseIssues(issues, context)
  const { text, source } = context
  const others = issues.filter(({ path }) => path[0] !== 'after')
  const message = `${show(source.children.get('after')?.value)} is no duration`
  const hint = `did you mean \`after: { entry: ${meant} }\`?`
  return [
    ...diagnoseIssues(others, context),
    problem('invalid-duration', spanOfValue(text, source, ['after']), message, hint),
  ]
}

/** The only cast from values that the registries validated to the types that derive from them. */
function actionOf(word: EntryWord, kind: string, params: unknown): EntryAction {
  return { type: word === 'fault' ? 'fault' : 'expectation', does: { kind, params } } as EntryAction
}

/** Finds `fault: restart`, where missing parameters are reported. */
function withWord(own: Located, source: Located, word: EntryWord): Located['children'] {
  const anchor = source.children.get(word)
  return anchor === undefined ? own.children : new Map([[word, anchor], ...own.children])
}

function formOf(word: EntryWord, kind: string, given: unknown): EntryForm {
  if (word === 'fault') {
    const definition = faultOf(kind as keyof typeof faults)
    return { shared: definition.reversible ? faultSchema : lastingFaultSchema, params: definition.params }
  }
  const definition = expectationOf(kind as keyof typeof expectations)
  const shared = asksNodes(definition, given) ? expectationSchema : passiveExpectationSchema
  return { shared, params: definition.paramsFor?.(given) ?? definition.params }
}

/** Returns the schema with only these keys. */
function keysOf(schema: z.ZodObject, only: readonly string[]): z.ZodObject {
  const hidden = Object.keys(schema.shape).filter((key) => !only.includes(key))
  return schema.omit(
    Object.fromEntries(hidden.map((key): [string, true] => [key, true])) as Record<never, never>,
  )
}

function wordOf(text: string, source: Located, diagnostics: Diagnostic[]): EntryWord | null {
  const both = source.children.has('fault') && source.children.has('expect')
  if (both) {
    const message = 'an entry has `fault` or `expect`, not both'
    const hint = 'make two entries; with `after: 0s` the second starts when the first ends'
    const told = problem('conflicting-keys', spanOfKey(text, source, ['expect']), message, hint)
    const places = [{ span: spanOfKey(text, source, ['fault']), label: 'a fault' }]
    diagnostics.push(withPlaces(told, 'an expectation', places))
    return null
  }
  if (source.children.has('fault')) return 'fault'
  if (source.children.has('expect')) return 'expect'
  const typo = [...source.children.keys()]
    .map(String)
    .find((key) => closest(key, ['fault', 'expect']) !== null)
  const span =
    typo === undefined ? spanOfMissing(text, source, ['fault'], null) : spanOfKey(text, source, [typo])
  const hint =
    typo === undefined
      ? 'write `fault: <kind>` or `expect: <kind>`'
      : `did you mean \`${closest(typo, ['fault', 'expect'])}\` instead of ${show(typo)}?`
  diagnostics.push(problem('missing-key', span, 'this entry has neither `fault` nor `expect`', hint))
  return null
}

function kindOf(text: string, source: Located, word: EntryWord, diagnostics: Diagnostic[]): string | null {
  const kind = source.children.get(word)?.value
  if (typeof kind === 'string' && Object.hasOwn(registries[word], kind)) return kind
  if (kind === null) {
    const span = spanOfValue(text, source, [word])
    const choices = choiceList(Object.keys(registries[word]))
    diagnostics.push(problem('missing-key', span, `\`${word}\` has no value`, choices))
    return null
  }
  const other = word === 'fault' ? 'expect' : 'fault'
  const what = { fault: 'fault', expect: 'expectation' } as const
  const known = typeof kind === 'string' && Object.hasOwn(registries[other], kind)
  const hint = known
    ? `it is ${other === 'fault' ? 'a fault' : 'an expectation'}: write \`${other}: ${kind}\``
    : suggest(textOf(kind), Object.keys(registries[word]))
  const message = `there is no ${what[word]} ${show(kind)}`
  diagnostics.push(problem('unknown-kind', spanOfValue(text, source, [word]), message, hint))
  return null
}

/** Says why an item of a search cannot have a key that an entry of a timeline has. */
function hiddenHere(key: string, whole: EntryForm, form: EntryForm) {
  if (key in form.shared.shape || key in form.params.shape || !(key in whole.shared.shape)) return null
  return { message: `\`${key}\` is not possible in a search: topo chooses it`, hint: 'remove it' }
}

/** Says why this entry cannot have a key that other entries have. */
function misplaced(
  key: string,
  word: EntryWord,
  kind: string,
  form: EntryForm,
): { message: string; hint: string | null } | null {
  if (key === word || key in form.shared.shape || key in form.params.shape) return null
  if (word === 'fault' && key === 'for') {
    return { message: `\`for\` undoes a fault, but \`${kind}\` cannot be undone`, hint: 'remove it' }
  }
  if (word === 'fault' && key in expectationSchema.shape) {
    return { message: `\`${key}\` belongs to expectations`, hint: 'remove it' }
  }
  if (word === 'expect' && key === 'every') {
    const { asksWith } = expectationOf(kind as keyof typeof expectations)
    const instead = asksWith === undefined ? '' : `, or add \`${asksWith}: true\``
    return {
      message: `\`${kind}\` looks at the event log, nobody is asked`,
      hint: `remove \`every\`${instead}`,
    }
  }
  if (word === 'expect' && key in faultSchema.shape) {
    return { message: `\`${key}\` belongs to faults`, hint: 'remove it' }
  }
  return null
}

/** Returns the entry that `after: roam` probably means: the nearest id, if the text looks like an id and not a time. */
function entryMeant(source: Located, entries: readonly Located[]): string | null {
  const given = source.children.get('after')?.value
  if (typeof given !== 'string' || !isName(given.toLowerCase().replace(/^\d+-/, ''))) return null
  const ids = entries.map((entry, index) => (entry === source ? [] : idsOf(entry, index)))
  return closest(given, ids.flat())
}

/** Returns the author's id, else topo's: `3-restart`. */
function idsOf({ children }: Located, index: number): readonly string[] {
  const kind = children.get('fault')?.value ?? children.get('expect')?.value
  const id = children.get('id')?.value ?? (typeof kind === 'string' ? `${index + 1}-${kind}` : null)
  return typeof id === 'string' ? [id] : []
}
