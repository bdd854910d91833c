import { describe, expect, test } from 'vitest'
import { layOutLanes } from '../../../../src/runner/reports/page/lay-out-lanes.ts'
import { groupNodes, shownUnits } from '../../../../src/runner/reports/page/node-groups.ts'
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

test('the lane of a failure comes before the expectations, with the time of the loss', () => {
  const { plan, events } = runs.failing
  const { lanes } = layOutLanes(
    reportModel(plan, events),
    verdictOf(plan, events),
    wordsFor(vocabularyOf(plan)),
    { focus: { node: 'alice', lostAt: 20_020 } },
  )
  expect(lanes.map(({ title, subtitle, isFocus }) => `${title} ${subtitle} ${isFocus}`)).toEqual([
    'Faults  false',
    'alice lost at 20.02s true',
    'Expectations  false',
    'boot  false',
    'bob  false',
  ])
})

describe('a group of nodes', () => {
  const { plan, events } = largeRun(60, 4000)
  const units = groupNodes(plan.nodes)
  const lanesWith = (open: readonly string[]) =>
    layOutLanes(reportModel(plan, events), verdictOf(plan, events), wordsFor(vocabularyOf(plan)), {
      units: shownUnits(units, new Set(open)),
    }).lanes

  test('has one lane with the numbers of its nodes', () => {
    const lanes = lanesWith([])
    expect(lanes.map(({ title }) => title)).toEqual([
      'Faults',
      'Expectations',
      'boot-1',
      'boot-2',
      '▸ peer ×58',
    ])
    const group = lanes.at(-1)
    expect(group?.group).toBe('peer')
    expect(group?.counts.map(({ what, most }) => [what, most > 0])).toContainEqual(['reservations', true])
    expect(group?.counts[0]).toMatchObject({ what: 'nodes running', most: 58 })
  })

  test('has the lanes of its nodes below it when it is open', () => {
    const titles = lanesWith(['peer']).map(({ title }) => title)
    expect(titles.slice(4, 6)).toEqual(['▾ peer ×58', 'peer-1'])
    expect(titles).toHaveLength(5 + 58)
  })
})

test('a fault is named by its effect', () => {
  const [faults] = layOut(runs.failing).lanes
  expect(faults?.rows.flatMap(({ bars }) => bars.map(({ label }) => label))).toEqual([
    'boot restarts, down for 20s',
  ])
})

test('a hole is marked in the lane of its peer and across all lanes', () => {
  const { lanes, marks } = layOut(runs.hole)
  const marked = lanes.filter(({ differences }) => differences.length > 0)
  expect(marked.map(({ node }) => node)).toEqual(['alice'])
  expect(marked[0]?.differences[0]?.title).toContain('the reservation of alice on boot was gone for 50m')
  expect(marks.map(({ style }) => style)).toEqual(['unknown'])
})

test('an expectation has the look of its outcome', () => {
  const bars = layOut(runs.failing).lanes.flatMap(({ title, rows }) =>
    title === 'Expectations' ? rows.flatMap(({ bars: all }) => all) : [],
  )
  expect(bars.map(({ style, label, from, to }) => [style, label, from, to])).toEqual([
    ['pass', '✓ bob reaches alice, relayed through boot', 10_000, 10_120],
    ['fail', '✕ bob reaches alice, relayed through boot', 60_000, 65_000],
  ])
})
