/** Matches the impossible keys of a mapping with the keys that they mean. No two of them mean the same. */
import { nearness, sharesWords, spelling } from './suggest.ts'

/** A key that the mapping may have and does not have. */
export interface FreeKey {
  readonly key: string
  /** Other words for it. */
  readonly words: readonly string[]
  readonly isNeeded: boolean
  /** Returns true if it can have this value. */
  readonly takes: (value: unknown) => boolean
}

export interface WrittenKey {
  readonly key: string
  readonly value: unknown
}

/** Returns the free keys by the impossible ones. The surest match counts; a name says more than a value. */
export function meantKeys(
  written: readonly WrittenKey[],
  free: readonly FreeKey[],
): ReadonlyMap<string, string> {
  const meant = new Map<string, string>()
  const taken = new Set<string>()
  const take = (key: string, wanted: string) => {
    meant.set(key, wanted)
    taken.add(wanted)
  }
  const matches = written.flatMap(({ key }) => {
    const near = free.flatMap((one) => {
      const away = awayFrom(key, one)
      return away === null ? [] : [{ key, wanted: one.key, away }]
    })
    return near.map((one) => ({ ...one, choices: near.length }))
  })
  // A word that can only mean one key comes before a word that can mean several.
  for (const { key, wanted } of matches.toSorted((a, b) => a.away - b.away || a.choices - b.choices)) {
    if (!meant.has(key) && !taken.has(wanted)) take(key, wanted)
  }
  const rest = written.filter(({ key }) => !meant.has(key))
  const needed = free.filter(({ key, isNeeded }) => isNeeded && !taken.has(key))
  for (const { key, value } of rest) {
    const fitting = needed.filter((one) => !taken.has(one.key) && one.takes(value))
    const [first] = fitting
    if (first !== undefined && (fitting.length === 1 || rest.length === needed.length)) take(key, first.key)
  }
  return meant
}

/** Returns the key that stands for `key`: itself, or an impossible one that means it; null: none does. */
export function writtenFor(
  key: string,
  present: readonly string[],
  words: Readonly<Record<string, readonly string[]>>,
): string | null {
  if (present.includes(key)) return key
  const free = Object.entries(words).flatMap(([one, others]) =>
    present.includes(one) ? [] : [{ key: one, words: others, isNeeded: false, takes: () => false }],
  )
  const written = present
    .filter((one) => !Object.hasOwn(words, one))
    .map((one) => ({ key: one, value: null }))
  return [...meantKeys(written, free)].find(([, meant]) => meant === key)?.[0] ?? null
}

/** Returns a number that is the lower, the surer the name is another one for the key; null: it is not near. */
function awayFrom(name: string, { key, words, isNeeded }: FreeKey): number | null {
  const typed = spelling(name)
  if (typed === spelling(key)) return 0
  if (words.some((word) => spelling(word) === typed)) return isNeeded ? 1 : 2
  const wholes = [key, ...words.filter((word) => word.length > 5)]
  const edits = wholes.flatMap((one) => nearness(name, one) ?? [])
  if (edits.length > 0) return 3 + Math.min(...edits)
  return sharesWords(name, key) ? 100 : null
}
