import type { StoredRun } from '../../results/open-results.ts'
import { Judge } from '../../verdict/verdict.ts'
import type { NamedReporter, Reporting } from './reporting.ts'

/** Makes every report of a stored run again, as if it went on now; `also` are those that go into its folder. */
export function replay(run: StoredRun, reporting: Reporting, also: readonly NamedReporter[] = []): void {
  const judge = new Judge(run.plan)
  const report = reporting.start(run.plan, run.info, { also })
  for (const event of run.events()) report.event(event, judge.push(event), judge)
  report.end(run.verdict)
}
