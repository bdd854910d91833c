import type { RunState } from '../run-row.ts'

/** States of a run, distinct without colour. */
export const rowStates = {
  pass: { symbol: '✓', word: 'pass' },
  fail: { symbol: '✕', word: 'fail' },
  unknown: { symbol: '?', word: 'unknown' },
  running: { symbol: '▶', word: 'running' },
  broken: { symbol: '!', word: 'unreadable' },
} as const satisfies Readonly<Record<RunState, { readonly symbol: string; readonly word: string }>>
