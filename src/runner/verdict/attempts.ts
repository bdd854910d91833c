/** Several attempts at one run: `--retries` tries a run again that did not pass. */
import type { Outcome, Verdict } from './verdict.ts'

type AttemptVerdict = Pick<Verdict, 'outcome' | 'clock' | 'fingerprint'>

export interface JudgedAttempts {
  readonly outcome: Outcome
  /** True: it passed, but not at once. */
  readonly isFlaky: boolean
  /** True: in virtual time the same seed gave other events, which is a fault of topo. */
  readonly isUnsteady: boolean
}

/** Judges the attempts, of which there is at least one, in their order. */
export function judgeAttempts(attempts: readonly AttemptVerdict[]): JudgedAttempts {
  const last = attempts.at(-1)
  const isUnsteady = last?.clock === 'virtual' && fingerprintsOf(attempts).size > 1
  const outcome = isUnsteady ? 'unknown' : (last?.outcome ?? 'unknown')
  return { outcome, isFlaky: outcome === 'pass' && attempts.length > 1, isUnsteady }
}

/**
 * True: one more attempt may give another outcome. In virtual time, two attempts with the same events show that it
 * cannot.
 */
export function isWorthRetry(attempts: readonly AttemptVerdict[], retries: number): boolean {
  const [before, last] = [attempts.at(-2), attempts.at(-1)]
  if (last === undefined || last.outcome === 'pass' || attempts.length > retries) return false
  return last.clock === 'real' || before?.fingerprint !== last.fingerprint
}

/** The fingerprints of attempts that ended with certainty. An unknown one may have been cut short. */
function fingerprintsOf(attempts: readonly AttemptVerdict[]): ReadonlySet<string> {
  return new Set(
    attempts.filter(({ outcome }) => outcome !== 'unknown').map(({ fingerprint }) => fingerprint),
  )
}
