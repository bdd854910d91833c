import { distance } from 'fastest-levenshtein'

const shortList = 30

/** Returns the choice nearest to `word`, if one is near enough. */
export function closest(word: string, choices: readonly string[]): string | null {
  const typed = word.slice(0, 100).toLowerCase()
  let best: string | null = null
  let bestDistance = (typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))) + 1
  for (const choice of choices) {
    const lower = choice.toLowerCase()
    // The distance is at least the difference of the lengths.
    if (Math.abs(lower.length - typed.length) >= bestDistance) continue
    const away = edits(typed, lower)
    if (away < bestDistance) [best, bestDistance] = [choice, away]
  }
  return best
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
): string | null {
  if (present.includes(key)) return key
  const free = possible.filter((one) => !present.includes(one))
  return present.find((one) => !possible.includes(one) && closest(one, free) === key) ?? null
}

/** Returns `did you mean "boot"?`, or all choices if they are few, or null. */
export function suggest(word: string, choices: readonly string[]): string | null {
  const meant = closest(word, choices)
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
