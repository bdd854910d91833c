import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Command } from 'commander'
import { type ExitCode, exitCode, InputError, messageOf } from '../base/errors.ts'
import { version } from '../base/version.ts'
import { keepRun } from '../library/keep-run.ts'
import { repeatCommand } from '../library/repeat-command.ts'
import { loadSearch } from '../runner/language/plan/load-search.ts'
import { programsOf } from '../runner/language/plan/programs-of.ts'
import { agentPrograms } from '../runner/releases/agent-programs.ts'
import { Releases } from '../runner/releases/releases.ts'
import { Reporting } from '../runner/reports/reporters/reporting.ts'
import { resultsName } from '../runner/results/files.ts'
import { prepareResults } from '../runner/results/results-folder.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { pinPlan } from '../runner/run/prepare/pin-plan.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { Template } from '../runner/search/candidate.ts'
import { explainedFailures } from '../runner/search/explained.ts'
import type { FailureGroup } from '../runner/search/groups.ts'
import { Runs } from '../runner/search/runs.ts'
import { failsWithoutFaults, type SearchState, search } from '../runner/search/search.ts'
import { readCorpus, SearchFolder } from '../runner/search/search-folder.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { durationValue, releaseList, wholeNumber } from './option-values.ts'
import { SearchProgress } from './search-progress.ts'
import { findTopologies, loadTopologies, wrongTopologies } from './topologies.ts'

interface SearchFlags {
  readonly runs?: number
  readonly budget?: number
  readonly seed: number
  readonly jobs: number
  readonly libp2p?: readonly string[]
  readonly found: string
  readonly corpus?: string
  readonly known?: readonly string[]
  readonly resume?: true
  readonly json?: true
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
    .option('--libp2p <release>', 'libp2p for nodes that name no release', releaseList)
    .option('--found <folder>', 'folder for the topologies of new failures', 'topologies/found')
    .option('--corpus <folder>', 'folder of timelines that did something new, which grows with each search')
    .option('--known <files...>', 'topologies, or folders of them, whose `known` failures are not new')
    .option('--resume', 'go on with the same search after it was ended')
    .option('--json', 'print the groups as JSON')
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
  const { stdout, stderr } = context
  const read = await readTopologyFile(file)
  if (!read.ok) throw wrongTopologies([read.file], 1)
  const releases = new Releases({ tell: (what) => stderr.write(`topo: ${what}\n`) })
  const [libp2p, ...more] = await Promise.all(
    (flags.libp2p ?? []).map((one) => releases.exact(one, process.cwd())),
  )
  if (more.length > 0) throw new InputError('a search takes one release')
  const overrides = libp2p === undefined ? {} : { libp2p }
  const { source } = read
  const loaded = loadSearch(source, overrides)
  if (!loaded.ok) throw wrongTopologies([loaded.file], 1)
  const planned = loaded.search
  const { name } = planned.plan
  prepareResults(flags.results)
  const template = new Template(source.text, planned)
  const load = (text: string) => {
    const one = loadToRun({ file, text }, overrides)
    return one.ok ? one.plan : null
  }
  const pinned = await pinPlan(planned.plan, file, releases)
  await agentPrograms(programsOf(pinned), releases)
  const folder = new SearchFolder({
    results: flags.results,
    name,
    identity: [version, source.text, flags.seed, overrides, pinned.nodes.map((node) => node.libp2p)],
    isResumed: flags.resume === true,
    found: flags.found,
    corpus: flags.corpus ?? null,
  })
  const progress = new SearchProgress(context, planned)
  const written = { template, searchFile: file, load }
  const found: { state: SearchState | null } = { state: null }
  const wasInterrupted = await interruptible(context, async (interrupted) => {
    const budget = flags.budget ?? (flags.runs === undefined ? defaultBudget : null)
    const signal = budget === null ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(budget)])
    const pin = (plan: typeof planned.plan) => pinPlan(plan, file, releases)
    const { memory, running } = folder
    const runs = new Runs({
      search: planned,
      template,
      load,
      pin,
      memory,
      folder: running,
      jobs: flags.jobs,
      signal,
    })
    const isOver = () => signal.aborted
    try {
      const explained = await explainedFailures(await catalogueOf(flags.known ?? []), runs)
      const failure = await failsWithoutFaults(runs)
      if (failure !== null)
        throw new InputError(`${file} fails without any fault, so a search would find only that: ${failure}`)
      found.state = await search({
        search: planned,
        template,
        runs,
        seed: flags.seed,
        count: flags.runs ?? null,
        isGuided: true,
        isBiased: true,
        shrinks: true,
        corpus: flags.corpus === undefined ? [] : readCorpus(flags.corpus),
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
      if (!interrupted.aborted)
        await keepReports(found.state.groups, { folder, flags, releases, stderr, signal: interrupted })
    } catch (error) {
      if (!isOver()) throw error
    }
  })
  progress.close()
  folder.close()
  const { state } = found
  if (state === null) return exitCode.interrupted
  if (flags.json)
    stdout.write(
      `${JSON.stringify({ version: 1, groups: state.groups.map((one) => toJson(one, folder)) }, null, 2)}\n`,
    )
  else stdout.write(progress.summary(state, (group) => folder.fileOf(group)))
  if (wasInterrupted) return exitCode.interrupted
  if (state.groups.some(({ known }) => known === null)) return exitCode.fail
  return state.unseen.length > 0 || state.runs === state.unknown ? exitCode.unknown : exitCode.pass
}

function toJson(group: FailureGroup, folder: SearchFolder) {
  const { id, count, first, known, ways } = group
  return {
    id,
    count,
    first,
    known,
    file: folder.fileOf(group),
    ...ways[0]?.failure,
    faults: ways[0]?.candidate.faults,
  }
}

/** Returns the topologies whose known failures explain others. */
async function catalogueOf(names: readonly string[]) {
  const topologies = await loadTopologies(findTopologies(names))
  return topologies
    .filter(({ plan }) => plan.clock === 'virtual' && plan.timeline.some(({ known }) => known !== null))
    .map(({ source, plan }) => ({ source, plan }))
}

interface Keeping {
  readonly folder: SearchFolder
  readonly flags: SearchFlags
  readonly releases: Releases
  readonly stderr: NodeJS.WriteStream
  readonly signal: AbortSignal
}

/** Runs the smallest topology of each new group once more, and keeps its results with a report. */
async function keepReports(
  groups: readonly FailureGroup[],
  { folder, flags, releases, stderr, signal }: Keeping,
): Promise<void> {
  for (const group of groups.filter(({ known }) => known === null)) {
    const file = folder.fileOf(group)
    const read = await readTopologyFile(file)
    if (!read.ok) continue
    const overrides = flags.libp2p?.[0] === undefined ? {} : { libp2p: flags.libp2p[0] }
    const loaded = loadToRun(read.source, overrides)
    if (!loaded.ok) continue
    try {
      await keepRun({
        ...read.source,
        plan: await pinPlan(loaded.plan, file, releases),
        release: null,
        label: path.basename(file, '.yaml'),
        command: repeatCommand(file, { overrides, until: null, results: flags.results, pcap: null }),
        results: flags.results,
        until: null,
        pcap: null,
        reporting: new Reporting([]),
        signal,
      })
    } catch (error) {
      stderr.write(`topo: no report of ${file}: ${messageOf(error)}\n`)
    }
  }
}
