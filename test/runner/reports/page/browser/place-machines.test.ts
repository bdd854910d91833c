import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../../../src/runner/language/plan/plan.ts'
import { labelBox } from '../../../../../src/runner/reports/page/browser/label-place.ts'
import type { Box } from '../../../../../src/runner/reports/page/browser/machine-map.ts'
import { placeMachines } from '../../../../../src/runner/reports/page/browser/place-machines.ts'
import { wirePath } from '../../../../../src/runner/reports/page/browser/wire-path.ts'
import { groupNodes } from '../../../../../src/runner/reports/page/node-groups.ts'
import { bootNode, buildPlan, peer } from '../../../../fixtures/plan-builder.ts'
import { planOf } from '../../../../support/run-topology.ts'

function mapOf(plan: Plan) {
  return placeMachines(plan, groupNodes(plan.nodes))
}

function crowd(peers: number, relays: number): Plan {
  const nodes = [
    ...Array.from({ length: relays }, (_, index) => bootNode(`relay-${index}`)),
    ...Array.from({ length: peers }, (_, index) => peer(`peer-${index}`)),
  ]
  return buildPlan('places', nodes, [])
}

const homes = planOf(`
name: homes
routers:
  outer: { nat: symmetric }
  home: { nat: port-restricted-cone, behind: outer }
  empty: { nat: full-cone }
nodes:
  boot: { kind: boot-node }
  far: { kind: peer, behind: outer, relays: boot }
  near: { kind: peer, behind: home, relays: boot }
  next: { kind: peer, behind: home, relays: boot }
  own: { kind: peer, nat: symmetric, relays: boot }
timeline:
  - { at: 1s, expect: process, node: boot, state: running }
`)

const maps = [
  { name: 'three nodes', plan: crowd(2, 1) },
  { name: 'thirty nodes', plan: crowd(22, 8) },
  { name: 'routers behind routers', plan: homes },
].map(({ name, plan }) => ({ name, map: mapOf(plan) }))

/** Points along a path of lines and quadratic curves. */
function pointsOn(drawn: string): readonly (readonly [number, number])[] {
  const points: [number, number][] = []
  let [x, y] = [0, 0]
  for (const [, command, text = ''] of drawn.matchAll(/([MLQ])([^MLQ]+)/g)) {
    const [a = 0, b = 0, c = a, d = b] = text.trim().split(/[ ,]/).map(Number)
    const steps = command === 'M' ? 1 : 60
    for (let step = 1; step <= steps; step++) {
      const s = step / steps
      if (command === 'Q') {
        const at = (from: number, by: number, to: number) =>
          (1 - s) ** 2 * from + 2 * s * (1 - s) * by + s ** 2 * to
        points.push([at(x, a, c), at(y, b, d)])
      } else points.push(command === 'M' ? [a, b] : [x + (a - x) * s, y + (b - y) * s])
    }
    ;[x, y] = [c, d]
  }
  return points
}

function isIn([x, y]: readonly [number, number], box: Box): boolean {
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height
}

describe.each(maps)('the map of $name', ({ map }) => {
  const labels = map.machines.flatMap((machine) => labelBox(machine) ?? [])

  test('has all machines and labels inside', () => {
    for (const { x, y, width, height } of [
      ...labels,
      ...map.machines.map(({ x, y }) => ({ x, y, width: 0, height: 0 })),
    ]) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(map.width)
      expect(y + height).toBeLessThanOrEqual(map.height)
    }
  })

  test('has no label over another one', () => {
    for (const [index, one] of labels.entries()) {
      for (const other of labels.slice(index + 1)) {
        const overlaps =
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height
        expect(overlaps).toBe(false)
      }
    }
  })

  test('has no connection through a label, whoever is connected', () => {
    for (const from of map.machines) {
      for (const to of map.machines) {
        if (from === to) continue
        for (const style of ['direct', 'reserved', 'relayed', 'link'] as const) {
          const crossed = pointsOn(wirePath(map, from, to, style)).filter((point) =>
            labels.some((label) => isIn(point, label)),
          )
          expect(crossed).toEqual([])
        }
      }
    }
  })
})

test('a router with machines behind it has its kind in their labels, and none of its own', () => {
  const { machines } = mapOf(homes)
  const detailOf = (name: string) => machines.find((machine) => machine.name === name)?.detail
  expect(['far', 'near', 'own'].map(detailOf)).toEqual([
    'outer: symmetric',
    'home: port-restricted-cone',
    'symmetric',
  ])
  const labelled = machines.filter((machine) => labelBox(machine) !== null).map(({ name }) => name)
  expect(labelled).toEqual(['boot', 'far', 'near', 'next', 'own', 'empty'])
})

test('a hundred nodes are drawn as few groups', () => {
  const map = mapOf(crowd(96, 3))
  expect(map.machines.map(({ name }) => name)).toEqual(['relay-0', 'relay-1', 'relay-2', 'peer ×96'])
  expect(map.shownBy.get('node peer-7')).toBe('group peer')
})
