import type { Endpoint } from '../../../protocol/wire.ts'
import { openConnections } from './connections.ts'
import type { Core, Stray } from './core.ts'
import type { Session } from './nat-table.ts'
import { endpointKey } from './segment.ts'
import type { Socket } from './socket.ts'

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
  readonly router: string
  readonly internal: string
  readonly external: string
  readonly fixed: boolean
  readonly sessions: readonly {
    readonly remote: string
    readonly state: Session['state']
    readonly expires: number
  }[]
}

/** The state of the network for reports, as plain data. */
export function snapshot(core: Core, now: number): Snapshot {
  const flows = [...openConnections(core.hosts)].map(({ socket, peer }) => ({
    from: endOf(socket),
    to: peer === null ? null : endOf(peer),
  }))
  const mappings = [...core.network.routers.values()].flatMap(({ name, nat }) =>
    nat.mappings(now).map(({ internal, external, fixed, sessions }) => ({
      router: name,
      internal: endpointKey(internal),
      external: endpointKey(external),
      fixed,
      sessions: [...sessions.values()]
        .filter(({ expires }) => expires > now)
        .map(({ remote, state, expires }) => ({ remote: endpointKey(remote), state, expires })),
    })),
  )
  return { flows, mappings, strays: [...core.strays] }
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
