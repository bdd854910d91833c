import type { ProbeContext } from './expectation.ts'

/** Milliseconds after which a dial on a fast network gets no answer any more. */
const most = 5000
const least = 500

/**
 * Milliseconds that one attempt may take, of `turns` attempts one after the other. The time is enough for all and one
 * repetition, but no attempt gets less than a dial on the slowest link needs.
 */
export function patienceFor({ mode, time, dialTime }: ProbeContext, turns: number): number {
  const share = mode === 'within' && time !== null ? Math.max(least, Math.floor(time / (turns + 1))) : most
  return Math.max(Math.min(most, share), dialTime)
}
