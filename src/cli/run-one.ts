import { junitFile } from '../runner/reporters/junit-file.ts'
import type { Reporting } from '../runner/reporters/reporting.ts'
import { ResultsFolder } from '../runner/results/results-folder.ts'
import { type RunInfo, wallOf } from '../runner/results/run-info.ts'
import { runPlan } from '../runner/run.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import type { LoadedTopology } from './topologies.ts'

export interface RunOneOptions {
  /** As the topology was loaded with. */
  readonly overrides: Overrides
  /** The folder that holds all results. */
  readonly results: string
  readonly until: number | null
  readonly reporting: Reporting
  readonly signal: AbortSignal
}

/** Runs one topology once and keeps its results, which are in `folder`. */
export async function runOne(
  { plan, source }: LoadedTopology,
  { overrides, results: root, until, reporting, signal }: RunOneOptions,
): Promise<{ readonly verdict: Verdict; readonly folder: string }> {
  const results = ResultsFolder.create({ root, plan, source: source.text })
  const flags = Object.entries(overrides).map(([key, value]) => ` --${key} ${value}`)
  const info: RunInfo = {
    file: source.file,
    folder: results.path,
    command: `topo run ${source.file}${flags.join('')}`,
    label: plan.name,
  }
  let end: (verdict: Verdict) => void = () => {}
  const verdict = await runPlan({
    plan,
    results,
    wall: wallOf(info),
    signal,
    until,
    follow: (clock) => {
      const report = reporting.start(plan, info, {
        clock: () => clock.now(),
        also: [junitFile((xml) => results.writeJunit(xml))],
      })
      end = report.end
      return report.event
    },
  })
  end(verdict)
  return { verdict, folder: results.path }
}
