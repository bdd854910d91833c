import { distance } from 'fastest-levenshtein'

const shortList = 30

/** Returns the choice nearest to `word`, if one is near enough. `others`: choices by other words for them. */
export function closest(
  word: string,
  choices: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string | null {
  const typed = spelling(word)
  const free = Object.entries(others).filter(([, choice]) => choices.includes(choice))
  const same = free.find(([other]) => spelling(other) === typed)
  if (same !== undefined && !choices.includes(word)) return same[1]
  const candidates = [
    ...choices.map((choice) => [choice, choice] as const),
    ...free.filter(([other]) => other.length > 5),
  ]
  let best: string | null = null
  let bestDistance = Infinity
  for (const [written, choice] of candidates) {
    const away = nearness(word, written) ?? Infinity
    if (away < bestDistance) [best, bestDistance] = [choice, away]
  }
  return bestDistance <= 2 ? best : (sharingWords(typed, choices) ?? best)
}

/** Returns the number of edits between two names that are near enough for a misspelling; null: they are not. */
export function nearness(word: string, other: string): number | null {
  const [typed, name] = [spelling(word), spelling(other)]
  const most = mostEdits(typed, name)
  // The distance is at least the difference of the lengths.
  if (Math.abs(name.length - typed.length) > most) return null
  const away = edits(typed, name)
  return away <= most ? away : null
}

/** Most edits of a misspelling. Two of them make another word of a short one, unless it begins in the same way. */
function mostEdits(typed: string, name: string): number {
  const shorter = Math.min(typed.length, name.length)
  if (shorter >= 6) return Math.floor(typed.length / 3)
  return shorter >= 4 && typed.slice(0, 2) === name.slice(0, 2) ? 2 : 1
}

/** Returns true if one of two names has all words of the other: `packet-loss` and `loss`. */
export function sharesWords(word: string, choice: string): boolean {
  return sharingWords(spelling(word), [choice]) !== null
}

/** Returns the only choice all of whose words are in `typed`, or that has all words of it: `network-partition`. */
function sharingWords(typed: string, choices: readonly string[]): string | null {
  const words = typed.split('-').filter((word) => word.length > 3)
  if (words.length === 0) return null
  const within = choices.filter((choice) => {
    const own = spelling(choice).split('-')
    return own.some((word) => word.length > 3) && own.every((word) => typed.split('-').includes(word))
  })
  const longest = within.toSorted((a, b) => b.length - a.length)[0]
  if (longest !== undefined) return longest
  const around = choices.filter((choice) => {
    const own = spelling(choice).split('-')
    return typed.split('-').every((word) => own.includes(word))
  })
  return around.length === 1 ? (around[0] ?? null) : null
}

/** Returns the words of a name in lower case, joined by dashes: `packet_loss` and `packetLoss` are `packet-loss`. */
export function spelling(name: string): string {
  return name
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
}

/** Levenshtein distance in which two swapped neighbours, as in `form` for `from`, count as one mistake. */
function edits(typed: string, word: string): number {
  const first = [...word].findIndex((letter, at) => typed[at] !== letter)
  const swapped = typed.slice(0, first) + (typed[first + 1] ?? '') + typed[first] + typed.slice(first + 2)
  return first !== -1 && swapped === word ? 1 : distance(typed, word)
}

/** Returns `did you mean "boot"?`, or all choices if they are few, or null. `others`: as of `closest`. */
export function suggest(
  word: string,
  choices: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string | null {
  return offer(closest(word, choices, others), choices)
}

/** Returns advice to write `meant`, beside all choices if they are few. Null: the choices alone, or no advice. */
export function offer(meant: string | null, all: readonly string[]): string | null {
  const choices = [...new Set(all)]
  const list = choices.length > 0 && choices.length <= shortList ? choiceList(choices) : null
  if (meant === null) return list
  return list === null || choices.length === 1
    ? `did you mean \`${meant}\`?`
    : `did you mean \`${meant}\`? (${list})`
}

/** Lists choices: `one of a, b, c`. */
export function choiceList(choices: readonly string[]): string {
  return choices.length === 1 ? `only \`${choices[0]}\` is possible` : `one of ${choices.join(', ')}`
}
