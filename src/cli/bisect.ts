import type { Command } from 'commander'
import { type ExitCode, exitCode, HarnessError, InputError, messageOf } from '../base/errors.ts'
import { version } from '../base/version.ts'
import { Releases } from '../runner/releases/releases.ts'
import { type Bisection, bisect, searchBetween } from '../runner/reports/compare/bisection.ts'
import { compare } from '../runner/reports/compare/compare.ts'
import type { Comparison } from '../runner/reports/compare/comparison.ts'
import { renderBisection } from '../runner/reports/compare/render-bisect.ts'
import { renderComparisons } from '../runner/reports/compare/render-terminal.ts'
import { type Standing, standingOf, standingOfRun } from '../runner/reports/compare/standing.ts'
import { fromStored } from '../runner/reports/compare/stored.ts'
import { paintFor } from '../runner/reports/text/paint.ts'
import { toPlainJson } from '../runner/reports/text/plain-json.ts'
import { BisectMemory } from '../runner/results/bisect-memory.ts'
import { resultsName } from '../runner/results/files.ts'
import { openResults } from '../runner/results/open-results.ts'
import { prepareResults } from '../runner/results/results-folder.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { wholeNumber } from './option-values.ts'
import { type RunOn, runOn as runOnRelease } from './run-on.ts'
import { loadTopologies } from './topologies.ts'

interface BisectFlags {
  readonly good: string
  readonly bad: string
  readonly entry?: string
  readonly all?: true
  readonly fresh?: true
  readonly seed?: number
  readonly json?: true
  readonly results: string
}

export interface BisectReleases {
  /** All releases that topo can run, oldest first, without prereleases. */
  readonly published: () => Promise<readonly string[]>
  readonly runOn?: RunOn
}

const published: BisectReleases = {
  published: async () => (await new Releases().available()).versions,
}

export function addBisect(program: Command, context: CliContext, releases = published): void {
  program
    .command('bisect')
    .description('find the libp2p release that broke or fixed a topology')
    .argument('<file>', 'topology file')
    .requiredOption('--good <release>', 'a release on which it passes')
    .requiredOption(
      '--bad <release>',
      'a release on which it fails; older than the good one, to find the fix',
    )
    .option('--entry <id>', 'consider only this expectation')
    .option('--all', 'run every release between the two')
    .option('--fresh', 'run again on releases that were run before')
    .option('--seed <number>', 'replace the seed in the file', wholeNumber(0))
    .option('--json', 'print the answer as JSON')
    .option('--results <folder>', 'folder for results, and for the memory of earlier searches', resultsName)
    .addHelpText('after', examples)
    .action(async (file: string, flags: BisectFlags) =>
      context.done(await run(file, flags, { context, releases })),
    )
}

