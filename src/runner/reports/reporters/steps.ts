import type { EntryPlan, Plan } from '../../language/plan/plan.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import type { ExpectationVerdict, FaultVerdict } from '../../verdict/verdict.ts'
import type { RunWords } from '../text/run-words.ts'

/** An entry of the timeline at one moment, as the live terminal shows it. */
export interface EntryStep {
  readonly type: EntryPlan['type']
  readonly state: 'waiting' | 'running' | 'pass' | 'fail' | 'unknown' | 'known' | 'fault'
  readonly text: string
  /** Reason for an open or bad state, in one sentence; else null. */
  readonly reason: string | null
  /** Text or progress beside the entry. */
  readonly side: StepSide
}

export type StepSide =
  | { readonly kind: 'at'; readonly time: number }
  /** It ends at `time` at the latest. */
  | { readonly kind: 'until'; readonly from: number; readonly time: number }
  | { readonly kind: 'text'; readonly text: string }

interface StepStanding {
  readonly expectations: readonly ExpectationVerdict[]
  readonly faults: readonly FaultVerdict[]
}

/** Returns a step for each entry, in the order of the file. */
export function stepsOf(
  plan: Plan,
  { expectations, faults }: StepStanding,
  words: RunWords,
): readonly EntryStep[] {
  const verdicts = new Map<string, ExpectationVerdict | FaultVerdict>(
    [...expectations, ...faults].map((verdict) => [verdict.entry, verdict]),
  )
  return plan.timeline.flatMap((entry) => {
    const verdict = verdicts.get(entry.id)
    if (verdict === undefined) return []
    return 'mode' in verdict ? ofExpectation(verdict, entry, words) : ofFault(verdict, entry, words)
  })
}

function ofExpectation(verdict: ExpectationVerdict, entry: EntryPlan, words: RunWords): EntryStep {
  const { outcome, description, reason, started, settledAt, deadline, mode } = verdict
  const isFine = outcome === 'pass' || outcome === 'waiting' || outcome === 'known'
  return {
    type: 'expectation',
    state: outcome,
    text: words.clean(description),
    reason: isFine ? null : words.clean(reason),
    side:
      settledAt !== null
        ? { kind: 'at', time: settledAt }
        : started !== null && deadline !== null
          ? { kind: 'until', from: started, time: deadline }
          : { kind: 'text', text: started === null ? dueOf(entry, mode) : mode },
  }
}

function ofFault(verdict: FaultVerdict, entry: EntryPlan, words: RunWords): EntryStep {
  const { outcome, started, reverted, reason } = verdict
  const until = entry.type === 'fault' && entry.for !== null && started !== null ? started + entry.for : null
  const text = words.clean(words.fault(entry.id) ?? entry.id)
  if (started === null) {
    const isOver = outcome === 'not-reached'
    const side: StepSide = { kind: 'text', text: dueOf(entry, '') }
    return {
      type: 'fault',
      state: isOver ? 'unknown' : 'waiting',
      text,
      reason: isOver ? reason : null,
      side,
    }
  }
  const isWrong = outcome === 'failed' || outcome === 'changed-nothing'
  const side: StepSide =
    until !== null && reverted === null && !isWrong
      ? { kind: 'until', from: started, time: until }
      : { kind: 'at', time: started }
  return {
    type: 'fault',
    state: isWrong ? 'unknown' : 'fault',
    text,
    reason: isWrong ? words.clean(reason) : null,
    side,
  }
}

/** The entry's start where the file gives it, else its mode. */
function dueOf({ start }: EntryPlan, mode: string): string {
  return start.kind === 'at' && start.time > 0 ? `due at ${formatClock(start.time)}` : mode
}
