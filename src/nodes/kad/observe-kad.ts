/** Reports the routing tables of a host's Kademlia services. Releases differ in the place of their events. */
import type { Libp2p } from '@libp2p/interface'
import type { Observe } from '../host/observe.ts'

interface RoutingTable {
  readonly size: number
  addEventListener(type: 'peer:add' | 'peer:remove', listener: (event: CustomEvent<unknown>) => void): void
}

export function observeKademlia(host: Libp2p, observe: Observe): void {
  for (const service of Object.values<unknown>(host.services)) {
    for (const table of tablesOf(service)) {
      const tell = (outcome: 'added' | 'removed') => (event: CustomEvent<unknown>) => {
        observe({ kind: 'kademlia-peer', peer: String(event.detail), outcome, held: table.size })
      }
      table.addEventListener('peer:add', tell('added'))
      table.addEventListener('peer:remove', tell('removed'))
    }
  }
}

/** Until kad-dht 13 a service had two tables, for the wide and for the local network. */
function tablesOf(service: unknown): readonly RoutingTable[] {
  const parts = [service, Object(service).wan, Object(service).lan]
  return parts.map((part) => Object(part).routingTable as unknown).filter(isRoutingTable)
}

function isRoutingTable(table: unknown): table is RoutingTable {
  return (
    typeof table === 'object' &&
    table !== null &&
    'size' in table &&
    typeof Reflect.get(table, 'addEventListener') === 'function'
  )
}
