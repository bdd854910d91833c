import { listNames } from '../../language/values/list-names.ts'
import { plural } from '../../language/values/plural.ts'
import type { ExpectationVerdict, FaultVerdict, Verdict } from '../../verdict/verdict.ts'

/** A problem in a verdict: a failure, an unknown, or a known failure. */
export interface Finding {
  /** `unreached`: all entries that the run did not reach. */
  readonly about: 'entry' | 'unreached' | 'run'
  readonly outcome: 'fail' | 'unknown' | 'known'
  /** The expectation or fault, in one sentence. */
  readonly title: string
  /** `within 5s`; null for a finding without a mode. */
  readonly mode: string | null
  /** The observation, in one sentence. */
  readonly reason: string
  /** Entry of the timeline, null for a finding about several entries, and its line in the topology file. */
  readonly entry: string | null
  readonly line: number | null
  /** Time at which it was settled, in milliseconds of the run's clock. */
  readonly at: number | null
  readonly known: string | null
}

/**
 * Returns findings by severity, then in the order of the timeline. The cause of the verdict is always among them: when
 * it is no single entry, the whole run is a finding. All entries that the run did not reach are one finding.
 */
export function findingsOf(verdict: Verdict): readonly Finding[] {
  const found = [
    ...verdict.expectations.filter(hasStarted).flatMap(ofExpectation),
    ...verdict.faults.filter((fault) => hasStarted(fault) && fault.outcome !== 'applied').map(ofFault),
    ...ofUnreached(verdict),
  ]
  const decided = found.some(
    ({ outcome, reason }) => outcome === verdict.outcome && verdict.reason.includes(reason),
  )
  const all = decided || verdict.outcome === 'pass' ? found : [ofRun(verdict, verdict.outcome), ...found]
  return (['fail', 'unknown', 'known'] as const).flatMap((word) =>
    all.filter(({ outcome }) => outcome === word),
  )
}

/** Returns true for an entry that the run reached. */
export function hasStarted({ started }: Pick<ExpectationVerdict | FaultVerdict, 'started'>): boolean {
  return started !== null
}

const mostNames = 4

function ofUnreached({ expectations, faults }: Verdict): readonly Finding[] {
  const [checks, changes] = [expectations, faults].map((all) => all.filter((one) => !hasStarted(one)))
  const all = [...(checks ?? []), ...(changes ?? [])].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const [first] = all
  if (first === undefined) return []
  const kinds = [
    ...(checks?.length ? [plural(checks.length, 'expectation')] : []),
    ...(changes?.length ? [plural(changes.length, 'fault')] : []),
  ]
  const names = all.map(({ entry }) => entry)
  const shown =
    names.length > mostNames
      ? [...names.slice(0, mostNames - 1), `${names.length - mostNames + 1} more`]
      : names
  return [
    {
      about: 'unreached',
      outcome: 'unknown',
      title: `${kinds.join(' and ')} not reached`,
      mode: null,
      reason: `the run ended before ${listNames(shown)}`,
      entry: null,
      line: first.line,
      at: null,
      known: null,
    },
  ]
}

function ofFault(fault: FaultVerdict): Finding {
  return {
    about: 'entry',
    outcome: 'unknown',
    title: `fault ${fault.entry}`,
    mode: null,
    reason: fault.reason === '' ? 'the log ended before the fault did' : fault.reason,
    entry: fault.entry,
    line: fault.line,
    at: fault.started,
    known: null,
  }
}

function ofExpectation(expectation: ExpectationVerdict): readonly Finding[] {
  const { outcome, description, mode, reason, entry, line, settledAt, known } = expectation
  const seen = {
    about: 'entry',
    title: description,
    mode,
    reason,
    entry,
    line,
    at: settledAt,
    known,
  } as const
  switch (outcome) {
    case 'fail':
    case 'known':
      return [{ ...seen, outcome }]
    case 'pass':
      return []
    default:
      return [{ ...seen, outcome: 'unknown' }]
  }
}

function ofRun(verdict: Verdict, outcome: 'fail' | 'unknown'): Finding {
  return {
    about: 'run',
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
