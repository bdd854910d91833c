import { distance } from 'fastest-levenshtein'

const shortList = 30

/** Returns the choice nearest to `word`, if one is near enough. `others`: choices by other words for them. */
export function closest(
  word: string,
  choices: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string | null {
  const typed = inWords(word.slice(0, 100))
  const free = Object.entries(others).filter(([, choice]) => choices.includes(choice))
  const same = free.find(([other]) => inWords(other) === typed)
  if (same !== undefined && !choices.includes(word)) return same[1]
  const candidates = [
    ...choices.map((choice) => [choice, choice] as const),
    ...free.filter(([other]) => other.length > 5),
  ]
  let best: string | null = null
  let bestDistance = (typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))) + 1
  for (const [written, choice] of candidates) {
    const name = inWords(written)
    // The distance is at least the difference of the lengths.
    if (Math.abs(name.length - typed.length) >= bestDistance) continue
    const away = edits(typed, name)
    if (away < bestDistance) [best, bestDistance] = [choice, away]
  }
  return best ?? sharingWords(typed, choices)
}

/** Returns the only choice all of whose words are in `typed`, or that has all words of it: `network-partition`. */
function sharingWords(typed: string, choices: readonly string[]): string | null {
  const words = typed.split('-').filter((word) => word.length > 3)
  if (words.length === 0) return null
  const within = choices.filter((choice) => {
    const own = inWords(choice).split('-')
    return own.some((word) => word.length > 3) && own.every((word) => typed.split('-').includes(word))
  })
  const longest = within.toSorted((a, b) => b.length - a.length)[0]
  if (longest !== undefined) return longest
  const around = choices.filter((choice) => {
    const own = inWords(choice).split('-')
    return typed.split('-').every((word) => own.includes(word))
  })
  return around.length === 1 ? (around[0] ?? null) : null
}

/** Returns the words of a name in lower case, joined by dashes: `packet_loss` and `packetLoss` are `packet-loss`. */
function inWords(name: string): string {
  return name
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

/** Returns `key` if it exists, else the nearest impossible key, else null. */
export function writtenFor(
  key: string,
  present: readonly string[],
  possible: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string | null {
  if (present.includes(key)) return key
  const free = possible.filter((one) => !present.includes(one))
  return present.find((one) => !possible.includes(one) && closest(one, free, others) === key) ?? null
}

/** Returns `did you mean "boot"?`, or all choices if they are few, or null. `others`: as of `closest`. */
export function suggest(
  word: string,
  all: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string | null {
  const choices = [...new Set(all)]
  const meant = closest(word, choices, others)
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
