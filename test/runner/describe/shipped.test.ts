import { describe, expect, it, test } from 'vitest'
import { shippedNames } from '../../../src/cli/shipped.ts'
import { renderDot } from '../../../src/runner/describe/dot.ts'
import { explainPlan } from '../../../src/runner/describe/explain-plan.ts'
import { graphOf } from '../../../src/runner/describe/graph.ts'
import { renderMermaid } from '../../../src/runner/describe/mermaid.ts'
import { planOf, shipped } from '../../support/run-topology.ts'

const shown = ['relay-restart', 'relay-expiry-host', 'nat-kinds', 'calimero/s4-vpn-toggle', 'relay-limits']
const golden = (name: string, ending: string) => `../../golden/describe/${name.replace('/', '-')}.${ending}`

describe.each(shown)('%s', (name) => {
  it('is explained as it always was', async () => {
    await expect(explainPlan(shipped(name), 80)).toMatchFileSnapshot(golden(name, 'txt'))
  })

  it('is drawn as it always was', async () => {
    const graph = graphOf(shipped(name))
    await expect(renderMermaid(graph)).toMatchFileSnapshot(golden(name, 'mmd'))
    await expect(renderDot(graph)).toMatchFileSnapshot(golden(name, 'dot'))
  })
})

test.each(shippedNames())('every entry of %s is told once, and every machine drawn once', (name) => {
  const plan = shipped(name)
  const text = explainPlan(plan, 200)
  for (const { id } of plan.timeline) expect(text.split(new RegExp(`(?:Fault|Check) ${id}:`))).toHaveLength(2)
  const { machines, edges } = graphOf(plan)
  const ids = machines.map(({ id }) => id)
  expect(new Set(ids).size).toBe(1 + plan.nodes.length + plan.routers.length)
  for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]))
})

test.each([40, 60])('explanations fit %i columns', (columns) => {
  const lines = explainPlan(shipped('calimero/s3-wifi-switch'), columns).split('\n')
  expect(lines.filter((line) => line.length > columns)).toEqual([])
})

const crossed = planOf(`name: crossed
description: ""
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot }
timeline:
  - { id: late, at: 1h, expect: connection, from: alice, to: boot }
  - { id: asleep, at: 1m, fault: pause, node: alice, for: 10m, because: laptops are closed }
  - { id: early, at: 2s, expect: reservation, peer: alice, relay: boot, for: 30s }
  - { id: awake, after: { entry: asleep, for: 5s }, expect: process, node: alice }
  - { id: exits, at: 0s, expect: process, node: alice, state: exited, never: true }
`)

test('what the file has later but begins earlier is told earlier', () => {
  const told = [...explainPlan(crossed, 80).matchAll(/(?:Fault|Check) ([a-z]+):/g)].map(([, id]) => id)
  expect(told).toEqual(['exits', 'early', 'asleep', 'awake', 'late'])
})

test('an author’s reason and the end of a fault are told', () => {
  const text = explainPlan(crossed, 80)
  expect(text).toContain('Fault asleep: alice freezes, for 10m.')
  expect(text).toContain('laptops are closed.')
  expect(text).toContain('5s later    Check awake: alice is running, within 10s.')
})

test('a link that is only one way has one arrow, and a node with the name of a router is another machine', () => {
  const plan = planOf(`name: links
description: ""
routers: { alice: { nat: symmetric } }
nodes:
  boot: { kind: boot-node }
  bob: { kind: peer, behind: alice, connect: boot }
links:
  - { between: [alice, boot], latency: 40ms, loss: "2%" }
  - { from: bob, to: boot, oneWay: true, bandwidth: 1MiB }
timeline:
  - { at: 1s, expect: process, node: bob }
`)
  const drawn = renderMermaid(graphOf(plan))
  expect(drawn).toContain('router_alice ===|"latency 40ms, loss 2%"| node_boot')
  expect(drawn).toContain('node_bob ==>|"bandwidth 1MiB/s"| node_boot')
  expect(drawn).toContain('node_bob -->|"dials"| node_boot')
})
