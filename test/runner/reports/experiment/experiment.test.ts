import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import type { Experiment } from '../../../../src/runner/reports/experiment/experiment.ts'
import { GapWatch } from '../../../../src/runner/reports/experiment/gap-watch.ts'
import { renderTable } from '../../../../src/runner/reports/experiment/render-table.ts'
import { spreadSummary, wilson } from '../../../../src/runner/reports/experiment/statistics.ts'
import { startedLog } from '../../../fixtures/log-builder.ts'

describe('statistics', () => {
  it('have the quantiles of R and NumPy', () => {
    expect(spreadSummary([7, 1, 3, 9, 15])).toEqual({
      count: 5,
      min: 1,
      p10: expect.closeTo(1.8),
      p25: 3,
      median: 7,
      p75: 9,
      p90: expect.closeTo(12.6),
      max: 15,
    })
    expect(spreadSummary([])).toBe(null)
  })

  it.each([
    [0, 10, 0, 0.2775],
    [8, 10, 0.4902, 0.9433],
    [10, 10, 0.7225, 1],
  ])('%d of %d has the Wilson interval %d to %d', (successes, count, low, high) => {
    expect(wilson(successes, count)).toEqual({ low: expect.closeTo(low, 4), high: expect.closeTo(high, 4) })
  })
})

describe('the longest time without a reservation', () => {
  const made = (node: string, relay: string) =>
    ({ kind: 'reservation-made', node, relay, renewal: false, expires: 0 }) as const
  const lost = (node: string, relay: string) =>
    ({ kind: 'reservation-lost', node, relay, reason: 'gone' }) as const
  const longest = (log: ReturnType<typeof startedLog>) => {
    const watch = new GapWatch()
    for (const event of log.events) watch.push(event)
    return watch.longest
  }
  const log = () => startedLog('gaps', 'alice', 'bob')

  it('is null before the first reservation, and 0 without a loss', () => {
    expect(longest(log())).toBe(null)
    expect(longest(log().at(1000, made('alice', 'boot')))).toBe(0)
  })

  it('lasts until another relay grants one, the node exits, or the run ends', () => {
    const two = log().at(1000, made('alice', 'a'), made('alice', 'b')).at(2000, lost('alice', 'a'))
    expect(longest(two)).toBe(0)
    expect(longest(two.at(3000, lost('alice', 'b')).at(7000, made('alice', 'c')))).toBe(4000)
    const exited = { kind: 'node-exited', node: 'alice', code: 0, signal: null, expected: true } as const
    expect(longest(log().at(1, made('alice', 'a')).at(2, lost('alice', 'a')).at(9, exited))).toBe(7)
    const end = { kind: 'run-ended', cause: 'finished', reason: '' } as const
    expect(longest(log().at(1, made('bob', 'a')).at(2, lost('bob', 'a')).at(90, end))).toBe(88)
  })
})

it('the table has a line for each combination, and letters for the measures that vary', () => {
  const run = (
    seed: number,
    latency: string,
    numbers: Experiment['runs'][number]['numbers'],
    fails = false,
  ) => ({
    id: `r${seed}`,
    values: { 'links.latency': latency },
    seed,
    outcome: fails ? ('fail' as const) : ('pass' as const),
    reason: '',
    numbers,
  })
  const experiment: Experiment = {
    topology: 'swarm',
    factors: [{ path: 'links.latency', values: ['10ms', '2s'] }],
    measures: [
      { key: '1:wait', label: 'waited until true: a reaches b', unit: 'time' },
      { key: 'run:dials', label: 'TCP dials', unit: 'count' },
      { key: 'run:bytes', label: 'bytes sent', unit: 'bytes' },
    ],
    runs: [
      run(1, '10ms', { '1:wait': 40, 'run:dials': 4, 'run:bytes': 999 }),
      run(2, '10ms', { '1:wait': 60, 'run:dials': 4, 'run:bytes': 2500 }),
      run(1, '2s', { '1:wait': 8000, 'run:dials': 4, 'run:bytes': 1_250_000 }),
      run(2, '2s', { 'run:dials': 4, 'run:bytes': 1_250_000 }, true),
    ],
    missing: ['1 of 5 runs never ended'],
  }
  expect(`\n${renderTable(experiment, new Chalk({ level: 0 })).join('\n')}\n`).toBe(`
swarm: 2 combinations, 4 runs
links.latency  runs  pass               A                    B
10ms           2     2/2 (34% to 100%)  50ms (42ms to 58ms)  1.75 kB (1.15 kB to 2.35 kB)
2s             2     1/2 (9% to 91%)    8s, 1 of 2           1.25 MB
  A  waited until true: a reaches b, median (10th to 90th percentile)
  B  bytes sent
  1 measure with the same number in all runs
  1 of 5 runs never ended
`)
})
