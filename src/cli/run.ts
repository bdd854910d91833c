import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { type ExitCode, exitCode, InputError } from '../base/errors.ts'
import { forEachParallel } from '../base/parallel.ts'
import { readShard } from '../base/read-shard.ts'
import { assertCanCapture } from '../library/capture-for.ts'
import { usualLimit } from '../runner/capture/capture-file.ts'
import type { CapturedFile } from '../runner/capture/captures.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import { programsOf } from '../runner/language/plan/programs-of.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import { fabricKinds } from '../runner/language/values/fabric-kind.ts'
import { agentPrograms } from '../runner/releases/agent-programs.ts'
import { Releases } from '../runner/releases/releases.ts'
import type { ReporterName } from '../runner/reports/reporters/registry.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reports/reporters/reporting.ts'
import { resultsName } from '../runner/results/files.ts'
import { prepareResults } from '../runner/results/results-folder.ts'
import type { ProcessCount } from '../runner/run/share-processes.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { durationValue, processCount, releaseList, sizeValue, wholeNumber } from './option-values.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'
import { runOne } from './run-one.ts'
import { recordOf, runsOf, shardKeeper, tellShard } from './shard-of-runs.ts'
import { tellCaptures } from './tell-captures.ts'
import { type ReleaseRun, tellEnd } from './tell-end.ts'
import { findTopologies } from './topologies.ts'
import { type ToRun, topologiesToRun } from './topologies-to-run.ts'

interface RunFlags {
  readonly seed?: number
  readonly clock?: Overrides['clock']
  readonly fabric?: Overrides['fabric']
  readonly repeat: number
  readonly jobs: number
  readonly reporter?: readonly ReporterName[]
  readonly until?: number
  readonly processes?: ProcessCount
  readonly results: string
  readonly libp2p?: readonly string[]
  readonly pcap?: true
  readonly pcapLimit?: number
  readonly hold?: true
  readonly socket?: string
  readonly shard?: string
}

export function addRun(program: Command, context: CliContext): void {
  program
    .command('run')
    .description('run topologies and check their expectations')
    .argument('<files...>', 'topology files, or folders of them')
    .option('--seed <number>', 'replace the seed in the file', wholeNumber(0))
    .addOption(new Option('--clock <clock>', 'replace the clock in the file').choices(['virtual', 'real']))
    .addOption(new Option('--fabric <fabric>', 'replace the fabric in the file').choices([...fabricKinds]))
    .option(
      '--libp2p <releases>',
      'libp2p for nodes that name no release: versions, ranges, tags or local:PATH; with several, each file runs on each',
      releaseList,
    )
    .option('--repeat <times>', 'run each topology this many times', wholeNumber(1), 1)
    .option(
      '--jobs <number>',
      'number of parallel runs (default: one for each core)',
      wholeNumber(1),
      availableParallelism(),
    )
    .option(
      '--shard <part>',
      'run one part of all runs, such as 3/8, or `auto` in Slurm, Kubernetes and CI; `topo merge` joins the results',
    )
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--until <duration>', 'end each run at this time of its clock', durationValue)
    .option(
      '--processes <number>',
      'processes for the nodes of a run, or `each` for one of its own for every node (default: 1, or one for each core above 30 nodes)',
      processCount,
    )
    .option('--results <folder>', 'folder for results', resultsName)
    .option('--pcap', 'keep the packets of every network for Wireshark, in the folder pcap of each run')
    .option('--pcap-limit <size>', 'largest size of a file of --pcap (default: 64MiB)', sizeValue)
    .option(
      '--hold',
      'start the nodes and play nothing: `topo control` and other programs steer the topology',
    )
    .option('--socket <path>', 'the Unix socket of --hold (default: in a new folder)')
    .option(
      '--end-with-stdin',
      'end --hold when its standard input ends, as it does when its starter is gone',
    )
    .action(async (names: string[], flags: RunFlags) => context.done(await run(names, flags, context)))
}

