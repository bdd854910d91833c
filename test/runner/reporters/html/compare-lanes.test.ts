import { expect, test } from 'vitest'
import { compareLanes } from '../../../../src/runner/reporters/html/compare-lanes.ts'
import { layOutLanes } from '../../../../src/runner/reporters/html/lanes.ts'
import { reportModel } from '../../../../src/runner/reporters/html/report-model.ts'
import { wordsFor } from '../../../../src/runner/reporters/html/words.ts'
import { vocabularyOf } from '../../../../src/runner/reporters/vocabulary-of.ts'
import { verdictOf } from '../../../../src/runner/verdict/verdict.ts'
import { type FixtureRun, runs } from '../../../fixtures/runs.ts'

function side(label: string, { plan, events }: FixtureRun) {
  const words = wordsFor(vocabularyOf(plan))
  const layout = layOutLanes(reportModel(plan, events), verdictOf(plan, events), words)
  return { label, words, layout, lacks: [] }
}

const sides = [side('old', runs.failing), side('new', runs.passing)]

test('the lanes of a node lie below each other, and equal faults are drawn once', () => {
  const { lanes } = compareLanes(sides, [])
  expect(lanes.map(({ title, subtitle }) => `${title}/${subtitle}`)).toEqual([
    'Faults/',
    ...['Expectations/old', '/new', 'boot/old', '/new', 'alice/old', '/new', 'bob/old', '/new'],
  ])
})

test('they lie below each other without a gap, and last as long as the longest run', () => {
  const { lanes, height, duration } = compareLanes(sides, [])
  let top = 0
  for (const lane of lanes) {
    expect(lane.top).toBe(top)
    top += lane.height
  }
  expect(height).toBe(top)
  expect(duration).toBe(65_000)
})

test('what a side lacks is marked in its own lane, and where logs part in all', () => {
  const [old, recent] = sides
  if (old === undefined || recent === undefined) throw new Error('two sides')
  const lack = { node: 'alice', from: 20_000, to: 50_000, thing: 'alice’s reservation on boot' }
  const { lanes, marks } = compareLanes([{ ...old, lacks: [lack] }, recent], [40_500])
  expect(
    lanes.flatMap(({ subtitle, node, differences }) => differences.map((one) => [subtitle, node, one])),
  ).toEqual([
    [
      'old',
      'alice',
      { from: 20_000, to: 50_000, title: 'old lacks alice’s reservation on boot, 20s to 50s' },
    ],
  ])
  expect(marks).toContainEqual({ from: 40_500, to: null, style: 'accent' })
})
