import { expect, it } from 'vitest'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { planOf } from '../../../support/run-topology.ts'

const text = (connect: string) => `name: demo
nodes:
  relay: { kind: boot-node, count: 2 }
  alice: { kind: peer, connect: ${connect} }
timeline:
  - { at: 1s, expect: process, node: alice }
`

it.each([
  ['relay-1', ['relay-1'], false],
  ['relay-*', ['relay-1', 'relay-2'], false],
  ['[relay-1, relay-2]', ['relay-1', 'relay-2'], false],
  ['{ to: relay-*, once: true }', ['relay-1', 'relay-2'], true],
  ['{ to: "*" }', ['relay-1', 'relay-2'], false],
])('connect: %s connects to %j, once only: %s', (connect, to, once) => {
  const node = planOf(text(connect)).nodes.find(({ name }) => name === 'alice')
  expect(node).toMatchObject({ connect: to, connectOnce: once })
})

it.each(['nobody', '[relay-1, nobody]', '{ to: nobody, once: true }', '{ to: [relay-1, nobody] }'])(
  'connect: %s names a node that is not there',
  (connect) => {
    const loaded = loadTopology({ file: 'x.yaml', text: text(connect) })
    expect(loaded.ok ? [] : loaded.file.diagnostics.map(({ code }) => code)).toEqual([
      'selector-without-match',
    ])
  },
)

it.each([
  ['fault: power-loss', 'node: alice'],
  ['fault: restart', 'node: alice, how: power-loss'],
])('%s with %s needs the virtual network', (fault, rest) => {
  const host = `name: demo
clock: real
fabric: host
nodes: { alice: { kind: peer, listen: true } }
timeline:
  - { at: 1s, ${fault}, ${rest} }
`
  const loaded = loadTopology({ file: 'x.yaml', text: host })
  expect(loaded.ok ? [] : loaded.file.diagnostics.map(({ code }) => code)).toEqual(['unsupported-by-fabric'])
})
