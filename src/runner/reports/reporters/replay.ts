import type { StoredRun } from '../../results/open-results.ts'
import { Judge } from '../../verdict/verdict.ts'
import type { NamedReporter, Reporting } from './reporting.ts'

/** Feeds a stored run to its reporters; `also` are those that write into its folder. */
export function replay(run: StoredRun, reporting: Reporting, also: readonly NamedReporter[] = []): void {
  const judge = new Judge(run.plan)
  const report = reporting.start(run.plan, run.info, { also })
  for (const event of run.events()) report.event(event, judge.push(event), judge)
  report.end(run.verdict)
}
