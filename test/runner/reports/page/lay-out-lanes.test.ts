import { describe, expect, test } from 'vitest'
import { layOutLanes } from '../../../../src/runner/reports/page/lay-out-lanes.ts'
import { reportModel } from '../../../../src/runner/reports/page/report-model.ts'
import { wordsFor } from '../../../../src/runner/reports/page/words.ts'
import { vocabularyOf } from '../../../../src/runner/reports/text/vocabulary-of.ts'
import { verdictOf } from '../../../../src/runner/verdict/verdict.ts'
import { type FixtureRun, runNames, runs } from '../../../fixtures/runs.ts'
import { largeRun } from '../../../support/large-run.ts'

function layOut({ plan, events }: FixtureRun) {
  return layOutLanes(reportModel(plan, events), verdictOf(plan, events), wordsFor(vocabularyOf(plan)))
}

const cases = [
  ...runNames.map((name) => ({ name: name as string, run: runs[name] })),
  { name: 'large', run: largeRun(60, 4000) },
]

describe.each(cases)('the lanes of a $name run', ({ run }) => {
  const { lanes, height } = layOut(run)

  test('lie below each other, and their contents fit', () => {
    let top = 0
    for (const lane of lanes) {
      expect(lane.top).toBe(top)
      top += lane.height
      for (const part of [...lane.rows, ...lane.ticks, ...lane.counts]) {
        expect(part.top + part.height).toBeLessThanOrEqual(lane.height)
      }
    }
    expect(height).toBe(top)
  })

  test('have bars in order that do not overlap, as drawing them needs', () => {
    for (const { bars } of lanes.flatMap(({ rows }) => rows)) {
      bars.forEach((bar, index) => {
        expect(bar.to).toBeGreaterThanOrEqual(bar.from)
        expect(bar.from).toBeGreaterThanOrEqual(bars[index - 1]?.to ?? 0)
      })
    }
  })
})

test('faults and expectations come first, then the nodes in the order of the plan', () => {
  expect(layOut(runs.failing).lanes.map(({ title }) => title)).toEqual([
    'Faults',
    'Expectations',
    'boot',
    'alice',
    'bob',
  ])
})

test('an expectation has the look of its outcome', () => {
  const bars = layOut(runs.failing).lanes.flatMap(({ title, rows }) =>
    title === 'Expectations' ? rows.flatMap(({ bars: all }) => all) : [],
  )
  expect(bars.map(({ style, label, from, to }) => [style, label, from, to])).toEqual([
    ['pass', '✓ 1-reachable', 10_000, 10_120],
    ['fail', '✕ 3-reachable', 60_000, 65_000],
  ])
})
