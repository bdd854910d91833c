import type { Endpoint } from '../../../protocol/wire.ts'
import type { NetworkParts } from './faults/network-parts.ts'
import { openConnections } from './kernel/connections.ts'
import type { Stray } from './kernel/kernel.ts'
import { endpointKey } from './kernel/segment.ts'
import type { Socket } from './kernel/state.ts'
import type { Mapping, NatSession, NatTable } from './routes/nat-table.ts'

export interface Snapshot {
  readonly flows: readonly FlowReport[]
  readonly mappings: readonly MappingReport[]
  readonly strays: readonly Stray[]
}

/** An open connection. `to` is null when its other end is gone: it is half open. */
export interface FlowReport {
  readonly from: FlowEnd
  readonly to: FlowEnd | null
}

export interface FlowEnd {
  readonly host: string
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Segments that wait to be sent again, and writes that wait for the window. */
  readonly held: number
  readonly waiting: number
}

export interface MappingReport {
  readonly protocol: 'tcp' | 'udp'
  readonly router: string
  readonly internal: string
  readonly external: string
  readonly kind: Mapping['kind']
  readonly sessions: readonly {
    readonly remote: string
    readonly state: NatSession['state']
    readonly expires: number
  }[]
}

/** The state of the network for reports, as plain data. */
export function snapshot({ kernel, routes }: NetworkParts, now: number): Snapshot {
  const flows = [...openConnections(kernel.hosts)].map(({ socket, peer }) => ({
    from: endOf(socket),
    to: peer === null ? null : endOf(peer),
  }))
  const report = (protocol: 'tcp' | 'udp', router: string, nat: NatTable) =>
    nat.mappings(now).map(({ internal, external, kind, sessions }) => ({
      protocol,
      router,
      internal: endpointKey(internal),
      external: endpointKey(external),
      kind,
      sessions: [...sessions.values()]
        .filter(({ expires }) => expires > now)
        .map(({ remote, state, expires }) => ({ remote: endpointKey(remote), state, expires })),
    }))
  const mappings = [...routes.routers.values()].flatMap(({ name, nat, udp }) => [
    ...report('tcp', name, nat),
    ...report('udp', name, udp),
  ])
  return { flows, mappings, strays: [...kernel.strays] }
}

function endOf({ host, local, remote, bytesSent, bytesReceived, held, waiting }: Socket): FlowEnd {
  return {
    host: host.name,
    local,
    remote,
    bytesSent,
    bytesReceived,
    held: held.length,
    waiting: waiting.length,
  }
}
