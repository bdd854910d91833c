/** Runs of a search. This is the only place of a search that starts one. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { TopoEvent } from '../../events/event.ts'
import type { Observer } from '../language/expectations/expectation.ts'
import type { ExpectationPlan } from '../language/expectations/registry.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { Plan } from '../language/plan/plan.ts'
import { ResultsFolder } from '../results/results-folder.ts'
import { runPlan } from '../run/run.ts'
import { type FoundFailure, failuresOf } from './failure.ts'
import { Signature } from './signature.ts'

/** The result of a run, as far as a search needs it. The same plan gives the same result. */
export interface Played {
  readonly outcome: 'pass' | 'fail' | 'unknown'
  readonly reason: string
  readonly failures: readonly FoundFailure[]
  /** The entries of the expectations that hold. */
  readonly passed: readonly string[]
  readonly features: readonly number[]
  /** Positions of the expectations of `sometimes` that held at some time. */
  readonly seen: readonly number[]
  /** Milliseconds of virtual time. */
  readonly duration: number
  readonly fingerprint: string
}

export interface PlayOptions {
  readonly plan: Plan
  readonly sometimes: readonly ExpectationPlan[]
  /** The folder for the files of the run while it runs. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** Runs a plan and keeps no file of it. Rejects when the signal aborts. */
export async function play({ plan, sometimes, folder, signal }: PlayOptions): Promise<Played> {
  signal.throwIfAborted()
  mkdirSync(folder, { recursive: true })
  const root = mkdtempSync(path.join(folder, 'run-'))
  try {
    const results = ResultsFolder.create({ root, plan, source: '' })
    const events: TopoEvent[] = []
    const signature = new Signature(plan)
    const watched = sometimes.map(watch)
    const verdict = await runPlan({
      plan,
      results,
      wall: {},
      signal,
      until: null,
      follow: () => (event) => {
        events.push(event)
        signature.push(event)
        for (const one of watched) one.push(event)
      },
    })
    signal.throwIfAborted()
    for (const { name } of plan.nodes) {
      const log = results.nodeLog(name)
      if (existsSync(log)) signature.pushOutput(name, readFileSync(log, 'utf8'))
    }
    return {
      outcome: verdict.outcome,
      reason: verdict.reason,
      failures: failuresOf(plan, verdict.expectations, events),
      passed: verdict.expectations.flatMap(({ entry, outcome }) => (outcome === 'pass' ? [entry] : [])),
      features: signature.features(),
      seen: watched.flatMap(({ isSeen }, index) => (isSeen() ? [index] : [])),
      duration: verdict.duration,
      fingerprint: verdict.fingerprint,
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function watch({ kind, params }: ExpectationPlan) {
  const observer: Observer = expectationOf(kind).observe(params, '')
  let isSeen = false
  return {
    push: (event: TopoEvent) => {
      if (!isSeen && observer.push(event)) isSeen = observer.state().state === 'holds'
    },
    isSeen: () => isSeen,
  }
}
