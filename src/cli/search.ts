import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { BugError, type ExitCode, exitCode, InputError } from '../base/errors.ts'
import { readShard } from '../base/read-shard.ts'
import { positionsOf, shardName } from '../base/shard.ts'
import { version } from '../base/version.ts'
import { loadSearch } from '../runner/language/plan/load-search.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { programsOf } from '../runner/language/plan/programs-of.ts'
import { agentPrograms } from '../runner/releases/agent-programs.ts'
import { Releases } from '../runner/releases/releases.ts'
import { loadPage } from '../runner/reports/page/load-page.ts'
import type { ReporterName } from '../runner/reports/reporters/registry.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reports/reporters/reporting.ts'
import { shellWord } from '../runner/reports/text/shell-word.ts'
import { resultsName } from '../runner/results/files.ts'
import { prepareResults } from '../runner/results/results-folder.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { pinPlan } from '../runner/run/prepare/pin-plan.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { bisectCommand, changedVerdict } from '../runner/search/bisect-command.ts'
import { Template } from '../runner/search/candidate.ts'
import type { ReleasePair } from '../runner/search/difference.ts'
import { explainedFailures } from '../runner/search/explained.ts'
import type { FailureGroup } from '../runner/search/groups.ts'
import { Runs } from '../runner/search/runs.ts'
import { newState, runWithoutFaults, type SearchState, search } from '../runner/search/search.ts'
import { readCorpus, SearchFolder, searchId } from '../runner/search/search-folder.ts'
import type { SearchHead } from '../runner/search/stored-search.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { durationValue, releaseList, wholeNumber } from './option-values.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'
import { exitCodeOfSearch } from './search/exit-code-of-search.ts'
import { keepReports } from './search/keep-reports.ts'
import { SearchProgress } from './search/progress.ts'
import { sidesOf } from './search/sides.ts'
import { reportOfSearch, writeSearchFiles } from './search/write-search-files.ts'
import { findTopologies, loadTopologies, wrongTopologies } from './topologies.ts'

interface SearchFlags {
  readonly runs?: number
  readonly budget?: number
  readonly seed: number
  readonly jobs: number
  readonly libp2p?: readonly string[]
  readonly shard?: string
  readonly found: string
  readonly corpus?: string
  readonly known?: readonly string[]
  readonly resume?: true
  readonly json?: true
  readonly reporter?: readonly ReporterName[]
  readonly results: string
}

const defaultBudget = 10 * 60_000

export function addSearch(program: Command, context: CliContext): void {
  program
    .command('search')
    .description(
      'look for faults that make expectations fail, and write the smallest topology for each failure',
    )
    .argument('<file>', 'topology file with `search:`')
    .option('--runs <number>', 'end after this many runs', wholeNumber(1))
    .option('--budget <duration>', 'end after this time (default 10m, with --runs none)', budgetValue)
    .option(
      '--seed <number>',
      'the seed of all draws: the same seed gives the same search',
      wholeNumber(0),
      1,
    )
    .option(
      '--jobs <number>',
      'number of parallel runs (default: one for each core)',
      wholeNumber(1),
      availableParallelism(),
    )
    .option(
      '--libp2p <releases>',
      'libp2p for nodes that name no release; two, to look for differences between them',
      releaseList,
    )
    .option('--shard <part>', 'make a part of the runs: 3/8, or auto in Slurm, Kubernetes or a CI matrix')
    .option('--found <folder>', 'folder for the topologies of new failures', 'topologies/found')
    .option('--corpus <folder>', 'folder of timelines that did something new, which grows with each search')
    .option('--known <files...>', 'topologies, or folders of them, whose `known` failures are not new')
    .option('--resume', 'go on with the same search after it was ended')
    .option('--json', 'print the groups as JSON')
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--results <folder>', 'folder for results', resultsName)
    .action(async (file: string, flags: SearchFlags) => context.done(await run(file, flags, context)))
}

