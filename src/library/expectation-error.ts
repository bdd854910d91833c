import { AssertionError } from 'node:assert'
import type { TopoEvent } from '../events/event.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { findingsOf } from '../runner/reports/reporters/findings.ts'
import { RunNotes } from '../runner/reports/reporters/run-notes.ts'
import { plainStyle } from '../runner/reports/reporters/style.ts'
import { renderFinding } from '../runner/reports/reporters/summary.ts'
import type { RunInfo } from '../runner/results/run-info.ts'
import type { ExpectationVerdict, Verdict } from '../runner/verdict/verdict.ts'

export interface FailedExpectation {
  readonly expectation: ExpectationVerdict
  readonly verdict: Verdict
  readonly plan: Plan
  readonly events: readonly TopoEvent[]
  readonly info: RunInfo
}

/** An expectation that failed or is unknown. The message has the reason and the events before it. */
export class ExpectationError extends AssertionError {
  override readonly name = 'ExpectationError'
  /** The verdict on the expectation. */
  readonly expectation: ExpectationVerdict
  /** The results folder of the run. */
  readonly folder: string

  constructor({ expectation, verdict, plan, events, info }: FailedExpectation) {
    super({ message: messageOf(expectation, { verdict, plan, events, info }), operator: 'topo' })
    this.expectation = expectation
    this.folder = info.folder
  }
}

function messageOf(
  { entry, description, reason }: ExpectationVerdict,
  { verdict, plan, events, info }: Omit<FailedExpectation, 'expectation'>,
): string {
  const notes = new RunNotes(plan, info)
  for (const event of events) {
    const isSettled = event.kind === 'expectation-ended' && event.entry === entry
    notes.push(event, isSettled ? [entry] : [])
  }
  const finding = findingsOf(verdict).find((one) => one.entry === entry)
  const story = finding === undefined ? [] : renderFinding(finding, notes, plainStyle)
  return [`${description}: ${reason}`, '', ...story, `  results  ${info.folder}`].join('\n')
}
