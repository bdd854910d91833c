import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Command, Option } from 'commander'
import { type ExitCode, exitCode, InputError, messageOf } from '../base/errors.ts'
import { plural } from '../runner/language/values/plural.ts'
import { type Baseline, readBaseline, writeBaseline } from '../runner/reports/compare/baseline.ts'
import { compare, defaultTolerance } from '../runner/reports/compare/compare.ts'
import type { Comparison, Side } from '../runner/reports/compare/comparison.ts'
import { renderMarkdown } from '../runner/reports/compare/render-markdown.ts'
import { renderComparisons } from '../runner/reports/compare/render-terminal.ts'
import { pageScript } from '../runner/reports/page/page-script.ts'
import { renderComparison } from '../runner/reports/page/render-comparison.ts'
import { paintFor } from '../runner/reports/text/paint.ts'
import { toPlainJson } from '../runner/reports/text/plain-json.ts'
import { resultsName } from '../runner/results/files.ts'
import { findRun } from '../runner/results/find-run.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { durationValue, releaseList, wholeNumber } from './option-values.ts'
import { type CheckRelease, checkRelease, type RunOn, runOn } from './run-on.ts'
import { type Found, labelled, type NamedSide, namedSides } from './sides.ts'

interface CompareFlags {
  readonly libp2p?: readonly string[]
  readonly baseline?: string
  readonly saveBaseline?: string
  readonly seed?: number
  readonly repeat: number
  readonly tolerance: number
  readonly failOn?: 'regression' | 'change'
  readonly json?: true
  readonly markdown?: true
  readonly html?: string
  readonly all?: true
  readonly results: string
}

/** The functions that run a file and check a release. */
export interface CompareRuns {
  readonly runOn: RunOn
  readonly checkRelease: CheckRelease
}

export function addCompare(
  program: Command,
  context: CliContext,
  runs: CompareRuns = { runOn, checkRelease },
): void {
  program
    .command('compare')
    .description('show the differences between runs, such as runs of two releases, or a new and an old run')
    .argument(
      '<targets...>',
      'results folders, names of topologies (hello, hello~1), or topology files to run',
    )
    .option('--libp2p <release>', 'run the files on this release; may be repeated', collectReleases)
    .option('--baseline <file>', 'compare with the runs in this file')
    .option('--save-baseline <file>', 'store the runs in this file, and compare nothing')
    .option('--seed <number>', 'run the files with this seed', wholeNumber(0))
    .option('--repeat <times>', 'run each file this many times, and compare distributions', wholeNumber(1), 1)
    .addOption(
      new Option(
        '--tolerance <duration>',
        'times that differ by less count as equal, except where runs must be identical',
      )
        .argParser(durationValue)
        .default(defaultTolerance, '1s'),
    )
    .addOption(
      new Option(
        '--fail-on <what>',
        'exit with 1 when a verdict is worse (regression), or when anything differs (change)',
      ).choices(['regression', 'change']),
    )
    .option('--all', 'show all differences, even if they need more than one screen')
    .addOption(new Option('--json', 'print the comparison as JSON').conflicts('markdown'))
    .option('--markdown', 'print it as Markdown for a pull request')
    .option('--html <file>', 'write it as a web page, with the timelines of all sides on one axis')
    .option('--results <folder>', 'folder for results', resultsName)
    .addHelpText('after', examples)
    .action(async (targets: string[], flags: CompareFlags) =>
      context.done(await run(targets, flags, { ...runs, context })),
    )
}

