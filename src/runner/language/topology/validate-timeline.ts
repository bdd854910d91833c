import type * as z from 'zod'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { show, typeOf } from '../diagnostics/explain.ts'
import { diagnoseIssues, diagnoseValues } from '../diagnostics/issues.ts'
import type { KeyContext } from '../diagnostics/keys.ts'
import { choiceList, closest } from '../diagnostics/suggest.ts'
import { asksNodes, expectationOf, expectations } from '../expectations/registry.ts'
import { faultOf, faults } from '../faults/registry.ts'
import { spanOfKey, spanOfMissing, spanOfValue } from '../text/locate.ts'
import { isMapping, keysOnly, type Located } from '../text/located.ts'
import { wordsForBetween } from '../values/ends.ts'
import { keyWordsAt } from '../values/key-words.ts'
import { isName } from '../values/name.ts'
import type { Wording } from '../values/other-words.ts'
import { neededKeys, rightValue, rolesOf } from '../values/parameters.ts'
import {
  expectationSchema,
  faultSchema,
  lastingFaultSchema,
  passiveExpectationSchema,
} from './entry-schema.ts'
import {
  adviceOnKind,
  type EntryWord,
  kindMeant,
  kindWithin,
  registries,
  waitHint,
  waits,
  wordOfKind,
} from './kind-advice.ts'
import type { EntryAction, EntryContent, EntryStart, TopologyEntry } from './topology.ts'
import { pairKey, withPair } from './written-pair.ts'

/** Other words for `fault` and `expect`. */
const entryWords: Readonly<Record<string, EntryWord>> = {
  ...Object.fromEntries(
    ['action', 'inject', 'do', 'failure', 'chaos'].map((word) => [word, 'fault'] as const),
  ),
  ...Object.fromEntries(
    ['assert', 'assertion', 'check', 'verify', 'should', 'expectation', 'eventually'].map(
      (word) => [word, 'expect'] as const,
    ),
  ),
}

/** The parameters of an entry of unknown kind. */
const anyForm = [faults, expectations].flatMap((registry) =>
  Object.values<{ readonly params: z.ZodObject }>(registry).map(({ params }) => params),
)

