import type { Core } from './core.ts'
import type { Host } from './host.ts'
import type { Socket } from './socket.ts'

/** An open connection; of a half-open one, the end that is left. */
export interface Connection {
  readonly socket: Socket
  readonly peer: Socket | null
}

/** Every open connection once, by its dialling end where that is open. */
export function* openConnections(hosts: readonly Host[]): IterableIterator<Connection> {
  for (const host of hosts) {
    for (const socket of host.sockets.values()) {
      const peer = socket.peer?.phase === 'open' ? socket.peer : null
      if (socket.phase === 'open' && (socket.listener === 0 || peer === null)) yield { socket, peer }
    }
  }
}

/** The open connections between hosts for which `touches` holds, in one direction or the other. */
export function connectionsBetween(core: Core, touches: (from: Host, to: Host) => boolean): Connection[] {
  return [...openConnections(core.hosts)].filter(({ socket }) => {
    const other = socket.peer?.host
    return other !== undefined && (touches(socket.host, other) || touches(other, socket.host))
  })
}
