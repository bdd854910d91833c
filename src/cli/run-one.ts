import { releasesOf } from '../runner/plan/releases-of.ts'
import { currentVersion } from '../runner/releases/current-version.ts'
import { htmlFile } from '../runner/reporters/html/html-file.ts'
import { readLogTails } from '../runner/reporters/html/read-log-tails.ts'
import { junitFile } from '../runner/reporters/junit-file.ts'
import type { Reporting } from '../runner/reporters/reporting.ts'
import { shellWord } from '../runner/reporters/shell-word.ts'
import { ResultsFolder } from '../runner/results/results-folder.ts'
import { type RunInfo, wallOf } from '../runner/results/run-info.ts'
import { runPlan } from '../runner/run.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import { current } from '../runner/values/libp2p-release.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import { loadPage } from './page.ts'
import type { ToRun } from './topologies-to-run.ts'

export interface RunOneOptions {
  /** As the topology was loaded with, but for the release. */
  readonly overrides: Overrides
  /** The folder that holds all results. */
  readonly results: string
  readonly until: number | null
  readonly reporting: Reporting
  readonly signal: AbortSignal
}

/** Runs one topology once and keeps its results, which are in `folder`. */
export async function runOne(
  { topology: { plan, source }, release }: ToRun,
  { overrides, results: root, until, reporting, signal }: RunOneOptions,
): Promise<{ readonly verdict: Verdict; readonly folder: string }> {
  const results = ResultsFolder.create({ root, plan, source: source.text, release })
  const given = { ...overrides, ...(release !== null && { libp2p: release }) }
  const flags = Object.entries(given).map(([key, value]) => ` --${key} ${value}`)
  const info: RunInfo = {
    file: source.file,
    folder: results.path,
    command: `topo run ${shellWord(source.file)}${flags.join('')}`,
    label: release === null ? plan.name : `${plan.name} ${release}`,
    libp2p: releasesOf(plan).map(withVersion).join(', '),
  }
  let end: (verdict: Verdict) => void = () => {}
  let script = (): string => ''
  const page = loadPage()
  const verdict = await runPlan({
    plan,
    results,
    wall: wallOf(info),
    signal,
    until,
    follow: (clock) => {
      const report = reporting.start(plan, info, {
        clock: () => clock.now(),
        also: [
          junitFile((xml) => results.writeJunit(xml)),
          htmlFile({
            script: () => script(),
            source: source.text,
            logs: () =>
              readLogTails(
                plan.nodes.map(({ name }) => name),
                (node) => results.nodeLog(node),
              ),
            write: (html) => results.writeReport(html),
          }),
        ],
      })
      end = report.end
      return report.event
    },
  })
  script = await page
  end(verdict)
  return { verdict, folder: results.path }
}

/** `current (3.3.11)`: what topo has installed may be another one tomorrow. */
function withVersion(release: string): string {
  const version = release === current ? currentVersion() : null
  return version === null ? release : `${release} (${version})`
}
