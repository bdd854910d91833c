import { expect, it } from 'vitest'
import type { Plan } from '../../../../src/runner/language/plan/plan.ts'
import { explainPlan } from '../../../../src/runner/reports/describe/explain-plan.ts'
import { orderOfTime } from '../../../../src/runner/reports/describe/order-of-time.ts'
import { planOf } from '../../../support/run-topology.ts'

function timeline(...entries: readonly string[]): Plan {
  return planOf(`name: order
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot }
timeline:
${entries.map((entry) => `  - { ${entry} }`).join('\n')}
`)
}

const told = (plan: Plan) => orderOfTime(plan.timeline).map(({ entry, range }) => ({ id: entry.id, range }))

const paused = timeline(
  'id: a, at: 10s, expect: process, node: alice, state: paused, for: 10m',
  'id: b, expect: process, node: alice',
  'id: c, at: 1m, expect: process, node: boot',
)

it('an entry after a `for` stands at its earliest start, with the range, because the `for` may fail early', () => {
  expect(told(paused)).toEqual([
    { id: 'a', range: null },
    { id: 'b', range: { from: 10_000, to: 610_000 } },
    { id: 'c', range: null },
  ])
  const text = explainPlan(paused, 80)
  expect(text).toContain('Timeline, by earliest start')
  expect(text).toContain('  then, between 10s and 10m 10s\n')
})

it('an entry with a certain time has no range', () => {
  const plan = timeline(
    'id: a, at: 10s, expect: process, node: alice, for: 10s',
    'id: b, expect: process, node: alice, within: 5s',
    'id: c, at: 1m, expect: process, node: boot',
  )
  expect(told(plan).map(({ range }) => range)).toEqual([null, null, null])
  expect(explainPlan(plan, 80)).toContain('Timeline\n')
})

it.each([
  [5, null],
  [4, { from: 10_000, to: 20_000 }],
])('entries with a common wait are compared by the time since its end: %i s', (delay, range) => {
  const plan = timeline(
    'id: a, at: 10s, expect: process, node: alice, within: 5s',
    'id: b, expect: process, node: alice, within: 5s',
    'id: c, expect: process, node: alice',
    `id: d, after: { entry: a, for: ${delay}s }, expect: process, node: boot`,
  )
  expect(told(plan)).toEqual([
    { id: 'a', range: null },
    { id: 'b', range: null },
    { id: 'c', range },
    { id: 'd', range: null },
  ])
})

it('an entry follows the one that it waits for, though the file has it before', () => {
  const plan = timeline(
    'id: later, after: { entry: first }, expect: process, node: alice',
    'id: first, at: 10s, expect: process, node: boot',
  )
  expect(told(plan).map(({ id }) => id)).toEqual(['first', 'later'])
})

it('entries of a stored plan that wait in a circle keep the order of the file', () => {
  const [a, b, c] = paused.timeline
  if (a === undefined || b === undefined || c === undefined) throw new Error('three entries')
  const circle = [{ ...a, start: { kind: 'after', entry: 'b', delay: 0 } } as const, b, c]
  expect(orderOfTime(circle).map(({ entry }) => entry.id)).toEqual(['c', 'a', 'b'])
})