function budgetValue(text: string): number {
  const budget = durationValue(text)
  if (budget === 0)
    throw new InputError('a budget of 0 leaves no time for a run: write one such as --budget 10m')
  return budget
}

async function run(file: string, flags: SearchFlags, context: CliContext): Promise<ExitCode> {
  const { stdout, stderr, env } = context
  const shard = flags.shard === undefined ? null : readShard(flags.shard, env)
  const read = await readTopologyFile(file)
  if (!read.ok) throw wrongTopologies([read.file], 1)
  const { source } = read
  const releases = new Releases({ tell: (what) => stderr.write(`topo: ${what}\n`) })
  const sides = await sidesOf(flags.libp2p ?? [], releases, process.cwd())
  const [planned, ...others] = sides.overrides.map((overrides) => {
    const loaded = loadSearch(source, overrides)
    if (!loaded.ok) throw wrongTopologies([loaded.file], 1)
    const runnable = loadToRun(source, overrides)
    if (!runnable.ok) throw wrongTopologies([runnable.file], 1)
    return loaded.search
  })
  if (planned === undefined) throw new BugError('a search has no release')
  prepareResults(flags.results)
  const template = new Template(source.text, planned)
  const pin = (plan: Plan) => pinPlan(plan, file, releases)
  const pinned = await Promise.all([planned, ...others].map(({ plan }) => pin(plan)))
  assertDiffer(pinned, file, flags.libp2p ?? [])
  await agentPrograms(pinned.flatMap(programsOf), releases)
  const load = (text: string) => {
    const plans = sides.overrides.flatMap((overrides) => {
      const one = loadToRun({ file, text }, overrides)
      return one.ok ? [one.plan] : []
    })
    return plans.length === sides.overrides.length ? plans : null
  }
  const explaining = await catalogueOf(flags.known ?? [])
  const corpus = flags.corpus === undefined ? [] : readCorpus(flags.corpus)
  const head: SearchHead = {
    id: searchId([
      version,
      source.text,
      flags.seed,
      sides.overrides,
      pinned.map(({ nodes }) => nodes.map(({ libp2p }) => libp2p)),
      ...(shard === null ? [] : [shard.count]),
    ]),
    name: planned.plan.name,
    file,
    seed: flags.seed,
    release: sides.release,
    pair: sides.pair,
    shard,
    count: flags.runs ?? null,
  }
  const folder = new SearchFolder({
    results: flags.results,
    head,
    source: source.text,
    found: flags.found,
    corpus: flags.corpus ?? null,
  })
  const memory = folder.memory(flags.resume === true)
  folder.writeState(newState(planned))
  if (shard !== null) stderr.write(`topo: ${tellPart(head)}\n`)
  const progress = new SearchProgress(context, sides.pair)
  const written = {
    template,
    searchFile: file,
    load: (text: string) => load(text)?.[0] ?? null,
    release: sides.release,
    pair: sides.pair,
  }
  const found: { state: SearchState | null } = { state: null }
  const wasInterrupted = await interruptible(context, async (interrupted) => {
    const budget = flags.budget ?? (flags.runs === undefined ? defaultBudget : null)
    const signal = budget === null ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(budget)])
    const runs = new Runs({
      search: planned,
      template,
      load,
      pair: sides.pair,
      pin,
      memory,
      folder: folder.running,
      jobs: flags.jobs,
      signal,
    })
    try {
      const explained = await explainedFailures(explaining, runs)
      const isDifferent = await differsWithoutFaults(runs, file, stderr)
      found.state = await search({
        search: planned,
        template,
        runs,
        seed: flags.seed,
        count: isDifferent ? 1 : (flags.runs ?? null),
        shard: isDifferent ? null : shard,
        isGuided: true,
        isBiased: true,
        shrinks: true,
        corpus: isDifferent ? [[]] : corpus,
        explained,
        signal,
        tell: {
          run: (one, state) => {
            folder.writeRun(one)
            folder.writeState(state)
            progress.run(state, runs)
          },
          group: (group) => {
            folder.writeGroup(group, written)
            progress.group(group)
          },
          news: (faults) => folder.writeNews(faults),
        },
      })
      folder.writeState(found.state)
      const fresh = found.state.groups.filter(({ known }) => known === null)
      const files = fresh.map((group) => folder.fileOf(group))
      // A group may be that of another shard too.
      if (shard === null && !interrupted.aborted)
        await keepReports(files, { results: flags.results, releases, stderr, signal: interrupted })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  })
  progress.close()
  folder.close()
  const { state } = found
  if (state === null) return exitCode.interrupted
  if (flags.json)
    stdout.write(
      `${JSON.stringify({ version: 1, groups: state.groups.map((one) => toJson(one, folder, sides.pair)) }, null, 2)}\n`,
    )
  const names = flags.json ? [] : (flags.reporter ?? ['terminal'])
  const isReported = await report(folder.path, names, context)
  if (wasInterrupted) return exitCode.interrupted
  const code = exitCodeOfSearch(state)
  return code === exitCode.pass && !isReported ? exitCode.unknown : code
}

