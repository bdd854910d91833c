import { expect, test } from 'vitest'
import { renderSvg } from '../../../../src/runner/reports/page/render-svg.ts'
import { verdictOf } from '../../../../src/runner/verdict/verdict.ts'
import { ready, startedLog } from '../../../fixtures/log-builder.ts'
import { buildPlan, peer } from '../../../fixtures/plan-builder.ts'
import { type FixtureRun, runNames, runs } from '../../../fixtures/runs.ts'
import { largeRun } from '../../../support/large-run.ts'

function draw({ plan, events }: FixtureRun, label = plan.name): string {
  return renderSvg({ plan, verdict: verdictOf(plan, events), events, label })
}

test.each(runNames)('the picture of a %s run is as before', async (name) => {
  await expect(draw(runs[name])).toMatchFileSnapshot(`../../../golden/svg/${name}.svg`)
})

test('the same run gives the same bytes', () => {
  expect(draw(runs.failing)).toBe(draw(structuredClone(runs.failing)))
})

test('markup in names stays text', () => {
  const name = '</svg><script>alert(1)</script>\u202E'
  const run = {
    plan: buildPlan(name, [peer(name, [])], []),
    events: startedLog(name, name).at(9, ready(name)).events,
  }
  const picture = draw(run, name)
  expect(picture).not.toMatch(/<script|\u202E/)
  expect(picture.match(/<\/svg>/g)).toHaveLength(1)
})

test('groups and clips are closed, and named once, however much there is to draw', () => {
  const picture = draw(largeRun(60, 4000))
  expect(picture.match(/<g[ >]/g)).toHaveLength(picture.match(/<\/g>/g)?.length ?? 0)
  const ids = [...picture.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
