/**
 * The words of the page. Text from a run goes through {@link clean}, or through the run's words where it may hold peer
 * ids: the result is one line without invisible characters.
 */

import type { Verdict } from '../../verdict/verdict.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { RunWords, type Vocabulary } from '../text/run-words.ts'

const longest = 4000

export function clean(text: string): string {
  return escapeTerminal(text, longest)
}

/** The words of a run for pages and pictures, which have room for long texts. */
export function wordsFor(vocabulary: Vocabulary): RunWords {
  return new RunWords(vocabulary, longest)
}

/** Entry of an expectation -> what it expects, in one sentence. */
export function expectationsOf({ expectations }: Verdict): NonNullable<Vocabulary['expectations']> {
  return Object.fromEntries(expectations.map(({ entry, description }) => [entry, description]))
}

export type Word = 'pass' | 'fail' | 'unknown' | 'known'

/** Symbols for outcomes, distinct without colour. */
export const symbols: Readonly<Record<Word, string>> = { pass: '✓', fail: '✕', unknown: '?', known: '≈' }

export function wordOf(outcome: string): Word {
  return outcome === 'pass' || outcome === 'fail' || outcome === 'known' ? outcome : 'unknown'
}
