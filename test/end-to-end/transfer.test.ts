import { expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

it('bytes take any open path, unless the entry asks for one', async () => {
  const { verdict, events } = await runToEnd(
    planOf(`
name: ways
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: symmetric, relays: boot, listen: true }
  bob: { kind: peer, nat: symmetric, relays: boot }
timeline:
  - { at: 20s, expect: transfer, from: bob, to: alice, bytes: 10KiB }
  - { at: 20s, expect: transfer, from: bob, to: boot, bytes: 10KiB }
`),
  )
  expect(verdict.outcome).toBe('pass')
  const ways = events.flatMap((event) => (event.kind === 'transfer' ? [[event.to, event.path?.kind]] : []))
  expect(ways).toEqual(
    expect.arrayContaining([
      ['alice', 'relayed'],
      ['boot', 'direct'],
    ]),
  )
})

it('a transfer may take as long as its time lets it', async () => {
  const { verdict, events } = await runToEnd(
    planOf(`
name: slow
nodes:
  boot: { kind: boot-node }
  carl: { kind: peer }
links: [{ between: [carl, boot], bandwidth: 256KiB }]
timeline:
  - { at: 5s, expect: transfer, from: carl, to: boot, bytes: 2MiB, within: 20s }
  - { at: 45s, expect: transfer, from: carl, to: boot, bytes: 2MiB, within: 4s }
`),
  )
  const transfers = events.flatMap((event) => (event.kind === 'transfer' ? [event.outcome] : []))
  expect(transfers).toEqual(['complete', 'unfinished'])
  expect(verdict.expectations.map(({ outcome }) => outcome)).toEqual(['pass', 'fail'])
})
