/**
 * Searches for the planted bug of planted.yaml with several seeds, until it is found. Prints the runs that each needed, and
 * the signatures and bugs for each hour of CPU.
 *
 *     random   all times and lengths are equally likely, and each run draws from all faults
 *     likely   moments that matter are likely, and each run draws from some of the faults
 *     guided   the same, and timelines that did something new are changed
 *
 * Draws of the first two do not depend on results. Of their runs, those in which no connection can end near a jump of
 * alice’s clock pass for certain, and count without being made.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type FaultPlan, factsOf } from '../../src/runner/language/faults/registry.ts'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { median, ratio } from '../measure.ts'
import { cpuOfAll, prepare } from './prepare.ts'

const ways = {
  random: { isGuided: false, isBiased: false },
  likely: { isGuided: false, isBiased: true },
  guided: { isGuided: true, isBiased: true },
} as const

type Way = keyof typeof ways

interface Outcome {
  /** The run that found the bug, from 1; the most runs if none did. */
  readonly runs: number
  readonly isFound: boolean
  readonly signatures: number
}

/** `seeds`: 10; `most`: runs of one search, 400; `wanted`: guided,likely,random; `jobs`: one for each core. */
export async function planted([
  seeds = '10',
  most = '400',
  wanted = 'guided,likely,random',
  jobs = String(availableParallelism()),
]: readonly string[]) {
  const medians = new Map<Way, number>()
  for (const way of Object.keys(ways) as Way[]) {
    if (!wanted.split(',').includes(way)) continue
    const before = cpuOfAll()
    const outcomes: Outcome[] = []
    for (let seed = 1; seed <= Number(seeds); seed += 1) {
      const outcome = await searchOnce(way, { seed, most: Number(most), jobs: Number(jobs) })
      outcomes.push(outcome)
      console.error(`${way}, seed ${seed}: ${shown(outcome)} runs`)
    }
    medians.set(way, median(outcomes.map(({ runs }) => runs)))
    print(way, outcomes, cpuOfAll() - before)
  }
  const [guided, random] = [medians.get('guided'), medians.get('random')]
  if (guided !== undefined && random !== undefined)
    console.log(`guided against random, runs in the median: ${ratio(guided / random, 'at most', 0.1)}`)
}

interface Bounds {
  readonly seed: number
  readonly most: number
  readonly jobs: number
}

async function searchOnce(way: Way, { seed, most, jobs }: Bounds): Promise<Outcome> {
  const found = new AbortController()
  const file = fileURLToPath(new URL('planted.yaml', import.meta.url))
  using prepared = prepare({
    file,
    libp2p: null,
    jobs,
    signal: found.signal,
    ...(ways[way].isGuided ? {} : { passes: isQuiet }),
  })
  const state = await prepared.search({
    seed,
    count: most,
    ...ways[way],
    shrinks: false,
    tell: { group: () => found.abort(new Error('found')) },
  })
  const isFound = state.groups.length > 0
  return { runs: isFound ? state.runs : most, isFound, signatures: state.signatures }
}

/** Margin in milliseconds, three times the bug’s 5 s: the peer looks every 2 s, and news can take 5 s to it. */
const margin = 15_000

/** True: no connection can end near a jump of alice’s clock. */
function isQuiet({ timeline }: Plan): boolean {
  const faults = timeline.flatMap((entry) => {
    if (entry.type !== 'fault' || entry.start.kind !== 'at') return []
    return [{ fault: entry.fault, from: entry.start.time, to: entry.start.time + (entry.for ?? 0) }]
  })
  const jumps = faults.flatMap(({ fault, from, to }) =>
    fault.kind === 'clock-skew' && fault.params.node.includes('alice') ? [from, to] : [],
  )
  const ends = faults.flatMap(endsOfConnections)
  return !ends.some(({ from, to }) => jumps.some((at) => at >= from - margin && at <= to + margin))
}

/** A socket that neither reads nor writes ends after two minutes; yamux writes at most 30 s after a silence began. */
const givenUp = 110_000

/** The times at which a fault can end connections, one after the other. */
function endsOfConnections({ fault, from, to }: { fault: FaultPlan; from: number; to: number }) {
  const { disconnects, silences } = factsOf(fault)
  if (disconnects !== null) return [{ from, to: from }]
  return silences !== null && to - from > givenUp ? [{ from: from + givenUp, to }] : []
}

function shown({ runs, isFound }: Outcome): string {
  return isFound ? String(runs) : `>${runs}`
}

function print(way: Way, outcomes: readonly Outcome[], cpu: number): void {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const perHour = (count: number) => Math.round((count / cpu) * 3600)
  const bugs = outcomes.filter(({ isFound }) => isFound).length
  console.log(
    `${way}: median ${median(outcomes.map(({ runs }) => runs))} runs (${outcomes.map(shown).join(' ')})`,
  )
  console.log(
    `  ${perHour(sum(outcomes.map(({ signatures }) => signatures)))} signatures, ${perHour(bugs)} bugs for each CPU hour; ${cpu.toFixed(0)} s of CPU for ${sum(outcomes.map(({ runs }) => runs))} runs`,
  )
}
