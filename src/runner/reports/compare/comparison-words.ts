import type { Vocabulary } from '../text/run-words.ts'
import type { Comparison } from './comparison.ts'

/** The words in which a comparison tells events of all its sides. */
export function comparedVocabulary({ names, faults, expectations }: Comparison): Vocabulary {
  const told = expectations.map(({ entry, description }) => [entry, description] as const)
  return { names, faults, expectations: Object.fromEntries(told) }
}
