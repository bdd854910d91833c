import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { BugError, type ExitCode, exitCode, InputError } from '../base/errors.ts'
import { longestTimer } from '../base/longest-timer.ts'
import { readShard } from '../base/read-shard.ts'
import { positionsOf, shardName } from '../base/shard.ts'
import { version } from '../base/version.ts'
import { loadSearch } from '../runner/language/plan/load-search.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { programsOf } from '../runner/language/plan/programs-of.ts'
import { formatDuration } from '../runner/language/values/format-duration.ts'
import { agentPrograms } from '../runner/releases/agent-programs.ts'
import { Releases } from '../runner/releases/releases.ts'
import type { ReporterName } from '../runner/reports/reporters/registry.ts'
import { resultsName } from '../runner/results/files.ts'
import { prepareFolder, prepareResults } from '../runner/results/results-folder.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { pinPlan } from '../runner/run/prepare/pin-plan.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { Template } from '../runner/search/candidate.ts'
import { readCorpus } from '../runner/search/corpus.ts'
import { explainedFailures } from '../runner/search/explained.ts'
import { Runs } from '../runner/search/runs.ts'
import { newState, search } from '../runner/search/search.ts'
import { SearchFolder, searchId } from '../runner/search/search-folder.ts'
import { SearchWriter } from '../runner/search/search-writer.ts'
import { readRecord, type SearchHead } from '../runner/search/stored-search.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { durationValue, releaseList, wholeNumber } from './option-values.ts'
import { collectReporter, reporterHelp } from './reporting.ts'
import { assertDiffer, differsWithoutFaults, knownTopologies } from './search/before-search.ts'
import { codeOfSearch } from './search/code-of-search.ts'
import { exitCodeOfSearch } from './search/exit-code-of-search.ts'
import { keepReports } from './search/keep-reports.ts'
import { SearchProgress } from './search/progress.ts'
import { groupsAsJson, reportSearch } from './search/report-search.ts'
import { sidesOf } from './search/sides.ts'
import { wrongTopologies } from './topologies.ts'

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
  if (flags.json === true && flags.reporter !== undefined)
    throw new InputError('--json prints the groups alone: leave out --reporter, or write --reporter json')
  const names = flags.json === true ? [] : (flags.reporter ?? ['terminal'])
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
  prepareFolder(flags.found, '--found')
  const corpus = flags.corpus === undefined ? [] : readCorpus(flags.corpus)
  const known = await knownTopologies(flags.known ?? [])
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
  const explaining = await Promise.all(
    known.map(async (one) => ({ ...one, plan: await pinPlan(one.plan, one.source.file, releases) })),
  )
  const head: SearchHead = {
    id: searchId([
      version,
      source.text,
      flags.seed,
      sides.overrides,
      pinned.map(({ nodes }) => nodes.map(({ libp2p }) => libp2p)),
      await codeOfSearch(pinned, file, releases),
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
  const begun = folder.begin(flags.resume === true, newState(planned), corpus)
  if (flags.resume === true && !begun.isResumed)
    stderr.write(
      'topo: nothing is there to resume: no search has had this file, these modules, seed and release before\n',
    )
  if (shard !== null) stderr.write(`topo: ${tellPart(head)}\n`)
  const progress = new SearchProgress(context, sides.pair)
  const written = {
    template,
    searchFile: file,
    load: (text: string) => load(text)?.[0] ?? null,
    release: sides.release,
    pair: sides.pair,
  }
  const writer = new SearchWriter(folder, written, begun.before)
  let hasBegun = false
  const wasInterrupted = await interruptible(context, async (interrupted) => {
    const budget = flags.budget ?? (flags.runs === undefined ? defaultBudget : null)
    const signal =
      budget === null
        ? interrupted
        : AbortSignal.any([interrupted, AbortSignal.timeout(Math.min(budget, longestTimer))])
    const runs = new Runs({
      search: planned,
      template,
      load,
      pair: sides.pair,
      pin,
      memory: begun.memory,
      folder: folder.running,
      jobs: flags.jobs,
      signal,
    })
    try {
      const explained = await explainedFailures(explaining, runs)
      const isDifferent = await differsWithoutFaults(runs, source, stderr)
      hasBegun = true
      await search({
        search: planned,
        template,
        runs,
        seed: flags.seed,
        count: isDifferent ? 1 : (flags.runs ?? null),
        shard: isDifferent ? null : shard,
        isGuided: true,
        isBiased: true,
        shrinks: true,
        corpus: isDifferent ? [[]] : begun.corpus,
        explained,
        signal,
        tell: {
          run: (one, state) => {
            writer.run(one, state)
            progress.run(state, runs)
          },
          group: (group, state) => {
            writer.group(group, state)
            progress.group(group)
          },
          news: (faults, state) => writer.news(faults, state),
        },
      })
      const fresh = readRecord(folder.path).groups.filter(({ known }) => known === null)
      const files = fresh.map((group) => group.file)
      // A group may be that of another shard too.
      if (shard === null && !interrupted.aborted)
        await keepReports(files, { results: flags.results, releases, stderr, signal: interrupted })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }).finally(() => {
    progress.close()
    folder.close()
  })
  // A search that resumes may have told less in this command than its files do.
  const record = readRecord(folder.path)
  if (!hasBegun && !wasInterrupted && record.runs === 0) {
    const budget = formatDuration(flags.budget ?? defaultBudget)
    stderr.write(`topo: the budget of ${budget} was over before the first run: write a longer one\n`)
  }
  if (flags.json === true) stdout.write(groupsAsJson(record))
  const isReported = await reportSearch(folder.path, names, context)
  if (wasInterrupted) return exitCode.interrupted
  const code = exitCodeOfSearch(record)
  return code === exitCode.pass && !isReported ? exitCode.unknown : code
}

/** `shard 3 of 8 has 25 of 200 runs` */
function tellPart({ shard, count }: SearchHead): string {
  if (shard === null) return 'all runs'
  const own = count === null ? 'its own runs' : `${positionsOf(shard, count).length} of ${count} runs`
  return `${shardName(shard)} has ${own}`
}
