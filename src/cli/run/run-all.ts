import { type ExitCode, exitCode } from '../../base/errors.ts'
import { assertCanCapture } from '../../library/capture-for.ts'
import { usualLimit } from '../../runner/capture/capture-file.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { createReporters, formatFailure, Reporting } from '../../runner/reports/reporters/reporting.ts'
import { lastRunName } from '../../runner/results/files.ts'
import { rememberRun } from '../../runner/results/last-run.ts'
import { openResults } from '../../runner/results/open-results.ts'
import { prepareResults } from '../../runner/results/results-folder.ts'
import { tellProcesses } from '../../runner/run/share-processes.ts'
import { judgeAttempts } from '../../runner/verdict/attempts.ts'
import type { CliContext } from '../context.ts'
import { Experiments } from '../experiment/experiments.ts'
import { progressReporter } from '../experiment/progress.ts'
import { reporterContext } from '../reporting.ts'
import { runOne } from '../run-one.ts'
import { shardKeeper, tellShard } from '../shard-of-runs.ts'
import { tellCaptures } from '../tell-captures.ts'
import { tellEnd } from '../tell-end.ts'
import { tellMistakes } from '../tell-mistakes.ts'
import { labelOf, releasesIn } from '../topologies-to-run.ts'
import { overridesIn, type RunFlags } from './flags.ts'
import { makePrograms } from './make-programs.ts'
import { type PlayedRun, playRuns } from './play-runs.ts'
import type { PreparedRuns } from './prepare-runs.ts'
import { tellSize } from './tell-size.ts'
import { diagnosedIn, missingOf, tellMissing, type Unrun, wrongFilesOf } from './unrun.ts'

/** Runs that can start. */
interface ReadyRuns extends Omit<PreparedRuns, 'releases'> {
  /** Most bytes of a file of captured packets; null: no capture. */
  readonly pcap: number | null
}

/** Reports a results folder or a program that cannot be made before anything runs. */
export async function makeReady(
  { runs, record, releases, ...unrun }: PreparedRuns,
  flags: RunFlags,
  context: CliContext,
): Promise<ReadyRuns> {
  const topologies = [...new Set(runs)]
  const pcap = flags.pcap === true || flags.pcapLimit !== undefined ? (flags.pcapLimit ?? usualLimit) : null
  if (pcap !== null) for (const { topology } of topologies) assertCanCapture(topology.plan)
  prepareResults(flags.results)
  const made = await makePrograms(topologies, releases)
  const isReady = new Set(made.ready)
  const ready = {
    runs: runs.filter((one) => isReady.has(one)),
    record,
    pcap,
    wrong: [...unrun.wrong, ...made.wrong],
    unavailable: [...unrun.unavailable, ...made.unavailable],
  }
  tellProblems(ready, context)
  for (const { topology } of new Set(ready.runs)) {
    const told = tellProcesses(topology.plan, flags.processes)
    if (told !== null) context.stderr.write(`topo: ${topology.plan.name}: ${told}\n`)
  }
  if (record !== null) context.stderr.write(`topo: ${tellShard(record)}\n`)
  return ready
}

/** Plays all runs and reports them. Returns the exit code of all together. */
export async function runAll(
  ready: ReadyRuns,
  flags: RunFlags,
  context: CliContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { runs, record, pcap } = ready
  const { results, until = null, processes } = flags
  const wrong = wrongFilesOf(ready)
  const order = runs.map(labelOf)
  const isExperiment = runs.some(({ varied }) => Object.keys(varied).length > 0)
  const { reporter: reporters = ['terminal' as const] } = flags
  // An experiment has a line for each run in place of its happenings.
  const hasProgress = isExperiment && flags.quiet !== true && flags.reporter === undefined
  const isQuiet = flags.quiet === true || hasProgress
  const shown = { ...reporterContext(context, runs.length), order, missing: missingOf(ready), wrong, isQuiet }
  const experiments = new Experiments(releasesIn(runs))
  const reporting = new Reporting([
    ...(await createReporters(reporters, shown)),
    ...(hasProgress ? [progressReporter(runs.length, context)] : []),
    ...(record === null ? [] : [shardKeeper(results, record)]),
  ])
  const options = { overrides: overridesIn(flags), results, until, pcap, reporting, processes }
  const played = await playRuns(runs, (one, attempt) => runOne(one, { ...options, ...attempt }), {
    onEnd: ({ run, attempts }) => {
      const [last] = attempts.slice(-1)
      if (isExperiment && last !== undefined) experiments.add(run, openResults(last.folder))
    },
    jobs: flags.jobs,
    bail: flags.bail ?? null,
    retries: flags.retries,
    timeout: flags.timeout ?? null,
    signal,
  })
  reporting.keep(lastRunName, () => remember(results, played, ready))
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  tellCaptures(
    played.flatMap(({ attempts }) => attempts.flatMap(({ captures }) => captures)),
    context,
  )
  tellSize(results, context)
  await experiments.tell(unplayed(played.length, runs.length), reporters, context)
  const isWhole = failures.length === 0 && ready.unavailable.length === 0
  // A shard may have no run, and passes then; so does --last-failed after no failure.
  if (runs.length === 0 && wrong.length === 0) return isWhole ? exitCode.pass : exitCode.unknown
  return tellEnd(
    played.map(({ run, attempts }) => ({ ...run, attempts: attempts.map(({ verdict }) => verdict) })),
    {
      hasReleases: !isExperiment && (flags.libp2p?.length ?? 0) > 1,
      isRepeated: flags.repeat > 1,
      isWhole,
      hasWrong: wrong.length > 0,
      failOnFlaky: flags.failOnFlaky === true,
    },
    context,
  )
}

function unplayed(played: number, runs: number): readonly string[] {
  return played < runs ? [`${runs - played} of ${plural(runs, 'run')} never started`] : []
}

function tellProblems({ runs, wrong, unavailable }: ReadyRuns, context: CliContext): void {
  const warnings = new Map(runs.map(({ topology }) => [topology.source.file, topology.warnings]))
  const found = [...diagnosedIn(wrong), ...warnings.values()].filter(
    ({ diagnostics }) => diagnostics.length > 0,
  )
  tellMistakes(found, context)
  tellMissing(missingOf({ unavailable }), context.stderr)
}

function remember(results: string, played: readonly PlayedRun[], { wrong, unavailable }: Unrun): void {
  const fileOf = ({ run }: PlayedRun) => run.topology.source.file
  const failed = played.filter(
    ({ attempts }) => judgeAttempts(attempts.map(({ verdict }) => verdict)).outcome !== 'pass',
  )
  const unrun = [...wrong, ...unavailable].map(({ file }) => file)
  rememberRun(results, [...played.map(fileOf), ...unrun], [...failed.map(fileOf), ...unrun])
}
