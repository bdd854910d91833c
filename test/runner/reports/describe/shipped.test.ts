import { describe, expect, it, test } from 'vitest'
import { shippedNames } from '../../../../src/cli/new.ts'
import { renderDot } from '../../../../src/runner/reports/describe/dot.ts'
import { explainPlan } from '../../../../src/runner/reports/describe/explain-plan.ts'
import { graphOf } from '../../../../src/runner/reports/describe/graph.ts'
import { renderMermaid } from '../../../../src/runner/reports/describe/mermaid.ts'
import { planOf, shipped } from '../../../support/run-topology.ts'

const shown = ['relay-restart', 'relay-expiry-host', 'nat-kinds', 'calimero/s4-vpn-toggle', 'relay-limits']
const golden = (name: string, ending: string) =>
  `../../../golden/describe/${name.replace('/', '-')}.${ending}`

describe.each(shown)('%s', (name) => {
  it('has the golden explanation', async () => {
    await expect(explainPlan(shipped(name), 80)).toMatchFileSnapshot(golden(name, 'txt'))
  })

  it('has the golden graph', async () => {
    const graph = graphOf(shipped(name))
    await expect(renderMermaid(graph)).toMatchFileSnapshot(golden(name, 'mmd'))
    await expect(renderDot(graph)).toMatchFileSnapshot(golden(name, 'dot'))
  })
})

test.each(shippedNames())('every entry of %s is told once, and every machine drawn once', (name) => {
  const plan = shipped(name)
  const text = explainPlan(plan, 200)
  for (const { id } of plan.timeline) expect(text.split(new RegExp(`(?:Fault|Check) ${id}:`))).toHaveLength(2)
  const { vertices, edges } = graphOf(plan)
  const ids = vertices.map(({ id }) => id)
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

test('an entry that starts earlier is explained earlier, whatever its place in the file', () => {
  const told = [...explainPlan(crossed, 80).matchAll(/(?:Fault|Check) ([a-z]+):/g)].map(([, id]) => id)
  expect(told).toEqual(['exits', 'early', 'asleep', 'awake', 'late'])
})

const told = planOf(`name: told
description: ""
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot }
  bob: { kind: peer, relays: boot }
timeline:
  - { id: held, at: 1s, expect: reservation, peer: alice, relay: boot }
  - { id: gone, at: 1s, expect: reservation, peer: alice, relay: boot, state: none }
  - { id: turned-away, at: 1s, expect: reservation, peer: alice, relay: boot, state: refused }
  - { id: whole, at: 1s, expect: reservation, peer: alice, relay: boot, longestGap: 0s, accordingTo: relay }
  - { id: closed, at: 1s, expect: connection, from: [alice, bob], to: boot, state: closed }
  - { id: open, at: 1s, expect: connection, from: alice, to: bob, path: relayed, via: boot }
  - { id: absent, at: 1s, expect: addresses, node: alice, state: absent }
  - { id: ended, at: 1s, expect: process, node: alice, state: exited, signal: SIGKILL }
  - { id: once, at: 1s, expect: event, of: node-ready, node: alice, times: 1 }
  - { id: all, at: 1s, expect: reachable, from: [alice, bob], to: [alice, bob] }
  - { id: apart, at: 1s, expect: unreachable, from: alice, to: bob, never: true }
  - { id: cut-off, at: 1s, expect: transfer, from: alice, to: bob, bytes: 1MiB, path: relayed, outcome: cut-off }
  - { id: table, at: 1s, expect: matrix, table: { alice: { bob: relayed } } }
`)

test.each([
  [
    'held',
    'alice holds a reservation on boot, within 10s',
    'it was lost, forgotten or refused, or the peer never asked',
  ],
  ['gone', 'alice has no reservation on boot, within 10s', 'it is still held'],
  [
    'turned-away',
    'alice has been refused a reservation by boot, within 10s',
    'the relay granted it, or the peer never asked',
  ],
  [
    'whole',
    'alice holds a reservation on boot, without a gap, according to the relay, within 10s',
    'it was lost, forgotten or refused, or the peer never asked',
  ],
  [
    'closed',
    'alice and bob are not connected to boot, within 10s',
    'a connection is still open, even if it is dead',
  ],
  [
    'open',
    'alice is connected to bob, relayed through boot, within 10s',
    'nobody dialled, it was closed, or it is dead and `answers: true` asks it',
  ],
  ['absent', 'alice advertises no address, within 10s', 'the node goes on advertising one'],
  ['ended', 'alice has ended by SIGKILL, within 10s', 'the process goes on, or ended in another way'],
  ['once', 'node-ready of alice is logged exactly 1 time, within 10s', 'the count is not in `times`'],
  [
    'all',
    'alice and bob reach each other, within 10s',
    'the target advertises no address, the relay refuses or has forgotten its reservation, or a NAT blocks the dial',
  ],
  ['apart', 'never until the end of the run: alice cannot reach bob', 'this is so even once'],
  [
    'cut-off',
    '1MiB from alice to bob, relayed, are cut off, within 10s',
    'the target cannot be dialled, or all bytes arrive',
  ],
  ['table', 'the paths are as in the table of 1 pair, within 10s', 'a pair differs from the table'],
])('the check %s has the reasons for its failures', (id, what, why) => {
  expect(explainPlan(told, 400).replace(/\s+/g, ' ')).toContain(`Check ${id}: ${what}. It fails when ${why}.`)
})

test('the explanation has the author’s reason and the end of a fault', () => {
  const text = explainPlan(crossed, 80)
  expect(text).toContain('Fault asleep: alice freezes, for 10m.')
  expect(text).toContain('Why: laptops are closed.')
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

test('a boot-node that does not relay is explained as none', () => {
  const text = explainPlan(
    planOf('name: x\nnodes:\n  boot: { kind: boot-node, relay: false }\ntimeline: []\n'),
    200,
  )
  expect(text).toContain('boot is a boot-node on the public internet. It starts at 0s. It is no relay, but')
})
