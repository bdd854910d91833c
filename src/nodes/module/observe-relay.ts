/** Observes the circuit relay server of a host that other code made, as that of a boot-node, and changes nothing. */
import type { Libp2p, PeerId } from '@libp2p/interface'
import { profiles } from '../../protocol/profiles.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import { Circuits } from '../boot-node/circuits.ts'
import type { RelayServer } from '../boot-node/relay-server.ts'
import { Reservations } from '../boot-node/reservations.ts'
import { rateLimiters } from '../boot-node/token-buckets.ts'
import type { Observe } from '../host/observe.ts'

const hopProtocol = '/libp2p/circuit/relay/0.2.0/hop'

/** The server has limits of its own. */
const noLimits: RelayConfig = {
  ...profiles['js-libp2p'].relay,
  maxReservations: null,
  maxReservationsPerPeer: null,
  maxCircuits: null,
  maxCircuitsPerPeer: null,
}

/** A host that relays by code that is not js-libp2p's is reported as unobserved. */
export function observeRelay(host: Libp2p, observe: Observe): void {
  const servers = Object.values<unknown>(host.services).filter(isRelayServer)
  for (const server of servers) observeServer(server, observe)
  if (servers.length > 0) {
    observeGater(host, observe)
    return
  }
  let isTold = false
  const look = () => {
    if (isTold || !host.getProtocols().includes(hopProtocol)) return
    isTold = true
    observe({ kind: 'relay-unobserved' })
  }
  host.addEventListener('start', look)
  host.addEventListener('self:peer:update', look)
  look()
}

function observeServer(server: RelayServer, observe: Observe): void {
  const { rules } = profiles['js-libp2p']
  const rate = rateLimiters([])
  const settings = { limits: noLimits, refusal: null, reservationRate: rate, circuitRate: rate }
  new Reservations({ store: server.reservationStore, rules, settings, observe })
  new Circuits({ server, rules, settings, observe })
}

interface Gater {
  denyInboundRelayReservation?: (source: PeerId) => boolean | Promise<boolean>
}

/** The gater refuses reservations before the store is asked. */
function observeGater(host: Libp2p, observe: Observe): void {
  const { components } = host as unknown as { readonly components?: { readonly connectionGater?: Gater } }
  const gater = components?.connectionGater
  const deny = gater?.denyInboundRelayReservation?.bind(gater)
  if (gater === undefined || deny === undefined) return
  gater.denyInboundRelayReservation = async (source) => {
    const isDenied = await deny(source)
    if (isDenied) {
      observe({
        kind: 'relay-reservation',
        peer: source.toString(),
        outcome: 'refused',
        status: 'PERMISSION_DENIED',
        byFault: false,
        held: 0,
      })
    }
    return isDenied
  }
}

function isRelayServer(service: unknown): service is RelayServer {
  if (typeof service !== 'object' || service === null || !('reservationStore' in service)) return false
  const store: unknown = service.reservationStore
  return (
    typeof store === 'object' &&
    store !== null &&
    typeof Reflect.get(store, 'reserve') === 'function' &&
    typeof Reflect.get(service, 'handleConnect') === 'function' &&
    typeof Reflect.get(service, 'stopHop') === 'function'
  )
}
