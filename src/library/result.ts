import path from 'node:path'
import type { TopoEvent } from '../events/event.ts'
import type { CapturedFile } from '../runner/capture/captures.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { RunNotes } from '../runner/reports/reporters/run-notes.ts'
import { plainStyleIn } from '../runner/reports/reporters/style.ts'
import { renderSummary } from '../runner/reports/reporters/summary.ts'
import { resultFiles } from '../runner/results/files.ts'
import { openResults, type StoredRun } from '../runner/results/open-results.ts'
import { Judge, type Verdict } from '../runner/verdict/verdict.ts'

/** The verdict of a run, and its results. */
export interface TopologyResult {
  readonly verdict: Verdict
  readonly plan: Plan
  /** All events, in order. */
  readonly events: readonly TopoEvent[]
  /** The results folder. */
  readonly folder: string
  /** The page about the run: `report.html` in its folder. */
  readonly report: string
  /** The files of captured packets, each with the reason for which it ended before the run, or null. */
  readonly captures: readonly CapturedFile[]
  /** Text for people: the failed expectations with the events before them, then the verdict. */
  readonly story: string
}

/** Reads the results of a run that has ended. */
export function resultIn(folder: string, captures: readonly CapturedFile[]): TopologyResult {
  const run = openResults(folder)
  const { verdict, plan } = run
  return {
    verdict,
    plan,
    events: [...run.events()],
    folder: path.resolve(folder),
    report: reportIn(folder),
    captures,
    story: storyOf(run),
  }
}

/** The page about the run. */
export function reportIn(folder: string): string {
  return path.resolve(folder, resultFiles.report)
}

function storyOf({ plan, info, verdict, events }: StoredRun): string {
  const notes = new RunNotes(plan, info)
  const judge = new Judge(plan)
  for (const event of events()) notes.push(event, judge.push(event))
  return renderSummary(notes, verdict, plainStyleIn(process.env)).join('\n').trim()
}
