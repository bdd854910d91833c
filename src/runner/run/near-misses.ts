/** The lines of a node that come closest to a pattern without matching it, in bounded space. */
import type { Pattern } from '../language/values/pattern.ts'

export interface NearMiss {
  readonly line: string
  /** Time at which it was printed last. */
  readonly printed: number
  /** Number of all lines that do not match. */
  readonly others: number
}

interface Kept {
  readonly line: string
  readonly likeness: number
  printed: number
  /** Place among all lines. */
  place: number
}

/** Most lines to keep. */
const most = 8

export class NearMisses {
  readonly #words: readonly string[]
  #kept: Kept[] = []
  #others = 0

  constructor({ text }: Pattern) {
    this.#words = wordsOf(text)
  }

  add(line: string, time: number): void {
    this.#others += 1
    const known = this.#kept.find((one) => one.line === line)
    const kept = known ?? { line, likeness: this.#likenessOf(line), printed: time, place: this.#others }
    kept.printed = time
    kept.place = this.#others
    if (known === undefined) this.#kept.push(kept)
    if (this.#kept.length > most) this.#kept = this.#kept.sort(byCloseness).slice(0, most)
  }

  /** The closest first; of equally close lines the latest. */
  closest(count: number): readonly NearMiss[] {
    return [...this.#kept]
      .sort(byCloseness)
      .slice(0, count)
      .map(({ line, printed }) => ({ line, printed, others: this.#others }))
  }

  /** Number of letters in the words of the pattern that the line has. */
  #likenessOf(line: string): number {
    const text = line.toLowerCase()
    return this.#words.reduce((sum, word) => (text.includes(word) ? sum + word.length : sum), 0)
  }
}

function byCloseness(one: Kept, other: Kept): number {
  return other.likeness - one.likeness || other.place - one.place
}

/** Returns the literal words of a regular expression, without its classes, escapes and repetitions. */
function wordsOf(pattern: string): readonly string[] {
  const literal = pattern
    .replace(/\\[a-zA-Z]|\[(?:\\.|[^\]])*\]|\{\d*,?\d*\}|\(\?[:<\w]*>?/g, ' ')
    .replace(/\\(.)/g, '$1')
  return [...new Set(literal.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])]
}
