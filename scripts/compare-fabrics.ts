/**
 * A script: `node scripts/compare-fabrics.ts` runs the catalogue on the virtual network and in network namespaces, and
 * writes the verdicts into the table of docs/netns.md. An hour in namespaces is an hour, so topologies longer than `--limit`
 * are left out. Runs of the same files that the folder `--results` has already are not made again.
 *
 *     node scripts/compare-fabrics.ts [topology ...] [--limit 5m] [--jobs 4] [--results folder]
 *
 * Exit code 1: a difference has no explanation below.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { formatDuration, parseDuration } from '../src/runner/language/values/duration.ts'
import { openResults } from '../src/runner/results/open-results.ts'
import { writeAtomic } from '../src/runner/results/write-atomic.ts'
import {
  type ComparedTopology,
  type Explanations,
  type FabricRun,
  rowOf,
  unexplained,
  withRows,
} from './fabric-table.ts'

const busy =
  'a busy machine starts nodes some seconds late, and the times of this file do not wait for it; no fabric is wrong: the file needs a quieter machine'
/** Topology -> entry -> reason of its difference. */
const explanations: Readonly<Record<string, Explanations>> = {
  'upstream/first-refresh': { '2-reservation': busy },
  'upstream/circuit-ends-after-two-minutes': { '2-connection': busy },
}

/** Topologies of hours, with a relay whose reservations are shorter: text -> its replacement. */
const shortened: Readonly<
  Record<string, { readonly of: string; readonly changes: Readonly<Record<string, string>> }>
> = {
  'first-refresh-in-minutes': {
    of: 'upstream/first-refresh',
    changes: {
      'name: first-refresh': 'name: first-refresh-in-minutes',
      'reservationDuration: 1h': 'reservationDuration: 6m',
      'at: 54m50s': 'at: 50s',
      'within: 15s': 'within: 30s',
      'at: 55m10s': 'at: 90s',
    },
  },
  'relay-expiry-in-minutes': {
    of: 'relay-expiry',
    changes: {
      'name: relay-expiry': 'name: relay-expiry-in-minutes',
      'reservationDuration: 1h': 'reservationDuration: 6m',
      'for: 2h59m': 'for: 9m',
      'at: 56m': 'at: 70s',
      'at: 3h': 'at: 10m30s',
      'renewals: 3': 'renewals: ">=8"',
    },
  },
}

const root = path.join(import.meta.dirname, '..')
const page = path.join(root, 'docs/netns.md')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: '5m' },
    jobs: { type: 'string', default: '4' },
    results: { type: 'string' },
  },
})
const limit = parseDuration(values.limit) ?? 300_000
const results = values.results ?? mkdtempSync(path.join(tmpdir(), 'topo-fabrics-'))
mkdirSync(results, { recursive: true })
const catalogue = readdirSync(path.join(root, 'topologies'), { recursive: true, encoding: 'utf8' })
  // Those below `search` are searched, those below `found` show failures, and those below `large` take minutes.
  .filter((file) => file.endsWith('.yaml') && !/^(?:search|found|large)\//.test(file))
  .map((file) => file.slice(0, -'.yaml'.length))
const names = positionals.length > 0 ? positionals : [...catalogue, ...Object.keys(shortened)]

await inParallel(
  names.map((name) => () => make(name, 'virtual')),
  2,
)
// The longest first: all runs are over soonest.
const ordered = names.toSorted((a, b) => lengthOf(b) - lengthOf(a))
const compared = await inParallel(
  ordered.map((name) => () => compare(name)),
  Number(values.jobs),
)
writeAtomic(
  page,
  withRows(
    readFileSync(page, 'utf8'),
    compared.map((one) => rowOf(one, explanations[one.name] ?? {})),
  ),
)
const open = compared.flatMap((one) =>
  unexplained(one, explanations[one.name] ?? {}).map((entry) => `${one.name}: ${entry}`),
)
for (const entry of open) process.stdout.write(`${entry} differs, and nothing explains it\n`)
process.stdout.write(`${compared.length} topologies compared; the runs are in ${results}\n`)
process.exitCode = open.length > 0 ? 1 : 0

async function compare(name: string): Promise<ComparedTopology> {
  const length = lengthOf(name)
  const virtual = stored(name, 'virtual') ?? { kind: 'broken', reason: 'the run left no results' }
  const netns = length > limit ? null : await make(name, 'netns')
  const compared = { name, length: formatDuration(Math.round(length / 1000) * 1000), virtual, netns }
  process.stdout.write(`${rowOf(compared, explanations[name] ?? {}).join(' | ')}\n`)
  return compared
}

/** Makes a run. In real time it is made again, at most twice, when a busy machine leaves the verdict unknown. */
async function make(name: string, fabric: 'virtual' | 'netns'): Promise<FabricRun> {
  let run = stored(name, fabric)
  for (let attempts = 0; attempts < 3 && (run === null || isUnknown(run)); attempts += 1) {
    const clock = fabric === 'netns' ? 'real' : 'virtual'
    const args = ['run', fileOf(name), '--fabric', fabric, '--clock', clock]
    const { exitCode, stderr } = await execa(
      process.execPath,
      ['cli.ts', ...args, '--results', path.join(results, fabric)],
      { cwd: root, reject: false, stdin: 'ignore' },
    )
    if (exitCode === 2)
      return { kind: 'refused', reason: /^error\[[^\]]*\]: (.*)/m.exec(stderr)?.[1] ?? stderr }
    run = stored(name, fabric)
  }
  return run ?? { kind: 'broken', reason: 'the run left no results' }
}

/** The file of a topology, which a shortened one gets only now. */
function fileOf(name: string): string {
  if (shortened[name] === undefined) return `topologies/${name}.yaml`
  const file = path.join(results, `${name}.yaml`)
  writeFileSync(file, textOf(name))
  return file
}

function textOf(name: string): string {
  const { of, changes } = shortened[name] ?? { of: name, changes: {} }
  const text = readFileSync(path.join(root, 'topologies', `${of}.yaml`), 'utf8')
  return Object.entries(changes).reduce((all, [part, other]) => {
    if (!all.includes(part)) throw new Error(`${of} has no "${part}"`)
    return all.replaceAll(part, other)
  }, text)
}

function isUnknown(run: FabricRun): boolean {
  return run.kind === 'judged' && [...run.outcomes.values()].includes('unknown')
}

function folderOf(name: string, fabric: string): string {
  return path.join(results, fabric, path.basename(name))
}

/** Returns the latest run; null: there is none, or the file has changed since. */
function stored(name: string, fabric: string): FabricRun | null {
  const folder = folderOf(name, fabric)
  if (!existsSync(path.join(folder, 'latest/verdict.json'))) return null
  const { verdict, source } = openResults(folder)
  if (source() !== textOf(name)) return null
  return {
    kind: 'judged',
    outcomes: new Map(verdict.expectations.map(({ entry, outcome }) => [entry, outcome])),
    length: verdict.duration,
  }
}

/** Milliseconds that the run takes in virtual time. */
function lengthOf(name: string): number {
  const run = stored(name, 'virtual')
  return run?.kind === 'judged' ? run.length : 0
}

async function inParallel<T>(tasks: readonly (() => Promise<T>)[], jobs: number): Promise<readonly T[]> {
  const done: T[] = []
  const waiting = [...tasks]
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) done.push(await task())
  }
  await Promise.all(Array.from({ length: jobs }, work))
  return done
}
