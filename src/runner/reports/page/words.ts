/** How the page says things. What comes from a run goes through {@link clean}, or where it may
 * hold peer ids through its words: nothing invisible, one line. */
import { escapeTerminal } from '../text/escape-terminal.ts'
import { RunWords, type Vocabulary } from '../text/run-words.ts'

const longest = 4000

export function clean(text: string): string {
  return escapeTerminal(text, longest)
}

/** The words of a run for pages and pictures, where there is room. */
export function wordsFor(vocabulary: Vocabulary): RunWords {
  return new RunWords(vocabulary, longest)
}

export type Word = 'pass' | 'fail' | 'unknown' | 'known'

/** Told apart by shape as well as by colour. */
export const symbols: Readonly<Record<Word, string>> = { pass: '✓', fail: '✕', unknown: '?', known: '≈' }

export function wordOf(outcome: string): Word {
  return outcome === 'pass' || outcome === 'fail' || outcome === 'known' ? outcome : 'unknown'
}
