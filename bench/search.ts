/**
 * Searches for the planted bug of bench/search/planted.yaml, guided and not, each with several seeds, until it is found.
 * Prints the runs that each needed, and the signatures and bugs for each hour of CPU.
 *
 *     node bench/search.ts [seeds] [most runs of one search] [guided,likely,random]
 *
 *     random   all times and lengths are equally likely, and each run draws from all faults
 *     likely   moments that matter are likely, and each run draws from some of the faults
 *     guided   the same, and timelines that did something new are changed
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSearch } from '../src/runner/language/plan/load-search.ts'
import { ofAllRuns } from '../src/runner/processes/shared/process-pool.ts'
import { Releases } from '../src/runner/releases/releases.ts'
import { loadToRun } from '../src/runner/run/prepare/load-to-run.ts'
import { pinPlan } from '../src/runner/run/prepare/pin-plan.ts'
import { Template } from '../src/runner/search/candidate.ts'
import { Memory } from '../src/runner/search/memory.ts'
import { Runs } from '../src/runner/search/runs.ts'
import { search } from '../src/runner/search/search.ts'
import { childrenCpu, median, ratio } from './measure.ts'

const seeds = Number(process.argv[2] ?? 10)
const most = Number(process.argv[3] ?? 400)
const wanted = (process.argv[4] ?? 'guided,likely,random').split(',')
const file = fileURLToPath(new URL('search/planted.yaml', import.meta.url))
const text = readFileSync(file, 'utf8')
const loaded = loadSearch({ file, text })
if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('\n'))
const planned = loaded.search
const releases = new Releases()

const ways = {
  random: { isGuided: false, isBiased: false },
  likely: { isGuided: false, isBiased: true },
  guided: { isGuided: true, isBiased: true },
} as const

/** The run that found the bug, from 1; the most runs if none did. */
async function searchOnce(way: keyof typeof ways, seed: number) {
  const found = new AbortController()
  const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
  const template = new Template(text, planned)
  const runs = new Runs({
    search: planned,
    template,
    load: (one) => {
      const topology = loadToRun({ file, text: one })
      return topology.ok ? [topology.plan] : null
    },
    pair: null,
    pin: (plan) => pinPlan(plan, file, releases),
    memory: new Memory(null, true),
    folder,
    jobs: availableParallelism(),
    signal: found.signal,
  })
  const state = await search({
    search: planned,
    template,
    runs,
    seed,
    count: most,
    ...ways[way],
    shrinks: false,
    corpus: [],
    explained: new Map(),
    tell: { group: () => found.abort(new Error('found')) },
    signal: found.signal,
  })
  rmSync(folder, { recursive: true, force: true })
  const isFound = state.groups.length > 0
  return { runs: isFound ? state.runs : most, isFound, signatures: state.signatures, made: runs.made }
}

const medians = new Map<string, number>()
for (const way of ['guided', 'likely', 'random'] as const) {
  if (!wanted.includes(way)) continue
  const before = childrenCpu() + process.cpuUsage().user / 1e6
  const results = []
  for (let seed = 1; seed <= seeds; seed += 1) results.push(await searchOnce(way, seed))
  await ofAllRuns[Symbol.asyncDispose]()
  const hours = (childrenCpu() + process.cpuUsage().user / 1e6 - before) / 3600
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const needed = results.map(({ runs }) => runs)
  medians.set(way, median(needed))
  const shown = results.map(({ runs, isFound }) => (isFound ? String(runs) : `>${most}`)).join(' ')
  const signatures = sum(results.map((one) => one.signatures)) / hours
  const bugs = results.filter(({ isFound }) => isFound).length / hours
  console.log(`${way}: median ${median(needed)} runs (${shown})`)
  console.log(
    `  ${Math.round(signatures)} signatures, ${Math.round(bugs)} bugs for each CPU hour; ${(hours * 3600).toFixed(0)} s of CPU for ${sum(results.map(({ made }) => made))} runs`,
  )
}
const [guided, random] = [medians.get('guided'), medians.get('random')]
if (guided !== undefined && random !== undefined)
  console.log(`guided against random, runs in the median: ${ratio(guided / random, 'at most', 0.1)}`)
