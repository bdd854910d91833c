import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ExitCode, exitCode, HarnessError } from '../runner/errors.ts'
import { forEachParallel } from '../runner/parallel.ts'
import { htmlFile } from '../runner/reporters/html/html-file.ts'
import { readLogTails } from '../runner/reporters/html/read-log-tails.ts'
import { junitFile } from '../runner/reporters/junit-file.ts'
import type { ReporterName } from '../runner/reporters/registry.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reporters/reporting.ts'
import { ResultsFolder } from '../runner/results/results-folder.ts'
import { type RunInfo, wallOf } from '../runner/results/run-info.ts'
import { runPlan } from '../runner/run.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import { parseDuration } from '../runner/values/duration.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import type { CommandContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { loadPage } from './page.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'
import { findTopologies, type LoadedTopology, loadTopologies } from './topologies.ts'

interface RunFlags {
  readonly seed?: number
  readonly clock?: Overrides['clock']
  readonly fabric?: Overrides['fabric']
  readonly repeat: number
  readonly jobs: number
  readonly reporter?: readonly ReporterName[]
  readonly until?: number
  readonly results: string
}

export function addRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('run topologies and say whether what they expect was seen')
    .argument('<files...>', 'topology files, or folders of them')
    .option('--seed <number>', 'instead of the seed in the file', wholeNumber(0))
    .addOption(new Option('--clock <clock>', 'instead of the clock in the file').choices(['virtual', 'real']))
    .addOption(
      new Option('--fabric <fabric>', 'instead of the fabric in the file').choices(['virtual', 'host']),
    )
    .option('--repeat <times>', 'run each so many times', wholeNumber(1), 1)
    .option('--jobs <number>', 'so many at once', wholeNumber(1), 1)
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--until <duration>', 'end each run at this time of its clock', durationValue)
    .option('--results <folder>', 'where results are kept', 'results')
    .action(async (names: string[], flags: RunFlags) => context.done(await run(names, flags, context)))
}

async function run(names: readonly string[], flags: RunFlags, context: CommandContext): Promise<ExitCode> {
  const topologies = await loadTopologies(findTopologies(names), overridesOf(flags))
  const runs = topologies.flatMap((topology) => Array.from({ length: flags.repeat }, () => topology))
  const reporting = new Reporting(
    createReporters(flags.reporter ?? ['terminal'], reporterContext(context, runs.length)),
  )
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new HarnessError('it was interrupted'))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) context.on(signal, interrupt)
  const verdicts: Verdict[] = []
  try {
    await forEachParallel(runs, flags.jobs, async (topology) => {
      if (interrupted.signal.aborted) return
      verdicts.push(await runOne(topology, flags, reporting, interrupted.signal))
    })
  } finally {
    for (const signal of signals) context.off(signal, interrupt)
  }
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  if (interrupted.signal.aborted) return exitCode.interrupted
  const isOneWay = flags.repeat === 1 || tellFingerprints(verdicts, context)
  const code = exitCodeOf(verdicts)
  return code === exitCode.pass && (failures.length > 0 || !isOneWay) ? exitCode.unknown : code
}

/** Says how many different ways the repeated runs went; false if virtual time gave more than one for a topology. */
function tellFingerprints(verdicts: readonly Verdict[], { stderr }: CommandContext): boolean {
  let isSame = true
  for (const [name, runs] of Map.groupBy(verdicts, (verdict) => verdict.name)) {
    const fingerprints = new Set(runs.map(({ fingerprint }) => fingerprint))
    if (runs[0]?.clock !== 'virtual') continue
    isSame &&= fingerprints.size === 1
    const list = [...fingerprints].slice(0, 4).join(', ')
    stderr.write(
      `topo: ${name}: ${runs.length} runs, ${fingerprints.size} fingerprint${fingerprints.size === 1 ? '' : 's'} (${list})\n`,
    )
  }
  return isSame
}

async function runOne(
  { plan, source }: LoadedTopology,
  flags: RunFlags,
  reporting: Reporting,
  signal: AbortSignal,
): Promise<Verdict> {
  const results = ResultsFolder.create({ root: flags.results, plan, source: source.text })
  const overrides = Object.entries(overridesOf(flags)).map(([key, value]) => ` --${key} ${value}`)
  const info: RunInfo = {
    file: source.file,
    folder: results.path,
    command: `topo run ${source.file}${overrides.join('')}`,
    label: plan.name,
  }
  let end: (verdict: Verdict) => void = () => {}
  let script = (): string => ''
  const page = loadPage()
  const verdict = await runPlan({
    plan,
    results,
    wall: wallOf(info),
    signal,
    until: flags.until ?? null,
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
  return verdict
}

function overridesOf({ seed, clock, fabric }: RunFlags): Overrides {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(clock === undefined ? {} : { clock }),
    ...(fabric === undefined ? {} : { fabric }),
  }
}

function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`expected a whole number from ${minimum}.`)
    }
    return value
  }
}

function durationValue(text: string): number {
  const value = parseDuration(text)
  if (value === undefined) throw new InvalidArgumentError('expected a duration such as 10s or 5m.')
  return value
}
