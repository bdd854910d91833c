import type { ProbeContext } from './expectation.ts'

/** Milliseconds: a dial that has had no answer for so long on a fast network never gets one. */
const most = 5000
const least = 500

/**
 * Milliseconds that one attempt may take, where so many must take place one after the other. All find their turn in the
 * time that there is, and one of them a second one; but a dial that only needs longer is never taken for one that fails.
 */
export function patienceFor({ mode, time, dialTime }: ProbeContext, turns: number): number {
  const share = mode === 'within' && time !== null ? Math.max(least, Math.floor(time / (turns + 1))) : most
  return Math.max(Math.min(most, share), dialTime)
}
