import { expect, test } from 'vitest'
import { pickAt } from '../../../../src/runner/reports/page/browser/pick-at.ts'
import { compareLanes } from '../../../../src/runner/reports/page/compare-lanes.ts'
import { layOutLanes } from '../../../../src/runner/reports/page/lay-out-lanes.ts'
import { paintLanes } from '../../../../src/runner/reports/page/paint-lanes.ts'
import { reportModel } from '../../../../src/runner/reports/page/report-model.ts'
import { SvgPen } from '../../../../src/runner/reports/page/svg-pen.ts'
import { wordsFor } from '../../../../src/runner/reports/page/words.ts'
import { vocabularyOf } from '../../../../src/runner/reports/text/vocabulary-of.ts'
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

test('a gap of a side is marked in its own lane, and the first difference of the logs in all lanes', () => {
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
      { from: 20_000, to: 50_000, style: 'fail', title: 'old lacks alice’s reservation on boot, 20s to 50s' },
    ],
  ])
  expect(marks).toContainEqual({ from: 40_500, to: null, style: 'accent' })
})

test('the counts of a run are drawn and named at the pointer up to its own end', () => {
  const { plan, events } = runs.failing
  const killed = { plan, events: events.filter(({ t }) => t <= 15_000) }
  const last = killed.events.at(-1)?.t ?? 0
  const layout = compareLanes([side('whole', runs.failing), side('killed', killed)], [])
  const scale = { gutter: 0, toX: (time: number) => time / 100, toTime: (x: number) => x * 100 }
  const scene = { layout, ...scale, scrolled: 0, node: null, colour: (name: string) => name }
  const pen = new SvgPen('count')
  paintLanes(pen, { ...scene, width: 1000, height: layout.height })
  const areas = [...pen.elements.matchAll(/<path d="(M[^"]*)Z" class="f-reserved"/g)]
  const ends = areas.map(([, d = '']) =>
    Math.max(...[...d.matchAll(/[ML]([\d.]+),/g)].map(([, x]) => Number(x))),
  )
  expect(ends).toEqual([layout.duration / 100, last / 100])
  const lane = layout.lanes.find(({ subtitle, counts }) => subtitle === 'killed' && counts.length > 0)
  const y = (lane?.top ?? 0) + (lane?.counts[0]?.top ?? 0) + 1
  const told = (t: number) => pickAt({ ...scene, width: 1000, height: layout.height }, t / 100, y)
  expect(told(last - 100)).toContainEqual(expect.stringContaining('reservations for peers: '))
  expect(told(last + 10_000)).toEqual([])
})
