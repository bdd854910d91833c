import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { agentPrograms } from '../runner/agent-programs.ts'
import { type ExitCode, exitCode, HarnessError } from '../runner/errors.ts'
import { forEachParallel } from '../runner/parallel.ts'
import { releasesOf } from '../runner/plan/releases-of.ts'
import { checkNeeds } from '../runner/releases/check-needs.ts'
import { currentVersion } from '../runner/releases/current-version.ts'
import { Releases } from '../runner/releases/releases.ts'
import { junitFile } from '../runner/reporters/junit-file.ts'
import type { ReporterName } from '../runner/reporters/registry.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reporters/reporting.ts'
import { ResultsFolder } from '../runner/results/results-folder.ts'
import { type RunInfo, wallOf } from '../runner/results/run-info.ts'
import { runPlan } from '../runner/run.ts'
import { renderDiagnostics } from '../runner/topology/render.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import { parseDuration } from '../runner/values/duration.ts'
import { current, releaseProblem, releaseSpecOf } from '../runner/values/libp2p-release.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import type { CommandContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { type FinishedRun, labelOf, releaseTable } from './release-table.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'
import { findTopologies, type LoadedTopology, loadTopologies, pinTopologies } from './topologies.ts'

interface RunFlags {
  readonly seed?: number
  readonly clock?: Overrides['clock']
  readonly fabric?: Overrides['fabric']
  readonly repeat: number
  readonly jobs: number
  readonly reporter?: readonly ReporterName[]
  readonly until?: number
  readonly results: string
  readonly libp2p?: readonly string[]
}

/** A topology, and the release with which it is run when the command names some. */
interface ToRun {
  readonly topology: LoadedTopology
  readonly release: string | null
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
    .option(
      '--libp2p <releases>',
      'libp2p for nodes that do not name it: versions, ranges, tags or local:PATH; with several, each file on each',
      releaseList,
    )
    .option('--repeat <times>', 'run each so many times', wholeNumber(1), 1)
    .option('--jobs <number>', 'so many at once', wholeNumber(1), availableParallelism())
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--until <duration>', 'end each run at this time of its clock', durationValue)
    .option('--results <folder>', 'where results are kept', 'results')
    .action(async (names: string[], flags: RunFlags) => context.done(await run(names, flags, context)))
}

async function run(names: readonly string[], flags: RunFlags, context: CommandContext): Promise<ExitCode> {
  const releases = new Releases({ tell: (what) => context.stderr.write(`topo: ${what}\n`) })
  const toRun = await topologiesToRun(names, flags, releases)
  // Whatever cannot be had shows before anything runs.
  await agentPrograms(
    toRun.flatMap(({ topology }) => releasesOf(topology.plan)),
    releases,
  )
  for (const { topology } of toRun) await checkNeeds(topology.plan, releases)
  warn(toRun, context)
  const runs = toRun.flatMap((one) => Array.from({ length: flags.repeat }, () => one))
  const reporting = new Reporting(
    createReporters(flags.reporter ?? ['terminal'], reporterContext(context, runs.length)),
  )
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(new HarnessError('it was interrupted'))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) context.on(signal, interrupt)
  const finished: FinishedRun[] = []
  try {
    await forEachParallel(runs, flags.jobs, async (one) => {
      if (interrupted.signal.aborted) return
      const verdict = await runOne(one, { flags, reporting, signal: interrupted.signal })
      finished.push({ verdict, release: one.release })
    })
  } finally {
    for (const signal of signals) context.off(signal, interrupt)
  }
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  if (interrupted.signal.aborted) return exitCode.interrupted
  if ((flags.libp2p?.length ?? 0) > 1) context.stderr.write(releaseTable(finished))
  const isOneWay = flags.repeat === 1 || tellFingerprints(finished, context)
  const code = exitCodeOf(finished.map(({ verdict }) => verdict))
  return code === exitCode.pass && (failures.length > 0 || !isOneWay) ? exitCode.unknown : code
}

function warn(toRun: readonly ToRun[], { stderr }: CommandContext): void {
  const warnings = new Map(toRun.map(({ topology }) => [topology.source.file, topology.warnings]))
  const warned = [...warnings.values()].filter(({ diagnostics }) => diagnostics.length > 0)
  stderr.write(renderDiagnostics(warned, { color: stderr.isTTY === true }))
}

/** Says how many different ways the repeated runs went; false if virtual time gave more than one for a topology. */
function tellFingerprints(finished: readonly FinishedRun[], { stderr }: CommandContext): boolean {
  let isSame = true
  for (const [name, runs] of Map.groupBy(finished, labelOf)) {
    const fingerprints = new Set(runs.map(({ verdict }) => verdict.fingerprint))
    if (runs[0]?.verdict.clock !== 'virtual') continue
    isSame &&= fingerprints.size === 1
    const list = [...fingerprints].slice(0, 4).join(', ')
    stderr.write(
      `topo: ${name}: ${runs.length} runs, ${fingerprints.size} fingerprint${fingerprints.size === 1 ? '' : 's'} (${list})\n`,
    )
  }
  return isSame
}

/** Every topology, with every release that the command names; all of them are right, and every release is exact. */
async function topologiesToRun(
  names: readonly string[],
  flags: RunFlags,
  releases: Releases,
): Promise<readonly ToRun[]> {
  const files = findTopologies(names)
  const load = async (overrides: Overrides) => pinTopologies(await loadTopologies(files, overrides), releases)
  if (flags.libp2p === undefined) {
    return (await load(overridesOf(flags))).map((topology) => ({ topology, release: null }))
  }
  const exact = new Set<string>()
  for (const text of flags.libp2p) exact.add(await releases.exact(text, process.cwd()))
  const loaded = await Promise.all(
    [...exact].map(async (release) => {
      const topologies = await load({ ...overridesOf(flags), libp2p: release })
      return topologies.map((topology) => ({ topology, release }))
    }),
  )
  return files.flatMap((_, index) => loaded.flatMap((one) => one[index] ?? []))
}

interface Running {
  readonly flags: RunFlags
  readonly reporting: Reporting
  readonly signal: AbortSignal
}

async function runOne(
  { topology: { plan, source }, release }: ToRun,
  { flags, reporting, signal }: Running,
): Promise<Verdict> {
  const results = ResultsFolder.create({ root: flags.results, plan, source: source.text, release })
  const given = { ...overridesOf(flags), ...(release !== null && { libp2p: release }) }
  const overrides = Object.entries(given).map(([key, value]) => ` --${key} ${value}`)
  const info: RunInfo = {
    file: source.file,
    folder: results.path,
    command: `topo run ${source.file}${overrides.join('')}`,
    label: release === null ? plan.name : `${plan.name} ${release}`,
    libp2p: releasesOf(plan).map(withVersion).join(', '),
  }
  let end: (verdict: Verdict) => void = () => {}
  const verdict = await runPlan({
    plan,
    results,
    wall: wallOf(info),
    signal,
    until: flags.until ?? null,
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
  return verdict
}

function overridesOf({ seed, clock, fabric }: RunFlags): Overrides {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(clock === undefined ? {} : { clock }),
    ...(fabric === undefined ? {} : { fabric }),
  }
}

/** `current (3.3.11)`: what topo has installed may be another one tomorrow. */
function withVersion(release: string): string {
  const version = release === current ? currentVersion() : null
  return version === null ? release : `${release} (${version})`
}

function releaseList(text: string): readonly string[] {
  const list = text.split(',').map((one) => one.trim())
  const wrong = list.find((one) => releaseSpecOf(one) === null)
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}": ${releaseProblem}.`)
  return list
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
