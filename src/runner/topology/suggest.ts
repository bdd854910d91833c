import { distance } from 'fastest-levenshtein'

const shortList = 20

/** The choice that `word` was most likely meant to be. */
export function closest(word: string, choices: readonly string[]): string | null {
  const typed = word.slice(0, 100).toLowerCase()
  let best: string | null = null
  let bestDistance = (typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))) + 1
  for (const choice of choices) {
    const away = distance(typed, choice.toLowerCase())
    if (away < bestDistance) [best, bestDistance] = [choice, away]
  }
  return best
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
