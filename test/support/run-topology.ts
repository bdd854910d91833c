import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TopoEvent } from '../../src/events/event.ts'
import { renderDiagnostics } from '../../src/runner/language/diagnostics/render.ts'
import { loadTopology } from '../../src/runner/language/plan/load.ts'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import type { Overrides } from '../../src/runner/language/topology/validate.ts'
import type { ProcessCount } from '../../src/runner/language/values/process-count.ts'
import type { Deadlines } from '../../src/runner/processes/node-process-options.ts'
import { ResultsFolder } from '../../src/runner/results/results-folder.ts'
import type { Follower } from '../../src/runner/run/recorder.ts'
import { runPlan } from '../../src/runner/run/run.ts'
import type { Verdict } from '../../src/runner/verdict/verdict.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface JudgedRun {
  readonly verdict: Verdict
  readonly events: readonly TopoEvent[]
}

export interface FinishedRun extends JudgedRun {
  readonly results: ResultsFolder
}

/** Names of all shipped topologies that run, with their folders. */
export const catalogue = readdirSync(path.join(root, 'topologies'), { recursive: true, encoding: 'utf8' })
  // Those below `search` are searched, those below `found` show failures, and those below `large` take minutes.
  .filter((file) => file.endsWith('.yaml') && !/^(?:search|found|large)\//.test(file))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort()

/** Plan of a shipped topology, with changes to its text or its options. Throws when a text to replace is missing. */
export function shipped(name: string, ...changes: readonly (Replacement | Overrides)[]): Plan {
  let text = readFileSync(path.join(root, 'topologies', `${name}.yaml`), 'utf8')
  const overrides: Overrides[] = []
  for (const change of changes) {
    if (isReplacement(change)) text = replaced(`${name}.yaml`, text, change)
    else overrides.push(change)
  }
  return planOf(text, Object.assign({}, ...overrides))
}

/** Plan of an example's topology, with changes to its files. */
export function example(
  name: string,
  changes: Readonly<Record<string, Replacement>> = {},
  file = `${name}.yaml`,
): Plan {
  const folder = path.join(root, 'examples', name)
  const copy = Object.keys(changes).length === 0 ? folder : temporaryFolder()
  if (copy !== folder) cpSync(folder, copy, { recursive: true })
  for (const [changed, change] of Object.entries(changes)) {
    const text = readFileSync(path.join(copy, changed), 'utf8')
    writeFileSync(path.join(copy, changed), replaced(changed, text, change))
  }
  return resolvePaths(planOf(readFileSync(path.join(copy, file), 'utf8')), copy)
}

type Replacement = readonly [string | RegExp, string]

export function replaced(file: string, text: string, [part, replacement]: Replacement): string {
  if (typeof part === 'string' ? !text.includes(part) : !text.match(part))
    throw new Error(`${file} has no "${part}"`)
  return text.replace(part, replacement)
}

function isReplacement(change: Replacement | Overrides): change is Replacement {
  return Array.isArray(change)
}

export function planOf(text: string, overrides: Overrides = {}): Plan {
  const loaded = loadTopology({ file: 'test.yaml', text }, overrides)
  if (!loaded.ok) throw new Error(renderDiagnostics([loaded.file], { color: false }))
  return loaded.plan
}

interface RunToEndOptions {
  /** Folder for the results. Default: a temporary folder. */
  readonly root?: string
  readonly program?: string
  readonly deadlines?: Partial<Deadlines>
  readonly signal?: AbortSignal
  readonly follower?: Follower
  readonly processes?: ProcessCount
}

export async function runToEnd(
  plan: Plan,
  { follower, root = temporaryFolder(), ...options }: RunToEndOptions = {},
): Promise<FinishedRun> {
  const results = ResultsFolder.create({ root, plan, source: '' })
  const events: TopoEvent[] = []
  const verdict = await runPlan({
    plan,
    results,
    wall: {},
    signal: new AbortController().signal,
    until: null,
    follow: () => (event, settled, judge) => {
      events.push(event)
      follower?.(event, settled, judge)
    },
    ...options,
  })
  return { verdict, events, results }
}

/** Runs a plan. Repeats it, at most twice, when the machine stalled and the verdict is unknown because of that. */
export async function runUndisturbed(plan: Plan, options: RunToEndOptions = {}): Promise<FinishedRun> {
  for (let left = 2; ; left -= 1) {
    const run = await runToEnd(plan, options)
    const isDisturbed = run.events.some(({ kind }) => kind === 'machine-stalled')
    if (left === 0 || !isDisturbed || run.verdict.outcome !== 'unknown') return run
  }
}

/** Runs a plan up to its first failed expectation. No later event changes that verdict. */
export async function runToFailure(plan: Plan): Promise<FinishedRun> {
  const failure = new AbortController()
  return runToEnd(plan, {
    signal: failure.signal,
    follower: (_event, settled, judge) => {
      const hasFailed = judge
        .expectations()
        .some(({ entry, outcome }) => outcome === 'fail' && settled.includes(entry))
      if (hasFailed) failure.abort()
    },
  })
}
