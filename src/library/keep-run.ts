import { type CapturedFile, captureName, networksOf } from '../runner/capture/captures.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { releasesOf } from '../runner/language/plan/releases-of.ts'
import { current } from '../runner/language/values/libp2p-release.ts'
import type { ProcessCount } from '../runner/language/values/process-count.ts'
import { currentVersion } from '../runner/releases/current-version.ts'
import { htmlFile } from '../runner/reports/page/html-file.ts'
import { loadPage } from '../runner/reports/page/load-page.ts'
import { readLogTails } from '../runner/reports/page/read-log-tails.ts'
import { junitFile } from '../runner/reports/reporters/junit-file.ts'
import type { Reporting } from '../runner/reports/reporters/reporting.ts'
import { captureFolder } from '../runner/results/files.ts'
import { ResultsFolder } from '../runner/results/results-folder.ts'
import { type RunInfo, wallOf } from '../runner/results/run-info.ts'
import { runPlan } from '../runner/run/run.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import { assertCanCapture, captureFor } from './capture-for.ts'

export interface KeepRunOptions {
  readonly plan: Plan
  /** The topology file as its author named it, and its text. */
  readonly file: string
  readonly text: string
  /** The release, when the same topology runs with several; null: the releases in the file. */
  readonly release: string | null
  /** Distinguishes it from the other runs of one command. */
  readonly label: string
  /** The command that repeats the run, or a function that makes it from the folder of the results. */
  readonly command: string | ((folder: string) => string)
  /** The values of an experiment, by their paths. Default: it is none. */
  readonly varied?: Readonly<Record<string, string>>
  /** For a retry, the name of the folder of the first attempt. Default: none. */
  readonly retryOf?: string | null
  /** The folder that holds all results. */
  readonly results: string
  readonly until: number | null
  /** Most bytes of a file of captured packets; null: no capture. */
  readonly pcap: number | null
  readonly reporting: Reporting
  readonly signal: AbortSignal
  /** Processes of the nodes. Default: as many as are fastest. */
  readonly processes?: ProcessCount | undefined
}

export interface KeptRun {
  readonly verdict: Verdict
  readonly folder: string
  readonly captures: readonly CapturedFile[]
}

/** Runs a plan once and keeps its results in `folder`. */
export async function keepRun(options: KeepRunOptions): Promise<KeptRun> {
  const { plan, text, release, reporting, pcap } = options
  if (pcap !== null) assertCanCapture(plan)
  const results = ResultsFolder.create({
    root: options.results,
    plan,
    source: text,
    file: options.file,
    release,
  })
  const { command } = options
  const repeated = typeof command === 'string' ? command : command(results.path)
  const info = infoFor({ ...options, command: repeated }, results.path)
  let end: (verdict: Verdict) => void = () => {}
  let script = (): string => ''
  let captures: readonly CapturedFile[] = []
  const page = loadPage()
  const verdict = await runPlan({
    plan,
    results,
    wall: wallOf(info),
    signal: options.signal,
    until: options.until,
    processes: options.processes,
    keep: reporting.keep,
    capture: captureFor({
      pcap,
      folder: results.path,
      plan: () => plan,
      onEnd: (files) => {
        captures = files
      },
    }),
    follow: (clock) => {
      const report = reporting.start(plan, info, {
        clock: () => clock.now(),
        also: [
          junitFile((xml) => results.writeJunit(xml)),
          htmlFile({
            script: () => script(),
            source: text,
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
  return { verdict, folder: results.path, captures }
}

export function infoFor(
  options: Pick<KeepRunOptions, 'plan' | 'file' | 'label' | 'varied' | 'pcap' | 'retryOf'> & {
    readonly command: string
  },
  folder: string,
): RunInfo {
  const { plan, file, label, command, varied = {}, pcap, retryOf = null } = options
  return {
    file,
    folder,
    command,
    label,
    varied,
    libp2p: releasesOf(plan).map(withVersion).join(', '),
    captures:
      pcap === null ? [] : networksOf(plan).map((network) => `${captureFolder}/${captureName(network)}`),
    retryOf,
  }
}

/** `current (3.3.11)`: the release of topo itself may change with its next version. */
function withVersion(release: string): string {
  const version = release === current ? currentVersion() : null
  return version === null ? release : `${release} (${version})`
}
