import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { type PlayOne, playRuns } from '../../../src/cli/run/play-runs.ts'
import type { ToRun } from '../../../src/cli/topologies-to-run.ts'
import { type Outcome, verdictOf } from '../../../src/runner/verdict/verdict.ts'
import { runs as fixtures } from '../../fixtures/runs.ts'

const { plan, events } = fixtures.passing
const verdict = { ...verdictOf(plan, events), clock: 'real' as const }
const quick = {
  jobs: 1,
  bail: null,
  retries: 0,
  timeout: null,
  signal: new AbortController().signal,
}

/** A run by its name; its outcomes, attempt by attempt. */
function runsWith(outcomes: Readonly<Record<string, readonly Outcome[]>>) {
  const runs = Object.keys(outcomes).map((name) => {
    const source = { file: `${name}.yaml`, text: '' }
    const topology = { source, plan, warnings: { ...source, diagnostics: [] } }
    return { name, release: null, varied: {}, settings: null, topology } satisfies ToRun
  })
  const attempts: (string | null)[][] = []
  const playOne: PlayOne = async ({ name }, { retryOf }) => {
    const before = attempts.filter(([one]) => one === name).length
    attempts.push([name, retryOf])
    const outcome = outcomes[name]?.[before] ?? 'unknown'
    return { verdict: { ...verdict, outcome }, folder: `results/${name}/${name}-${before}`, captures: [] }
  }
  return { runs, playOne, attempts }
}

describe('the loop of topo run', () => {
  it('tries a run again until it passes, and names the first attempt', async () => {
    const { runs, playOne, attempts } = runsWith({ a: ['pass'], b: ['fail', 'unknown', 'pass'] })
    const played = await playRuns(runs, playOne, { ...quick, retries: 3 })
    expect(played.map(({ run, attempts: all }) => [run.name, all.length])).toEqual([
      ['a', 1],
      ['b', 3],
    ])
    expect(attempts).toEqual([
      ['a', null],
      ['b', null],
      ['b', 'b-0'],
      ['b', 'b-0'],
    ])
  })

  it('keeps the order of the list, whichever run ends first', async () => {
    const { runs, playOne } = runsWith({ '2.10.0': ['pass'], '1.9.4': ['pass'], '3.3.11': ['pass'] })
    const first = Promise.withResolvers<void>()
    const slowFirst: PlayOne = async (run, attempt) => {
      if (run.name === '2.10.0') await first.promise
      if (run.name === '3.3.11') first.resolve()
      return playOne(run, attempt)
    }
    const played = await playRuns(runs, slowFirst, { ...quick, jobs: 2 })
    expect(played.map(({ run }) => run.name)).toEqual(['2.10.0', '1.9.4', '3.3.11'])
  })

  it('keeps each run of a repeated topology, in their order', async () => {
    const { runs, playOne } = runsWith({ a: ['fail', 'unknown', 'pass'] })
    const [run] = runs
    const three = run === undefined ? [] : [run, run, run]
    const played = await playRuns(three, playOne, quick)
    expect(played.map(({ attempts }) => attempts.map(({ verdict: { outcome } }) => outcome))).toEqual([
      ['fail'],
      ['unknown'],
      ['pass'],
    ])
    const bailed = await playRuns(three, playOne, { ...quick, bail: 1 })
    expect(bailed).toHaveLength(1)
  })

  it('starts no more runs after as many failures as --bail says; a flaky run is none', async () => {
    const { runs, playOne } = runsWith({
      a: ['fail', 'pass'],
      b: ['fail', 'fail'],
      c: ['unknown', 'fail'],
      d: ['pass'],
    })
    const played = await playRuns(runs, playOne, { ...quick, retries: 1, bail: 2 })
    expect(played.map(({ run }) => run.name)).toEqual(['a', 'b', 'c'])
  })

  it('starts and retries nothing after an interrupt', async () => {
    const { runs, playOne } = runsWith({ a: ['unknown'], b: ['pass'] })
    const interrupt = new AbortController()
    const interrupted: PlayOne = async (...args) => {
      interrupt.abort()
      return playOne(...args)
    }
    const played = await playRuns(runs, interrupted, { ...quick, retries: 5, signal: interrupt.signal })
    expect(played.map(({ run, attempts }) => [run.name, attempts.length])).toEqual([['a', 1]])
  })

  it('ends an attempt at the limit of its wall time, and says why', async () => {
    vi.useFakeTimers()
    const { runs, playOne } = runsWith({ a: ['unknown'] })
    const reasons: unknown[] = []
    const endless: PlayOne = async (run, attempt) => {
      await once(attempt.signal, 'abort')
      reasons.push(attempt.signal.reason)
      return playOne(run, attempt)
    }
    const played = playRuns(runs, endless, { ...quick, timeout: 90_000 })
    await vi.advanceTimersByTimeAsync(90_000)
    await played
    vi.useRealTimers()
    expect(reasons).toMatchObject([
      { message: 'it took longer than 1m30s of wall time, the limit of --timeout' },
    ])
  })
})