/** Writes the page and the JUnit file, and tells the outcome. Returns false when a report failed. */
async function report(folder: string, names: readonly ReporterName[], context: CliContext): Promise<boolean> {
  const search = reportOfSearch(folder)
  const told = { ...reporterContext(context, 0), searches: [search] }
  const reporting = new Reporting(await createReporters(names, told))
  writeSearchFiles(search, await loadPage('search'), reporting)
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  return failures.length === 0
}

/** `shard 3 of 8 has 25 of 200 runs` */
function tellPart({ shard, count }: SearchHead): string {
  if (shard === null) return 'all runs'
  const own = count === null ? 'its own runs' : `${positionsOf(shard, count).length} of ${count} runs`
  return `${shardName(shard)} has ${own}`
}

/** Throws {@link InputError} when both releases would run the same. */
function assertDiffer(pinned: readonly Plan[], file: string, named: readonly string[]): void {
  const [one, other] = pinned.map(({ nodes }) => nodes.map(({ libp2p }) => libp2p).join())
  if (other === undefined || one !== other) return
  throw new InputError(
    `${file} runs the same with --libp2p ${named.join(',')}: every node names its release, so leave \`libp2p:\` out of some`,
  )
}

/**
 * Returns true if the releases differ without any fault. Throws {@link InputError} for expectations that fail without
 * any fault, because a search would find only that.
 */
async function differsWithoutFaults(runs: Runs, file: string, stderr: NodeJS.WriteStream): Promise<boolean> {
  const { outcome, reason, failures } = await runWithoutFaults(runs)
  if (outcome === 'pass') return false
  const isDifferent = failures.some(({ release }) => release !== null)
  if (!isDifferent) {
    const how = outcome === 'fail' ? 'fails' : 'has no verdict'
    throw new InputError(`${file} ${how} without any fault, so a search would find only that: ${reason}`)
  }
  stderr.write(`topo: the releases differ without any fault, so there is nothing to search: ${reason}\n`)
  return true
}

function toJson(group: FailureGroup, folder: SearchFolder, pair: ReleasePair | null) {
  const { id, count, first, known, ways } = group
  const file = folder.fileOf(group)
  const failure = ways[0]?.failure
  const change = failure === undefined || pair === null ? null : changedVerdict(failure, pair)
  return {
    id,
    count,
    first,
    known,
    file,
    ...failure,
    faults: ways[0]?.candidate.faults,
    ...(change !== null && { bisect: bisectCommand(shellWord(file), change) }),
  }
}

/** Returns the topologies whose known failures explain others. */
async function catalogueOf(names: readonly string[]) {
  const topologies = await loadTopologies(findTopologies(names))
  return topologies
    .filter(({ plan }) => plan.clock === 'virtual' && plan.timeline.some(({ known }) => known !== null))
    .map(({ source, plan }) => ({ source, plan }))
}
