import type { ExpectationVerdict, FaultVerdict, Verdict } from '../verdict/verdict.ts'

/** Something in a verdict that is not simply fine. */
export interface Finding {
  readonly outcome: 'fail' | 'unknown' | 'known'
  /** What was expected or done, in one sentence. */
  readonly title: string
  /** `within 5s`; null for what has no mode. */
  readonly mode: string | null
  /** What was seen, in one sentence. */
  readonly reason: string
  /** Entry of the timeline and its line in the topology file; null for the run as a whole. */
  readonly entry: string | null
  readonly line: number | null
  /** When it was settled, in milliseconds of the run's clock. */
  readonly at: number | null
  readonly known: string | null
}

/**
 * In the order of severity and, within it, of the timeline. What decided the verdict is always among them: when it
 * is no single expectation or fault, the run as a whole is a finding.
 */
export function findingsOf(verdict: Verdict): readonly Finding[] {
  const found = [
    ...verdict.expectations.flatMap(ofExpectation),
    ...verdict.faults.filter(({ outcome }) => outcome !== 'applied').map(ofFault),
  ]
  const decided = found.some(
    ({ outcome, reason }) => outcome === verdict.outcome && verdict.reason.includes(reason),
  )
  const all = decided || verdict.outcome === 'pass' ? found : [ofRun(verdict, verdict.outcome), ...found]
  return (['fail', 'unknown', 'known'] as const).flatMap((word) =>
    all.filter(({ outcome }) => outcome === word),
  )
}

function ofFault(fault: FaultVerdict): Finding {
  return {
    outcome: 'unknown',
    title: `fault ${fault.entry}`,
    mode: null,
    reason: fault.reason === '' ? 'the log ended before it was over' : fault.reason,
    entry: fault.entry,
    line: fault.line,
    at: fault.started,
    known: null,
  }
}

function ofExpectation(expectation: ExpectationVerdict): readonly Finding[] {
  const { outcome, description, mode, reason, entry, line, settledAt, known } = expectation
  switch (outcome) {
    case 'fail':
    case 'known':
      return [{ outcome, title: description, mode, reason, entry, line, at: settledAt, known }]
    case 'pass':
      return []
    default:
      return [{ outcome: 'unknown', title: description, mode, reason, entry, line, at: settledAt, known }]
  }
}

function ofRun(verdict: Verdict, outcome: 'fail' | 'unknown'): Finding {
  return {
    outcome,
    title: `the run of ${verdict.name}`,
    mode: null,
    reason: verdict.reason,
    entry: null,
    line: null,
    at: verdict.duration,
    known: null,
  }
}
