import type { Libp2p } from '@libp2p/interface'
import { expect, it } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import { observeRelay } from '../../../src/nodes/module/observe-relay.ts'

const hop = '/libp2p/circuit/relay/0.2.0/hop'

class FakeHost extends EventTarget {
  services: Readonly<Record<string, unknown>> = {}
  components: object = {}
  protocols: string[] = []
  getProtocols = () => this.protocols
}

function observed(prepare: (host: FakeHost) => void) {
  const host = new FakeHost()
  prepare(host)
  const events: NodeEvent[] = []
  observeRelay(host as unknown as Libp2p, (event) => events.push(event))
  return { host, events }
}

/** The part of js-libp2p's relay server that is watched. */
function relayServer() {
  const reservations = new Map<object, object>()
  return {
    handleConnect: async () => {},
    stopHop: async () => undefined,
    reservationStore: {
      reservations,
      reserve: (peer: object) => {
        reservations.set(peer, {})
        return { status: 'OK', expire: 1 }
      },
      get: (peer: object) => reservations.get(peer),
      removeReservation: (peer: object) => reservations.delete(peer),
    },
  }
}

it('a relay server is observed, and goes by its own limits', () => {
  const server = relayServer()
  const { events } = observed((host) => {
    host.services = { ping: {}, relay: server }
    host.protocols = [hop]
  })
  const peers = Array.from({ length: 20 }, (_, index) => ({ toString: () => `peer-${index}` }))
  for (const peer of peers) server.reservationStore.reserve(peer)
  server.reservationStore.reserve(peers[0] ?? {})
  expect(events).toHaveLength(21)
  expect(events[0]).toMatchObject({ kind: 'relay-reservation', peer: 'peer-0', outcome: 'accepted', held: 1 })
  expect(events.at(-1)).toMatchObject({ peer: 'peer-0', outcome: 'renewed', held: 20 })
})

it('a reservation that the connection gater denies is reported', async () => {
  const gater = { denyInboundRelayReservation: async () => true }
  const { events } = observed((host) => {
    host.services = { relay: relayServer() }
    host.components = { connectionGater: gater }
  })
  const deny = gater.denyInboundRelayReservation as (peer: object) => Promise<boolean>
  expect(await deny({ toString: () => 'alice' })).toBe(true)
  expect(events).toMatchObject([{ peer: 'alice', outcome: 'refused', status: 'PERMISSION_DENIED' }])
})

it('a host that relays by other code is reported as unobserved, once', () => {
  const { host, events } = observed(() => {})
  host.dispatchEvent(new CustomEvent('start'))
  expect(events).toEqual([])
  host.protocols = [hop]
  host.dispatchEvent(new CustomEvent('self:peer:update'))
  host.dispatchEvent(new CustomEvent('self:peer:update'))
  expect(events).toEqual([{ kind: 'relay-unobserved' }])
})
