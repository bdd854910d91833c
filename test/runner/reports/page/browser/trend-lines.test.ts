import { describe, expect, it } from 'vitest'
import { trendLines } from '../../../../../src/runner/reports/page/browser/trend-lines.ts'

/** Runs in which the expectations took these times; null: it did not become true. */
function runsOf(times: Readonly<Record<string, readonly (number | null)[]>>) {
  const count = Math.max(...Object.values(times).map(({ length }) => length))
  return Array.from({ length: count }, (_, index) => ({
    id: `run-${index + 1}`,
    expectations: Object.entries(times).flatMap(([entry, took]) =>
      took[index] === undefined
        ? []
        : [{ entry, description: `${entry} holds`, outcome: 'pass' as const, took: took[index] }],
    ),
  }))
}

const linesFor = (times: Readonly<Record<string, readonly (number | null)[]>>) =>
  trendLines(runsOf(times)).map(({ entry, points }) => [entry, ...points.map(({ took }) => took)])

describe('the chart of times until expectations became true', () => {
  it.each([
    ['three points', [10, 20, 30], [['a', 10, 20, 30]]],
    ['two points, which show no trend', [10, 20], []],
    ['two points among three runs', [10, null, 30], []],
    ['one point', [10], []],
    ['three points at once', [0, 0, 0], []],
    ['three points, of which one took time', [0, 0, 5], [['a', 0, 0, 5]]],
  ])('%s', (_title, a, lines) => {
    expect(linesFor({ a, other: [] })).toEqual(lines)
  })

  it('has the four slowest expectations, the slowest one first', () => {
    const times = { a: [1, 1, 1], b: [5, 1, 1], c: [1, 3, 1], d: [1, 1, 4], e: [2, 2, 2] }
    expect(linesFor(times).map(([entry]) => entry)).toEqual(['b', 'd', 'c', 'e'])
  })

  it('keeps expectations apart whose entry has another meaning in another run', () => {
    const runs = runsOf({ a: [1, 2, 3, 4] }).map((run, index) => ({
      ...run,
      expectations: run.expectations.map((one) => ({ ...one, description: index < 1 ? 'old' : 'new' })),
    }))
    expect(trendLines(runs).map(({ description, points }) => [description, points.length])).toEqual([
      ['new', 3],
    ])
  })
})