/** The definition of an entry's kind. */
interface EntryForm {
  readonly shared: z.ZodObject
  readonly params: z.ZodObject
  readonly wording: Wording
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

export function validateEntry(text: string, written: Located, list: EntryContext): TopologyEntry {
  const { index, entries, diagnostics, only, filled } = list
  const start = startIn(written)
  const nothing = {
    id: `${index + 1}-?`,
    source: written,
    forms: anyForm,
    start,
    action: null,
    content: null,
  }
  if (!isMapping(written)) {
    const source = written
    const what = only === null ? 'an entry of the timeline' : 'an item of a search'
    const message = `${what} is a mapping, but this is ${typeOf(source.value)}`
    const hint = only === null ? 'write - { at: 10s, fault: restart, node: boot }' : itemMeant(source.value)
    diagnostics.push(problem('wrong-type', spanOfValue(text, source, []), message, hint))
    return nothing
  }
  const given = written.children.get('id')?.value
  const id = typeof given === 'string' ? given : null
  const wanted = wordOf(text, written, diagnostics)
  const kind = wanted === null ? null : kindOf(text, written, wanted, diagnostics)
  const waits = adviceOnAfter(written, entries)
  if (wanted === null || kind === null) {
    diagnostics.push(...wrongValues(text, written, wanted, waits))
    return { ...nothing, id: id ?? nothing.id }
  }
  const { word, key: anchor } = wanted
  const whole = formOf(word, kind, written.value)
  // In `search: of:` a list holds choices, not a pair.
  const isChosen = only !== null && word === 'fault'
  const pair = isChosen ? undefined : whole.wording.pair
  const paired = pair === undefined ? { source: written, wrong: [] } : withPair(text, written, pair)
  const { source } = paired
  const form = only === null ? whole : { ...whole, shared: keysOf(whole.shared, only) }
  const shared = keysOnly(source, (key) => key in form.shared.shape)
  const own = keysOnly(
    source,
    (key) =>
      key !== anchor &&
      !(key in form.shared.shape) &&
      hiddenHere(key, whole, form) === null &&
      misplaced(key, word, kind, form) === null,
  )
  const values = typeof own.value === 'object' ? { ...filled, ...own.value } : own.value
  const isPossible = pair !== undefined && !pair.some((key) => source.children.has(key))
  const context = {
    text,
    anchor,
    also: { ...keyWordsAt(form.shared, []), ...(isPossible && { [pairKey]: wordsForBetween }) },
    ...(isPossible && { standIn: { key: pairKey, of: pair } }),
    instead: {
      ...(pair === undefined && pairInstead(whole.params, written)),
      ...(word === 'fault' && lengthInstead(kind, whole)),
      ...whole.wording.instead,
      ...(isChosen && choicesInstead(whole.wording.pair)),
    },
  }
  const keys = form.shared.safeParse(shared.value)
  const params = form.params.safeParse(values)
  const wrong = [
    ...diagnoseKeys(keys.error?.issues ?? [], { ...context, schema: form.shared, source: shared }, waits),
    ...(paired.wrong.length > 0
      ? paired.wrong
      : diagnoseIssues(params.error?.issues ?? [], {
          ...context,
          schema: form.params,
          source: { ...own, children: withWord(own, source, anchor) },
        })),
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
  return { id: id ?? `${index + 1}-${kind}`, source, forms: [form.params], start, action, content }
}

/** Advice for a pair where a list holds choices. */
function choicesInstead(pair: Wording['pair']): Readonly<Record<string, string>> {
  if (pair === undefined) return {}
  const [first, second] = pair
  return { [pairKey]: `write \`${first}\` and \`${second}\`: a list holds the choices of one of them` }
}

/** Advice for a pair in place of two parameters that are both needed and both missing. */
function pairInstead(params: z.ZodObject, { children }: Located): Readonly<Record<string, string>> {
  const selectors = rolesOf(params).flatMap(({ role, key }) => (role === 'selector' ? [key] : []))
  const [first, second] = neededKeys(params).filter((key) => selectors.includes(key) && !children.has(key))
  if (first === undefined || second === undefined) return {}
  const advice = `write \`${first}: alice\` and \`${second}: boot\``
  return Object.fromEntries([pairKey, ...wordsForBetween].map((word) => [word, advice]))
}

/** Advice for other words for `for`, where nothing undoes the fault. */
function lengthInstead(
  kind: string,
  { shared, params, wording }: EntryForm,
): Readonly<Record<string, string>> {
  if ('for' in shared.shape) return {}
  const own = Object.values(keyWordsAt(params, [])).flat()
  const words = keyWordsAt(faultSchema, [])['for'] ?? []
  const advice = wording.instead?.['for'] ?? `remove it: \`${kind}\` cannot be undone`
  return Object.fromEntries(words.flatMap((word) => (own.includes(word) ? [] : [[word, advice]])))
}

/** Returns the start of an entry, whatever else is wrong in it; null if its start is. */
function startIn(source: Located): EntryStart | null {
  const values = ['at', 'after'].map((key) =>
    source.children.has(key) ? rightValue([faultSchema], source, key) : null,
  )
  if (values.includes(undefined)) return null
  const [at, after] = values as [EntryStart['at'], EntryStart['after']]
  return { at, after }
}

/** Returns the mistakes in the common keys. `waits`: advice, when `after` has the id of an entry instead of a time. */
function diagnoseKeys(
  issues: readonly z.core.$ZodIssue[],
  context: KeyContext,
  waits: string | null,
): readonly Diagnostic[] {
  if (waits === null) return diagnoseIssues(issues, context)
  const { text, source } = context
  const others = issues.filter(({ path }) => path[0] !== 'after')
  return [...diagnoseIssues(others, context), wrongAfter(text, source, waits)]
}

function wrongAfter(text: string, source: Located, waits: string): Diagnostic {
  const message = `${show(source.children.get('after')?.value)} is no duration`
  return problem('invalid-duration', spanOfValue(text, source, ['after']), message, waits)
}

/** Returns the mistakes in the values of an entry whose kind is not known: in its common keys, and in those of the kind that is meant. */
function wrongValues(
  text: string,
  source: Located,
  wanted: Wanted | null,
  waits: string | null,
): readonly Diagnostic[] {
  const shared = { fault: faultSchema, expect: expectationSchema }
  const others = keysOnly(source, (key) => key !== wanted?.key && (waits === null || key !== 'after'))
  const schemas =
    wanted === null ? Object.values(shared) : [shared[wanted.word], ...paramsMeant(source, wanted)]
  return [
    ...diagnoseValues({ text, source: others, anchor: null, also: {} }, schemas),
    ...(waits === null ? [] : [wrongAfter(text, source, waits)]),
  ]
}

function paramsMeant(source: Located, { word, key }: Wanted): readonly z.ZodObject[] {
  const meant = kindMeant(source.children.get(key)?.value, word)
  return meant === null ? [] : [formOf(word, meant, source.value).params]
}

/** The only cast from values that the registries validated to the types that derive from them. */
function actionOf(word: EntryWord, kind: string, params: unknown): EntryAction {
  return { type: word === 'fault' ? 'fault' : 'expectation', does: { kind, params } } as EntryAction
}

/** Finds `fault: restart`, where missing parameters are reported. */
function withWord(own: Located, source: Located, key: string): Located['children'] {
  const anchor = source.children.get(key)
  return anchor === undefined ? own.children : new Map([[key, anchor], ...own.children])
}

function formOf(word: EntryWord, kind: string, given: unknown): EntryForm {
  if (word === 'fault') {
    const definition = faultOf(kind as keyof typeof faults)
    const shared = definition.reversible ? faultSchema : lastingFaultSchema
    return { shared, params: definition.params, wording: definition }
  }
  const definition = expectationOf(kind as keyof typeof expectations)
  const shared = asksNodes(definition, given) ? expectationSchema : passiveExpectationSchema
  return { shared, params: definition.paramsFor?.(given) ?? definition.params, wording: definition }
}

/** Returns the schema with only these keys. */
function keysOf(schema: z.ZodObject, only: readonly string[]): z.ZodObject {
  const hidden = Object.keys(schema.shape).filter((key) => !only.includes(key))
  return schema.omit(
    Object.fromEntries(hidden.map((key): [string, true] => [key, true])) as Record<never, never>,
  )
}

/** The word of an entry, and the key that its author wrote for it. */
interface Wanted {
  readonly word: EntryWord
  readonly key: string
}

function wordOf(text: string, source: Located, diagnostics: Diagnostic[]): Wanted | null {
  const both = source.children.has('fault') && source.children.has('expect')
  if (both) {
    const message = 'an entry has `fault` or `expect`, not both'
    const hint = 'make two entries; with `after: 0s` the second starts when the first ends'
    const told = problem('conflicting-keys', spanOfKey(text, source, ['expect']), message, hint)
    const places = [{ span: spanOfKey(text, source, ['fault']), label: 'a fault' }]
    diagnostics.push(withPlaces(told, 'an expectation', places))
    return null
  }
  if (source.children.has('fault')) return { word: 'fault', key: 'fault' }
  if (source.children.has('expect')) return { word: 'expect', key: 'expect' }
  const keys = [...source.children.keys()].map(String)
  const [typo] = keys.flatMap((key): readonly Wanted[] => {
    const word = wordMeant(key)
    return word === null ? [] : [{ word, key }]
  })
  const told = (key: string | undefined, hint: string) => {
    const span =
      key === undefined ? spanOfMissing(text, source, ['fault'], null) : spanOfKey(text, source, [key])
    diagnostics.push(problem('missing-key', span, 'this entry has neither `fault` nor `expect`', hint))
  }
  if (typo !== undefined) {
    told(typo.key, `did you mean \`${typo.word}\` instead of ${show(typo.key)}?`)
    return typo
  }
  const kind = keys.find((key) => wordOfKind(key) !== null)
  const under = keys.find((key) => key !== 'id' && wordOfKind(source.children.get(key)?.value) !== null)
  const named = under === undefined ? null : source.children.get(under)?.value
  const wait = keys.find((key) => waits.includes(key))
  if (kind !== undefined) told(kind, `write \`${wordOfKind(kind)}: ${kind}\``)
  else if (under !== undefined)
    told(under, `write \`${wordOfKind(named)}: ${named}\` in place of \`${under}\``)
  else told(wait, wait === undefined ? 'write `fault: <kind>` or `expect: <kind>`' : waitHint)
  return null
}

/** Returns `fault` or `expect`, if a key is another word for it or its misspelling. */
function wordMeant(key: string): EntryWord | null {
  if (key in expectationSchema.shape) return null
  const meant = closest(key, ['fault', 'expect'], entryWords)
  return meant === 'fault' || meant === 'expect' ? meant : null
}

function kindOf(
  text: string,
  source: Located,
  { word, key }: Wanted,
  diagnostics: Diagnostic[],
): string | null {
  const kind = source.children.get(key)?.value
  if (typeof kind === 'string' && Object.hasOwn(registries[word], kind)) return kind
  // What stands below another key than `fault` and `expect` may be no kind.
  if (key !== word) return null
  if (kind === null) {
    const span = spanOfValue(text, source, [word])
    const choices = choiceList(Object.keys(registries[word]))
    diagnostics.push(problem('missing-key', span, `\`${word}\` has no value`, choices))
    return null
  }
  const what = { fault: 'fault', expect: 'expectation' } as const
  if (typeof kind === 'object') {
    const within = kindWithin(kind)
    const hint =
      within === null
        ? choiceList(Object.keys(registries[word]))
        : `write \`${wordOfKind(within)}: ${within}\`, and its keys beside it`
    const message = `expected the name of ${word === 'fault' ? 'a' : 'an'} ${what[word]}, but got ${typeOf(kind)}`
    diagnostics.push(problem('wrong-type', spanOfValue(text, source, [word]), message, hint))
    return null
  }
  const other = word === 'fault' ? 'expect' : 'fault'
  const known = typeof kind === 'string' && Object.hasOwn(registries[other], kind)
  const hint = known
    ? `it is ${other === 'fault' ? 'a fault' : 'an expectation'}: write \`${other}: ${kind}\``
    : adviceOnKind(kind, word)
  const message = `there is no ${what[word]} ${show(kind)}`
  diagnostics.push(problem('unknown-kind', spanOfValue(text, source, [word]), message, hint))
  return null
}

/** Returns an item of a search for a text that is a kind. */
function itemMeant(value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (Object.hasOwn(faults, value)) return `write { fault: ${value} }`
  return Object.hasOwn(expectations, value) ? `write { expect: ${value}, … }` : null
}

/** Says why an item of a search cannot have a key that an entry of a timeline has. */
function hiddenHere(key: string, whole: EntryForm, form: EntryForm) {
  if (key in form.shared.shape || key in form.params.shape || !(key in whole.shared.shape)) return null
  return key === 'within'
    ? { message: '`within` is not possible here', hint: 'put it below `search`: it is for all of `always`' }
    : { message: `\`${key}\` is not possible in a search: topo chooses it`, hint: 'remove it' }
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
    const hint = form.wording.instead?.['for'] ?? 'remove it'
    return { message: `\`for\` undoes a fault, but \`${kind}\` cannot be undone`, hint }
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

/** Returns what to write for `after: roam`, if the text looks like an id and not like a time: the nearest id, or this one. */
function adviceOnAfter(source: Located, entries: readonly Located[]): string | null {
  const given = source.children.get('after')?.value
  const id = typeof given === 'string' ? given.toLowerCase() : ''
  if (!isName(id.replace(/^\d+-/, ''))) return null
  const ids = entries.map((entry, index) => (entry === source ? [] : idsOf(entry, index)))
  const near = closest(id, ids.flat())
  return near === null
    ? `write \`after: { entry: ${id} }\` if an entry has this id, or a duration such as 10s`
    : `did you mean \`after: { entry: ${near} }\`?`
}

/** Returns the author's id, else topo's: `3-restart`. */
function idsOf({ children }: Located, index: number): readonly string[] {
  const kind = children.get('fault')?.value ?? children.get('expect')?.value
  const id = children.get('id')?.value ?? (typeof kind === 'string' ? `${index + 1}-${kind}` : null)
  return typeof id === 'string' ? [id] : []
}