async function run(names: readonly string[], flags: RunFlags, context: CliContext): Promise<ExitCode> {
  if (flags.hold === true) {
    if (flags.shard !== undefined) throw new InputError('--hold runs one topology, which has no shards')
    const { holdTopology } = await import('./hold-topology.ts')
    return holdTopology(findTopologies(names), flags, context)
  }
  const shard = flags.shard === undefined ? null : readShard(flags.shard, context.env)
  if (flags.socket !== undefined) throw new InputError('--socket is the socket of --hold')
  const releases = new Releases({ tell: (what) => context.stderr.write(`topo: ${what}\n`) })
  const overrides = overridesOf(flags)
  const prepared = await topologiesToRun(findTopologies(names), {
    overrides,
    libp2p: flags.libp2p ?? null,
    releases,
  })
  const toRun = withTimeline(prepared, context)
  const all = toRun.flatMap((one) => Array.from({ length: flags.repeat }, () => one))
  const record = shard === null ? null : recordOf(shard, all, { overrides, until: flags.until ?? null })
  const runs = record === null ? all : runsOf(record, all)
  const ownTopologies = [...new Set(runs)]
  const pcap = flags.pcap === true || flags.pcapLimit !== undefined ? (flags.pcapLimit ?? usualLimit) : null
  if (pcap !== null) for (const { topology } of ownTopologies) assertCanCapture(topology.plan)
  // Reports a results folder or a program that cannot be made before anything runs.
  prepareResults(flags.results)
  await agentPrograms(
    ownTopologies.flatMap(({ topology }) => programsOf(topology.plan)),
    releases,
  )
  warn(ownTopologies, context)
  if (record !== null) context.stderr.write(`topo: ${tellShard(record)}\n`)
  const reporting = new Reporting([
    ...(await createReporters(flags.reporter ?? ['terminal'], reporterContext(context, runs.length))),
    ...(record === null ? [] : [shardKeeper(flags.results, record)]),
  ])
  const options = {
    overrides,
    results: flags.results,
    until: flags.until ?? null,
    pcap,
    reporting,
    processes: flags.processes,
  }
  const finished: ReleaseRun[] = []
  const captured: CapturedFile[] = []
  const wasInterrupted = await interruptible(context, (signal) =>
    inLanes(runs, flags.jobs, async (one) => {
      if (signal.aborted) return
      const { verdict, captures } = await runOne(one, { ...options, signal })
      finished.push({ ...one, verdict })
      captured.push(...captures)
    }),
  )
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  tellCaptures(captured, context)
  if (wasInterrupted) return exitCode.interrupted
  const isWhole = failures.length === 0
  // A shard may have no run, and passes then.
  if (shard !== null && runs.length === 0) return isWhole ? exitCode.pass : exitCode.unknown
  const hasReleases = (flags.libp2p?.length ?? 0) > 1
  return tellEnd(finished, { hasReleases, isRepeated: flags.repeat > 1, isWhole }, context)
}

/** Leaves out topologies that are only searched. Throws an {@link InputError} when no other one is left. */
function withTimeline(prepared: readonly ToRun[], { stderr }: CliContext): readonly ToRun[] {
  const isSearched = ({ topology: { plan, source } }: ToRun) =>
    plan.timeline.length === 0 && /^search:/m.test(source.text)
  const files = [...new Set(prepared.filter(isSearched).map(({ topology }) => topology.source.file))]
  const [first] = files
  if (first === undefined) return prepared
  const advice = (file: string) => `${file} has \`search:\` and no timeline: use \`topo search ${file}\``
  if (prepared.every(isSearched)) throw new InputError(advice(first))
  for (const file of files) stderr.write(`topo: ${advice(file)}\n`)
  return prepared.filter((one) => !isSearched(one))
}

/** Runs in real time mostly wait, so with several jobs they get one lane, beside the lanes for runs that need CPU. */
async function inLanes(
  runs: readonly ToRun[],
  jobs: number,
  act: (one: ToRun) => Promise<void>,
): Promise<void> {
  if (jobs === 1) return forEachParallel(runs, 1, act)
  const isReal = ({ topology }: ToRun) => topology.plan.clock === 'real'
  await Promise.all([
    forEachParallel(runs.filter(isReal), 1, act),
    forEachParallel(
      runs.filter((one) => !isReal(one)),
      jobs,
      act,
    ),
  ])
}

function warn(toRun: readonly ToRun[], { stderr }: CliContext): void {
  const warnings = new Map(toRun.map(({ topology }) => [topology.source.file, topology.warnings]))
  const warned = [...warnings.values()].filter(({ diagnostics }) => diagnostics.length > 0)
  stderr.write(renderDiagnostics(warned, { color: stderr.isTTY === true }))
}

function overridesOf({ seed, clock, fabric }: RunFlags): Overrides {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(clock === undefined ? {} : { clock }),
    ...(fabric === undefined ? {} : { fabric }),
  }
}
