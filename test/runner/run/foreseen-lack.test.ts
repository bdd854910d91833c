import { expect, test } from 'vitest'
import { plural } from '../../../src/runner/language/values/plural.ts'
import { foreseenLack, roomHere } from '../../../src/runner/run/foreseen-lack.ts'
import { planOf } from '../../support/run-topology.ts'

const mebibyte = 2 ** 20

function swarm(count: number, header = '') {
  return planOf(
    `name: x\n${header}\nnodes: { boot: { kind: boot-node }, peer: { kind: peer, relays: boot, count: ${count - 1} } }\ntimeline: []\n`,
  )
}

const plenty = { memory: 64 * 2 ** 30, descriptors: 20_000, ports: 28_232 }

test.each([
  ['a thousand nodes in a shared process', swarm(1000), 1, 800],
  ['a thousand nodes with a process each', swarm(1000), 'each', 40_060],
  ['three nodes', swarm(3), 1, 102],
] as const)('%s need memory', (_, plan, sharing, needed) => {
  const room = (size: number) => ({ ...plenty, memory: size * mebibyte })
  expect(foreseenLack(plan, sharing, room(needed + 1))).toBe(null)
  expect(foreseenLack(plan, sharing, room(needed - 1))).toMatch(
    new RegExp(
      `^${plural(plan.nodes.length, 'node')} need at least .* of memory, and .* are free: end other programs`,
    ),
  )
})

test.each([
  ['a thousand nodes in a shared process', swarm(1000), 1, 1024],
  ['a hundred nodes in real time', swarm(100, 'fabric: host'), 'each', 424],
] as const)('%s need open files', (_, plan, sharing, needed) => {
  expect(foreseenLack(plan, sharing, { ...plenty, descriptors: needed })).toBe(null)
  expect(foreseenLack(plan, sharing, { ...plenty, descriptors: needed - 1 })).toMatch(
    `nodes need at least ${needed} open files, and this process may have ${needed - 1}: raise the limit with "ulimit -n`,
  )
  expect(foreseenLack(plan, sharing, { ...plenty, descriptors: null })).toBe(null)
})

test('nodes on this machine’s own addresses need ports: for each server, and for each connection to the same node', () => {
  const plan = planOf(`name: x
fabric: host
nodes:
  boot: { kind: boot-node, count: 2 }
  peer: { kind: peer, relays: boot-*, connect: server, count: 20 }
  server: { kind: peer, listen: true, connect: [boot-1, peer-1] }
  later: { kind: peer, relays: boot-1, start: manual }
timeline: []
`)
  // The runner, two boot-nodes and the server; 20 peers and the server at boot-1.
  expect(foreseenLack(plan, 'each', { ...plenty, ports: 25 })).toBe(null)
  expect(foreseenLack(plan, 'each', { ...plenty, ports: 24 })).toMatch(
    /^24 nodes need at least 25 ports of 127.0.0.1, and the system has 24: widen the range/,
  )
  expect(foreseenLack(plan, 'each', { ...plenty, ports: null })).toBe(null)
  expect(foreseenLack({ ...plan, fabric: 'virtual' }, 'each', { ...plenty, ports: 1 })).toBe(null)
})

test('sharing is advised where it helps', () => {
  const room = { ...plenty, memory: 100 * mebibyte }
  expect(foreseenLack(swarm(50), 'each', room)).toMatch('or let nodes share processes')
  expect(foreseenLack(swarm(50, 'fabric: host'), 'each', room)).not.toMatch('share')
})

test('one node needs something too', () => {
  const plan = planOf('name: x\nnodes: { boot: { kind: boot-node } }\ntimeline: []\n')
  expect(foreseenLack(plan, 1, { ...plenty, memory: mebibyte })).toMatch(/^1 node needs at least /)
})

test('this machine has room for a small run', () => {
  expect(foreseenLack(swarm(3), 1, roomHere())).toBe(null)
})
