/** Words that authors write for a key, a value or a kind. They are not part of the language: messages tell the right word. */
import * as z from 'zod'

interface Words {
  /** Other words for the key. */
  readonly keys: readonly string[]
  /** Advice for values that are not possible, by value. */
  readonly values: Readonly<Record<string, string>>
}

/** The parameters with such words. */
export const otherWords = z.registry<Words>()

/** Adds other words for a key, and advice for wrong values. Call it last: `meta` makes a new schema. */
export function alsoCalled<T extends z.ZodType>(
  schema: T,
  keys: readonly string[],
  values: Words['values'] = {},
): T {
  otherWords.add(schema, { keys, values })
  return schema
}

/** Returns the same meaning for several words. */
export function meaning(text: string, words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => [word, text]))
}

/** The words of a definition: those of faults, expectations and node kinds. */
export interface Wording {
  /** Other words for the kind. Default: none. */
  readonly alsoCalled?: readonly string[]
  /** Parameters to write, by a word that means the kind with them: `{ disconnected: 'state: closed' }`. Default: none. */
  readonly meantWith?: Readonly<Record<string, string>>
  /** The opposite of an expectation, as YAML. Default: it, with `never: true`. */
  readonly opposite?: string
  /** Advice for keys that it does not have, by key: `{ for: 'write down: 5s' }`. Default: none. */
  readonly instead?: Readonly<Record<string, string>>
  /** The two parameters that `between: [a, b]` names. Default: it takes no `between`. */
  readonly pair?: PairKeys
}

/** Two parameters that name the two ends of a pair. */
export type PairKeys = readonly [string, string]

/** Returns the kinds of a registry by their other words. */
export function kindsByWord(registry: Readonly<Record<string, Wording>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(registry).flatMap(([kind, { alsoCalled: words = [] }]) =>
      words.map((word) => [word, kind]),
    ),
  )
}
