/** How the page says things. What comes from a run goes through {@link clean}: nothing invisible, one line. */
import { escapeTerminal } from '../escape-terminal.ts'

const longest = 4000

export function clean(text: string): string {
  return escapeTerminal(text, longest)
}

export type Word = 'pass' | 'fail' | 'unknown' | 'known'

/** Told apart by shape as well as by colour. */
export const symbols: Readonly<Record<Word, string>> = { pass: '✓', fail: '✕', unknown: '?', known: '≈' }

export function wordOf(outcome: string): Word {
  return outcome === 'pass' || outcome === 'fail' || outcome === 'known' ? outcome : 'unknown'
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
