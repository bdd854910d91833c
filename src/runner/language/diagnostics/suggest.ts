import { distance } from 'fastest-levenshtein'

const shortList = 20

/** The choice that `word` was most likely meant to be. */
export function closest(word: string, choices: readonly string[]): string | null {
  const typed = word.slice(0, 100).toLowerCase()
  let best: string | null = null
  let bestDistance = (typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))) + 1
  for (const choice of choices) {
    const away = edits(typed, choice.toLowerCase())
    if (away < bestDistance) [best, bestDistance] = [choice, away]
  }
  return best
}

/** As Levenshtein's distance; two neighbours in the wrong order, as in `form`, are one mistake. */
function edits(typed: string, word: string): number {
  const first = [...word].findIndex((letter, at) => typed[at] !== letter)
  const swapped = typed.slice(0, first) + (typed[first + 1] ?? '') + typed[first] + typed.slice(first + 2)
  return first !== -1 && swapped === word ? 1 : distance(typed, word)
}

/** The key that stands where `key` is looked for: `key`, or an impossible one that is nearest to it; null: none. */
export function writtenFor(
  key: string,
  present: readonly string[],
  possible: readonly string[],
): string | null {
  if (present.includes(key)) return key
  const free = possible.filter((one) => !present.includes(one))
  return present.find((one) => !possible.includes(one) && closest(one, free) === key) ?? null
}

/** `did you mean "boot"?`, and all choices when they are few; null when there is nothing to say. */
export function suggest(word: string, choices: readonly string[]): string | null {
  const meant = closest(word, choices)
  const list = choices.length > 0 && choices.length <= shortList ? oneOf(choices) : null
  if (meant === null) return list
  return list === null || choices.length === 1
    ? `did you mean \`${meant}\`?`
    : `did you mean \`${meant}\`? (${list})`
}

/** `one of a, b, c`. */
export function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? `only \`${choices[0]}\` is possible` : `one of ${choices.join(', ')}`
}
