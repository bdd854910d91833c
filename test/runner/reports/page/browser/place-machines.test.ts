import { expect, test } from 'vitest'
import { placeMachines } from '../../../../../src/runner/reports/page/browser/place-machines.ts'
import { bootNode, buildPlan, peer } from '../../../../fixtures/plan-builder.ts'

test.each([
  { peers: 3, arrangement: 'down' },
  { peers: 15, arrangement: 'across' },
  { peers: 99, arrangement: 'round' },
])('$peers peers are placed $arrangement, all apart and inside', ({ peers, arrangement }) => {
  const nodes = Array.from({ length: peers }, (_, index) => peer(`peer-${index}`))
  const map = placeMachines(buildPlan('places', [bootNode('boot'), ...nodes], []))
  expect(map.arrangement).toBe(arrangement)
  expect(map.machines.length).toBe(peers + 2)
  for (const [index, one] of map.machines.entries()) {
    expect(one.x).toBeGreaterThanOrEqual(0)
    expect(one.x).toBeLessThanOrEqual(map.width)
    expect(one.y).toBeGreaterThanOrEqual(0)
    expect(one.y).toBeLessThanOrEqual(map.height)
    for (const other of map.machines.slice(index + 1)) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(10)
    }
  }
})
