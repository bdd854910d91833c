/** The order of `topo explain` holds in the run, whether a `for` fails at once or has its time. */
import { expect, it } from 'vitest'
import { orderOfTime } from '../../src/runner/reports/describe/order-of-time.ts'
import { planOf, runToEnd } from '../support/run-topology.ts'

it.each([
  ['fails at once', 'paused', ['a', 'b', 'c']],
  ['has its time', 'running', ['a', 'c', 'b']],
])('every entry starts in its range, where a `for` %s', async (_title, state, order) => {
  const plan = planOf(`name: for-order
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot] }
timeline:
  - { id: a, at: 10s, expect: process, node: alice, state: ${state}, for: 10m }
  - { id: b, expect: process, node: alice }
  - { id: c, at: 1m, expect: process, node: boot }
`)
  const { events } = await runToEnd(plan)
  const starts = events.filter((event) => event.kind === 'expectation-started')
  expect(starts.map(({ entry }) => entry)).toEqual(order)
  const told = orderOfTime(plan.timeline)
  expect(told.map(({ entry }) => entry.id)).toEqual(['a', 'b', 'c'])
  for (const { entry, range } of told) {
    const started = starts.find((one) => one.entry === entry.id)?.t
    if (range === null) expect(started).toBe(entry.start.kind === 'at' ? entry.start.time : undefined)
    else expect(started).toSatisfy((time: number) => range.from <= time && time <= range.to)
  }
})
