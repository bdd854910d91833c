import { htmlFile } from '../runner/reports/page/html-file.ts'
import { readLogTails } from '../runner/reports/page/read-log-tails.ts'
import type { NamedReporter } from '../runner/reports/reporters/reporting.ts'
import type { StoredRun } from '../runner/results/open-results.ts'

/** The reporter that writes report.html of a stored run again; `script` is the program of the page. */
export function reportPageOf(run: StoredRun, script: () => string): NamedReporter {
  const names = run.plan.nodes.map(({ name }) => name)
  return htmlFile({
    script,
    source: run.source(),
    logs: () => readLogTails(names, run.nodeLog),
    write: run.writeReport,
  })
}
