/**
 * Searches for bugs that topologies/upstream/ tells, with files that name none of them, on one core. Prints a row for each
 * bug: its release, the CPU time and the runs until its smallest topology, and the size before and after shrinking.
 */
import type { Candidate } from '../../src/runner/search/candidate.ts'
import type { Drawn } from '../../src/runner/search/drawn.ts'
import type { FailureGroup } from '../../src/runner/search/groups.ts'
import type { Played } from '../../src/runner/search/play.ts'
import { type KnownBug, type Rediscovery, rediscoveries, type Without } from './bugs.ts'
import { cpuOfAll, type PreparedSearch, prepare } from './prepare.ts'

/** A smallest topology of a failure, and the cost until it was found. */
interface Way {
  readonly key: string
  readonly from: Drawn
  readonly smallest: Candidate
  readonly cpu: number
  readonly runs: number
}

/** `names`: the bugs to look for; none: all. */
export async function rediscover(names: readonly string[]): Promise<void> {
  const isWanted = ({ upstream }: KnownBug) => names.length === 0 || names.includes(upstream)
  console.log('| bug | search | release | CPU | runs | faults, shrunk | kinds | passes with |')
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  let found = 0
  const wanted = rediscoveries
    .map((one) => ({ ...one, bugs: one.bugs.filter(isWanted) }))
    .filter(({ bugs }) => bugs.length > 0)
  for (const one of wanted) found += await findBugs(one)
  console.log(`${found} of ${wanted.flatMap(({ bugs }) => bugs).length} bugs found`)
}

/** Searches until all bugs are found. Prints a row for each bug. Returns the number of those that were found. */
async function findBugs(rediscovery: Rediscovery): Promise<number> {
  const { search, libp2p, seed, runs: count, bugs } = rediscovery
  const over = new AbortController()
  const common = { file: `topologies/search/${search}.yaml`, libp2p, jobs: 1 }
  using prepared = prepare({ ...common, signal: over.signal })
  using apart = prepare({ ...common, signal: new AbortController().signal })
  const ways = new Ways()
  const missing = new Set(bugs)
  let checks: Promise<void> = Promise.resolve()
  const check = async (shrunk: readonly Way[]) => {
    for (const way of shrunk) {
      console.error(`${search}: ${way.key} ${JSON.stringify(way.smallest.faults)}`)
      for (const bug of missing) {
        if (!(await showsBug(bug, way, apart, libp2p))) continue
        missing.delete(bug)
        console.log(rowOf(bug, way, rediscovery))
      }
    }
    if (missing.size === 0) over.abort(new Error('all are found'))
  }
  await prepared.search({
    seed,
    count,
    isGuided: true,
    isBiased: true,
    shrinks: true,
    tell: {
      group: (group) => ways.take(group, prepared.runs.made),
      // No failure is being shrunk now.
      run: () => {
        const shrunk = ways.news()
        checks = checks.then(() => check(shrunk))
      },
    },
  })
  await checks
  for (const bug of missing) console.log(rowOf(bug, null, rediscovery))
  return bugs.length - missing.size
}

/** Follows the ways of all groups. */
class Ways {
  readonly #start = cpuOfAll()
  readonly #ways = new Map<string, Way>()
  readonly #told = new Set<Way>()

  /** Returns the ways that are new or smaller since the last call. */
  news(): readonly Way[] {
    const news = [...this.#ways.values()].filter((way) => !this.#told.has(way))
    for (const way of news) this.#told.add(way)
    return news
  }

  take({ id, key, ways }: FailureGroup, runs: number): void {
    for (const { candidate, from } of ways) {
      const name = JSON.stringify([id, from])
      if (this.#ways.get(name)?.smallest === candidate) continue
      this.#ways.set(name, { key, from, smallest: candidate, cpu: cpuOfAll() - this.#start, runs })
    }
  }
}

/** True: the way shows the bug, and does not fail without it. */
async function showsBug(
  { shows, without }: KnownBug,
  way: Way,
  prepared: PreparedSearch,
  libp2p: string | null,
): Promise<boolean> {
  if (!shows.test(way.key)) return false
  const { outcome } = await runWithout(without, way.smallest, prepared, libp2p)
  return outcome === 'pass'
}

async function runWithout(
  without: Without,
  smallest: Candidate,
  { template, runs, planOf }: PreparedSearch,
  libp2p: string | null,
): Promise<Played> {
  // A fault may have nothing to do where the bug is gone.
  const topology = template.documentOf({ ...smallest, isHarmless: true })
  if (without.kind === 'setting') without.change(topology)
  const text = topology.toString()
  const release = without.kind === 'release' ? without.libp2p : libp2p
  return runs.runPlan(`${release}\n${text}`, await planOf(text, release))
}

function rowOf({ upstream, without }: KnownBug, way: Way | null, { search, libp2p }: Rediscovery): string {
  const cells =
    way === null
      ? ['not found', '', '', '']
      : [
          `${way.cpu.toFixed(0)} s`,
          `${way.runs}`,
          `${way.from.length} → ${way.smallest.faults.length}`,
          way.smallest.faults.map(({ fault }) => fault).join(', '),
        ]
  const told = without.kind === 'release' ? `libp2p ${without.libp2p}` : without.told
  return `| ${[upstream, search, libp2p ?? 'current', ...cells, told].join(' | ')} |`
}
