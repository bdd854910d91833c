import type { StoredRun } from '../results/open-results.ts'
import { Judge } from '../verdict/verdict.ts'
import type { Reporting } from './reporting.ts'

/** Makes every report of a stored run again, as if it went on now. */
export function replay(run: StoredRun, reporting: Reporting): void {
  const judge = new Judge(run.plan)
  const report = reporting.start(run.plan, run.info)
  for (const event of run.events()) report.event(event, judge.push(event), judge)
  report.end(run.verdict)
}
