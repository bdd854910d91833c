import type { Libp2p } from '@libp2p/interface'
import { expect, it } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import { observeKademlia } from '../../../src/nodes/kad/observe-kad.ts'

class Table extends EventTarget {
  size = 0

  change(type: 'peer:add' | 'peer:remove', peer: string): void {
    this.size += type === 'peer:add' ? 1 : -1
    this.dispatchEvent(new CustomEvent(type, { detail: peer }))
  }
}

it.each([
  ['of a service', (routingTable: Table) => ({ kad: { routingTable }, ping: {} })],
  [
    'of a service with a table for each network',
    (routingTable: Table) => ({ dht: { wan: { routingTable }, lan: {} } }),
  ],
] as const)('the routing table %s is reported', (_, servicesOf) => {
  const table = new Table()
  const events: NodeEvent[] = []
  observeKademlia({ services: servicesOf(table) } as unknown as Libp2p, (event) => events.push(event))
  table.change('peer:add', 'bob')
  table.change('peer:add', 'carol')
  table.change('peer:remove', 'bob')
  expect(events).toEqual([
    { kind: 'kademlia-peer', peer: 'bob', outcome: 'added', held: 1 },
    { kind: 'kademlia-peer', peer: 'carol', outcome: 'added', held: 2 },
    { kind: 'kademlia-peer', peer: 'bob', outcome: 'removed', held: 1 },
  ])
})
