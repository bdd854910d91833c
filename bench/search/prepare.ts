/** A search that a benchmark makes: its file, its runs, and the CPU that they cost. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSearch } from '../../src/runner/language/plan/load-search.ts'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { Releases } from '../../src/runner/releases/releases.ts'
import { loadToRun } from '../../src/runner/run/prepare/load-to-run.ts'
import { pinPlan } from '../../src/runner/run/prepare/pin-plan.ts'
import { Template } from '../../src/runner/search/candidate.ts'
import { Memory } from '../../src/runner/search/memory.ts'
import { type Played, play } from '../../src/runner/search/play.ts'
import { Runs } from '../../src/runner/search/runs.ts'
import { type SearchOptions, type SearchState, search } from '../../src/runner/search/search.ts'
import { childrenCpu, cpuOf } from '../measure.ts'

const releases = new Releases()

export interface PrepareOptions {
  readonly file: string
  /** null: the current one. */
  readonly libp2p: string | null
  readonly jobs: number
  readonly signal: AbortSignal
  /** Runs that pass for certain, and are not made. Default: none. */
  readonly passes?: (plan: Plan) => boolean
}

const passed: Played = {
  outcome: 'pass',
  reason: '',
  failures: [],
  passed: [],
  features: [],
  seen: [],
  duration: 0,
  fingerprint: '',
}

export interface PreparedSearch extends Disposable {
  readonly template: Template
  readonly runs: Runs
  /** Returns the plan of a topology of this search on a release. */
  readonly planOf: (text: string, libp2p: string | null) => Promise<Plan>
  readonly search: (options: Settings) => Promise<SearchState>
}

type Settings = Pick<SearchOptions, 'seed' | 'count' | 'isGuided' | 'isBiased' | 'shrinks' | 'tell'>

export function prepare({
  file,
  libp2p,
  jobs,
  signal,
  passes = () => false,
}: PrepareOptions): PreparedSearch {
  const text = readFileSync(file, 'utf8')
  const overridesOf = (release: string | null) => (release === null ? {} : { libp2p: release })
  const loaded = loadSearch({ file, text }, overridesOf(libp2p))
  if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('\n'))
  const planned = loaded.search
  const folder = mkdtempSync(path.join(tmpdir(), 'topo-bench-'))
  const template = new Template(text, planned)
  const load = (one: string, release: string | null) => {
    const topology = loadToRun({ file, text: one }, overridesOf(release))
    return topology.ok ? topology.plan : null
  }
  const pin = (plan: Plan) => pinPlan(plan, file, releases)
  const runs = new Runs({
    search: planned,
    template,
    load: (one) => {
      const plan = load(one, libp2p)
      return plan === null ? null : [plan]
    },
    pair: null,
    pin,
    memory: new Memory(null, true),
    folder,
    jobs,
    signal,
    play: async (options) => (passes(options.plan) ? passed : play(options)),
  })
  return {
    template,
    runs,
    planOf: async (one, release) => {
      const plan = load(one, release)
      if (plan === null) throw new Error(`a topology of ${file} has a mistake:\n${one}`)
      return pin(plan)
    },
    search: (settings) =>
      search({ search: planned, template, runs, corpus: [], explained: new Map(), signal, ...settings }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** CPU seconds of this process and of all its children, ended or not. */
export function cpuOfAll(): number {
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === process.pid)
  return cpuOf('self') + childrenCpu() + running.reduce((sum, pid) => sum + (tryCpuOf(Number(pid)) ?? 0), 0)
}

function parentOf(pid: string): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

/** null: it ended meanwhile. */
function tryCpuOf(pid: number): number | null {
  try {
    return cpuOf(pid)
  } catch {
    return null
  }
}
