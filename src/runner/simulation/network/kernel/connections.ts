import type { Host, Socket } from './state.ts'

/** An open connection. `socket`: its dialling end or, of a half-open connection, the end that is left. */
export interface OpenConnection {
  readonly socket: Socket
  readonly peer: Socket | null
}

/** Yields every open connection once. */
export function* openConnections(hosts: readonly Host[]): IterableIterator<OpenConnection> {
  for (const host of hosts) {
    for (const socket of host.sockets.values()) {
      const peer = socket.peer?.phase === 'open' && !socket.peer.orphan ? socket.peer : null
      if (socket.orphan) continue
      if (socket.phase === 'open' && (socket.listener === 0 || peer === null)) yield { socket, peer }
    }
  }
}

/** Returns the open connections between hosts for which `touches` holds, in one direction or the other. */
export function connectionsBetween(
  hosts: readonly Host[],
  touches: (from: Host, to: Host) => boolean,
): OpenConnection[] {
  return [...openConnections(hosts)].filter(({ socket }) => {
    const other = socket.peer?.host
    return other !== undefined && (touches(socket.host, other) || touches(other, socket.host))
  })
}
