/** Advice for kinds of faults and expectations that do not exist: each is a misspelling or another word. */
import { textOf } from '../diagnostics/explain.ts'
import { choiceList, closest, spelling, suggest } from '../diagnostics/suggest.ts'
import { expectations } from '../expectations/registry.ts'
import { faults } from '../faults/registry.ts'
import { kindsByWord, type Wording } from '../values/other-words.ts'

export const registries = { fault: faults, expect: expectations } as const
export type EntryWord = keyof typeof registries

const wordings: Readonly<Record<EntryWord, Readonly<Record<string, Wording>>>> = registries

/** Kinds by other words for them. */
const kindWords = { fault: kindsByWord(faults), expect: kindsByWord(expectations) } as const

/** Words of an author who wants time to pass. */
export const waits = ['wait', 'sleep', 'pause-for']
export const waitHint = 'nothing needs to wait: write `after: 30s` in the next entry'

/** Words of an author who wants a fault to end. */
const ends = [
  'heal',
  'unpartition',
  'uncut',
  'unblock',
  'repair',
  'recover',
  'restore',
  'undo',
  'revert',
  'fix',
]
const endHint = 'a fault ends by itself: write `for: 30s` in its entry'

/** Words that turn an expectation into its opposite. */
const negations = ['not', 'no', 'never', 'cannot', 'cant', 'isnt', 'isn', 'without', 'lost', 'gone', 'closed']

/** Words that add nothing to the name of a kind. */
const fillers = [
  ...['to', 'be', 'is', 'are', 'has', 'have', 'can', 'should', 'still', 'a', 'the', 't'],
  ...['node', 'peer', 'network', 'net', 'host', 'machine'],
]

/** Returns the word under which a kind stands: `fault` or `expect`; null: there is no such kind. */
export function wordOfKind(kind: unknown): EntryWord | null {
  if (typeof kind !== 'string') return null
  return Object.hasOwn(faults, kind) ? 'fault' : Object.hasOwn(expectations, kind) ? 'expect' : null
}

/** Returns the kind in a value that is a mapping: of `{ kind: kill, node: boot }`, of `{ reachable: … }`. */
export function kindWithin(value: unknown): string | null {
  const parts = Object.entries(Object(value)).flat()
  const kind = parts.find((part) => wordOfKind(part) !== null)
  return typeof kind === 'string' ? kind : null
}

/** Returns the kind that is nearest to a text; null: none is near. */
export function kindMeant(given: unknown, word: EntryWord): string | null {
  return closest(textOf(given), Object.keys(registries[word]), kindWords[word])
}

export function adviceOnKind(given: unknown, word: EntryWord): string | null {
  const kind = textOf(given)
  const name = spelling(kind)
  if (waits.includes(name)) return waitHint
  if (word === 'fault' && ends.includes(name.split('-')[0] ?? '')) return endHint
  const choices = Object.keys(registries[word])
  return (
    adviceWith(name, word) ??
    adviceInWords(kind, word) ??
    nearest(kind, word) ??
    suggest(kind, choices, kindWords[word])
  )
}

/** Advice for a word that means a kind with certain parameters: `disconnected`. */
function adviceWith(name: string, word: EntryWord): string | null {
  const found = Object.entries(wordings[word]).flatMap(([kind, { meantWith = {} }]) =>
    Object.hasOwn(meantWith, name) ? [`write \`${word}: ${kind}\` with \`${meantWith[name]}\``] : [],
  )
  return found[0] ?? null
}

/** Advice for a kind in a sentence: `crash-node`, `not connected`, `!reachable`, `toBeReachable`. */
function adviceInWords(kind: string, word: EntryWord): string | null {
  const choices = Object.keys(registries[word])
  if (isWordFor(kind, word)) return null
  const words = spelling(kind.replace('!', 'not-').replace(/[^A-Za-z0-9]+/g, '-')).split('-')
  const isOpposite = word === 'expect' && words.some((one) => negations.includes(one))
  const rest = words
    .filter((one) => !fillers.includes(one) && !(isOpposite && negations.includes(one)))
    .join('-')
  if (!isOpposite) {
    return isWordFor(rest, word) ? suggest(rest, choices, kindWords[word]) : adviceWith(rest, word)
  }
  const meant = closest(rest, choices, kindWords[word])
  if (meant === null) return null
  return `write ${wordings[word][meant]?.opposite ?? `\`expect: ${meant}\` with \`never: true\``}`
}

function isWordFor(kind: string, word: EntryWord): boolean {
  return Object.hasOwn(registries[word], kind) || Object.hasOwn(kindWords[word], spelling(kind))
}

/** Advice for a kind that is near one under the other word: an expectation may be under `fault`, and the reverse. */
function nearest(kind: string, word: EntryWord): string | null {
  const other = word === 'fault' ? 'expect' : 'fault'
  const choices = Object.keys(registries[word])
  if (closest(kind, choices, kindWords[word]) !== null) return null
  const beside = closest(kind, Object.keys(registries[other]), kindWords[other])
  return beside === null ? null : `did you mean \`${other}: ${beside}\`? (${choiceList(choices)})`
}