async function run(
  targets: readonly string[],
  flags: CompareFlags,
  { context, runOn, checkRelease }: CompareRuns & { readonly context: CliContext },
): Promise<ExitCode> {
  const { stdout, stderr } = context
  const baseline = flags.baseline === undefined ? null : load(flags.baseline)
  const named: NamedSide[] = []
  for (const target of withPrevious(targets, flags)) {
    const sides = await namedSides(target, {
      releases: flags.libp2p ?? [null],
      repeat: flags.repeat,
      overrides: flags.seed === undefined ? {} : { seed: flags.seed },
      results: flags.results,
      runOn,
      say: (text) => stderr.write(`topo: ${text}\n`),
    })
    named.push(...sides)
  }
  refuseToRunStored(named, flags)
  const groups = groupsOf(named, baseline, flags)
  for (const release of flags.libp2p ?? []) await checkRelease(release)
  const found: Found[][] = []
  const wasInterrupted = await interruptible(context, async (signal) => {
    try {
      for (const group of groups) {
        const sides: Found[] = []
        for (const side of group) sides.push(await side.find(signal))
        found.push(sides)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  })
  if (wasInterrupted) return exitCode.interrupted
  if (flags.saveBaseline !== undefined) return save(flags.saveBaseline, found.flat(), context)
  const pairs = found.map((group) =>
    baseline === null ? labelled(group) : withBaseline(group, baseline, flags),
  )
  const comparisons = pairs.map((sides) => compare(sides, flags.tolerance))
  if (flags.html !== undefined) await writePages(flags.html, pairs, comparisons)
  stdout.write(render(comparisons, flags, context))
  const isBad = comparisons.some(({ direction }) =>
    flags.failOn === 'regression' ? direction === 'worse' : direction !== 'same',
  )
  return flags.failOn !== undefined && isBad ? exitCode.fail : exitCode.pass
}

/** Replaces the single name of a topology by its latest run and the run before. */
function withPrevious(targets: readonly string[], flags: CompareFlags): readonly string[] {
  const { baseline, saveBaseline, results } = flags
  const [only] = targets
  const isAlone = targets.length === 1 && baseline === undefined && saveBaseline === undefined
  const isStored = isAlone && howToRun(flags) === null
  if (!isStored || only === undefined || !/^[a-z][a-z0-9-]*$/.test(only)) return targets
  return findRun(only, results) === null ? targets : [`${only}~1`, only]
}

/** Returns the first flag that affects only runs of files. */
function howToRun({ libp2p, seed, repeat }: CompareFlags): string | null {
  if (libp2p !== undefined) return '--libp2p'
  if (seed !== undefined) return '--seed'
  return repeat > 1 ? '--repeat' : null
}

/** Throws if a flag is for files to run, but all runs are stored already. */
function refuseToRunStored(named: readonly NamedSide[], flags: CompareFlags): void {
  const flag = howToRun(flags)
  const stored = named.flatMap((side) => side.stored ?? [])
  const [first] = stored
  if (flag === null || first === undefined || stored.length < named.length) return
  throw new InputError(
    `${flag} is only for files to run, but the run of ${first.topology} is stored already: name its file, ${first.file}`,
  )
}

/**
 * Groups the sides to compare: those of one topology, with each other or with the baseline. Throws for sides that have
 * no counterpart, before anything runs.
 */
function groupsOf(
  named: readonly NamedSide[],
  baseline: Baseline | null,
  flags: CompareFlags,
): readonly (readonly NamedSide[])[] {
  const groups = [...Map.groupBy(named, ({ topology }) => topology)]
  const sides = groups.map(([, group]) => group)
  if (flags.saveBaseline !== undefined) return sides
  if (baseline !== null) {
    const stranger = groups.find(([name]) => baseline.topologies[name] === undefined)
    if (stranger !== undefined) throw new InputError(`${flags.baseline} has no run of ${stranger[0]}`)
    return sides
  }
  const single = groups.find(([, group]) => group.length === 1)
  if (single === undefined) return sides
  if (groups.length === named.length && named.length > 1) return [named]
  throw new InputError(
    `there is one run of ${single[0]} and nothing to compare it with: name two runs, two releases (--libp2p) or a --baseline`,
  )
}

function withBaseline(group: readonly Found[], baseline: Baseline, flags: CompareFlags): readonly Side[] {
  const summaries = baseline.topologies[group[0]?.topology ?? ''] ?? []
  const runs = summaries.map((summary) => ({ summary, log: null }))
  const now = group.length === 1 ? group.map((one) => ({ ...one, label: 'now' })) : labelled(group)
  return [{ label: 'baseline', place: flags.baseline ?? '', runs }, ...now]
}

function render(
  comparisons: readonly Comparison[],
  flags: CompareFlags,
  { stdout, env }: CliContext,
): string {
  if (flags.json) return `${toPlainJson({ version: 1, comparisons })}\n`
  if (flags.markdown) return comparisons.map(renderMarkdown).join('\n')
  const style = {
    paint: paintFor({ env, stdout }),
    width: stdout.columns || 100,
    full: flags.all === true,
  }
  return `${renderComparisons(comparisons, style).join('\n')}\n`
}

/** Writes one page for each topology. With several, the name of the topology becomes part of the file name. */
async function writePages(
  file: string,
  pairs: readonly (readonly Side[])[],
  comparisons: readonly Comparison[],
): Promise<void> {
  const script = await pageScript('comparison')
  const { dir, name, ext } = path.parse(file)
  for (const [index, comparison] of comparisons.entries()) {
    const own = comparisons.length === 1 ? file : path.join(dir, `${name}-${comparison.topology}${ext}`)
    try {
      writeFileSync(own, renderComparison(comparison, pairs[index] ?? [], script))
    } catch (error) {
      throw new InputError(`${own} cannot be written: ${messageOf(error)}`)
    }
  }
}

function load(file: string): Baseline {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${messageOf(error)}`)
  }
  return readBaseline(text, file)
}

function save(file: string, found: readonly Found[], { stdout }: CliContext): ExitCode {
  const runs = found.flatMap((one) => one.runs.map(({ summary }) => summary))
  try {
    writeFileSync(file, writeBaseline(runs))
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${messageOf(error)}`)
  }
  const names = [...new Set(runs.map(({ name }) => name))].sort()
  stdout.write(`${file}: ${plural(runs.length, 'run')} of ${names.join(', ')}\n`)
  return exitCode.pass
}

function collectReleases(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...releaseList(value)]
}

const examples = `
Examples:
  topo compare relay-expiry                      the latest run with the one before
  topo compare relay-expiry~3 relay-expiry       the latest run with an older one
  topo compare --libp2p 3.3.4 --libp2p 3.3.11 topologies/relay-expiry.yaml
  topo compare --save-baseline baseline.json topologies
  topo compare --baseline baseline.json --fail-on regression topologies

Exit codes: 0 compared, 1 a difference that --fail-on names, 2 the input is wrong, 3 unknown, 130 interrupted.`