async function run(
  file: string,
  flags: BisectFlags,
  { context, releases }: { readonly context: CliContext; readonly releases: BisectReleases },
): Promise<ExitCode> {
  const { stdout, stderr, env } = context
  const { runOn = runOnRelease, published } = releases
  const say = (text: string) => stderr.write(`topo: ${text}\n`)
  const overrides = flags.seed === undefined ? {} : { seed: flags.seed }
  const [topology] = await loadTopologies([file], overrides)
  if (topology === undefined) throw new InputError(`there is no topology ${file}`)
  const { plan, source } = topology
  const ids = plan.timeline.flatMap((one) => (one.type === 'expectation' ? [one.id] : []))
  if (flags.entry !== undefined && !ids.includes(flags.entry)) {
    throw new InputError(`${file} has no expectation ${flags.entry}; it has ${ids.join(', ')}`)
  }
  prepareResults(flags.results)
  const search = searchBetween(flags, await published(), flags.all === true)
  const memory = new BisectMemory(flags.results, plan.name, [version, source.text, JSON.stringify(overrides)])
  // The memory does not see changes in the user's own programs.
  const hasPrograms = plan.nodes.some(({ kind }) => kind === 'module' || kind === 'command')
  if (flags.fresh === true || hasPrograms) memory.forget()
  const standingIn = (folder: string) => standingOfFolder(folder, flags.entry)
  const known = new Map(
    [...memory.folders()]
      .filter(([release]) => search.releases.includes(release))
      .map(([release, folder]) => [release, standingIn(folder)]),
  )
  if (known.size > 0) say(`known from before: ${[...known].map((one) => one.join(' ')).join(', ')}`)
  const found: Bisection[] = []
  const wasInterrupted = await interruptible(context, async (signal) => {
    const probe = async (release: string): Promise<Standing> => {
      const folder = await runOn(file, release, { overrides, results: flags.results, signal })
      signal.throwIfAborted()
      memory.remember(release, folder)
      return standingIn(folder)
    }
    try {
      const onProbe = (release: string, number: number, left: number) =>
        say(`${number}. ${release} … (the change is in one of ${left} releases)`)
      found.push(await bisect({ search, known, probe: skipping(probe, signal, say), onProbe }))
    } catch (error) {
      if (!signal.aborted) throw error
    }
  })
  const [bisection] = found
  if (wasInterrupted || bisection === undefined) return exitCode.interrupted
  const neighbours = compareNeighbours(bisection, memory)
  const paint = paintFor({ env, stdout })
  const style = { paint, width: stdout.columns || 100, full: false }
  stdout.write(
    flags.json
      ? `${toPlainJson({ version: 1, ...toJson(bisection), neighbours })}\n`
      : `${[...renderBisection(bisection, paint), ...(neighbours === null ? [] : ['', ...renderComparisons([neighbours], style)])].join('\n')}\n`,
  )
  return bisection.answer.kind === 'found' ? exitCode.pass : exitCode.input
}

/** Returns `unknown` for a release that cannot run. It is not remembered, so the next search tries it again. */
function skipping(
  probe: (release: string) => Promise<Standing>,
  signal: AbortSignal,
  say: (text: string) => void,
): (release: string) => Promise<Standing> {
  return async (release) => {
    try {
      const standing = await probe(release)
      say(`   ${release} ${standing}`)
      return standing
    } catch (error) {
      // The topology was valid before, so this mistake concerns the release.
      const isOfRelease = error instanceof HarnessError || error instanceof InputError
      if (signal.aborted || !isOfRelease) throw error
      say(`   ${release} unknown: ${messageOf(error)}`)
      return 'unknown'
    }
  }
}

function standingOfFolder(folder: string, entry: string | undefined): Standing {
  const { verdict } = openResults(folder)
  const one = verdict.expectations.find((expectation) => expectation.entry === entry)
  return one === undefined ? standingOfRun(verdict) : standingOf(one)
}

/** Compares the last release with the old verdict and the first release with the new one. */
function compareNeighbours({ answer }: Bisection, memory: BisectMemory): Comparison | null {
  if (answer.kind !== 'found') return null
  const folders = memory.folders()
  const sides = [answer.before, answer.after].flatMap((release) => {
    const folder = folders.get(release)
    return folder === undefined
      ? []
      : [{ label: release, place: folder, runs: [fromStored(openResults(folder))] }]
  })
  return sides.length === 2 ? compare(sides) : null
}

function toJson({ search, known, answer }: Bisection) {
  const verdicts = search.releases.map((release) => ({ release, verdict: known.get(release) ?? null }))
  return { answer, verdicts }
}

const examples = `
Examples:
  topo bisect topologies/relay-expiry.yaml --good 3.3.11 --bad 3.0.0      the fix
  topo bisect topologies/relay-restart.yaml --good 1.9.4 --bad 3.3.11     the break

An interrupted search continues where it stopped. A failure that is marked as known counts as bad.

Exit codes: 0 found, 2 the input is wrong, or a given release has another verdict than you said, 130 interrupted.`
