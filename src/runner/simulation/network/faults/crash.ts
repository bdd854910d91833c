import type { Kernel } from '../kernel/kernel.ts'
import { closeSocket } from '../kernel/socket.ts'
import type { Host, Socket } from '../kernel/state.ts'
import { resetSocket } from '../kernel/transmit.ts'
import { pump } from '../kernel/window.ts'
import { type Changes, noChanges } from './changes.ts'

/**
 * Manner in which a process ends. `exit`: it exited or was killed, and its kernel closes its connections. `silent`: the
 * machine lost power; others notice when they send to it after it is up again, or never.
 */
export type CrashKind = 'exit' | 'silent'

export interface Crash {
  readonly kind: CrashKind
  /** Ids of connections with data that the process never got, such as those of a frozen process. */
  readonly unread: ReadonlySet<number>
}

/** Ends a host's process. The first frame of another process puts a silent host back on the network. */
export function crash(kernel: Kernel, host: Host, { kind, unread }: Crash, now: number): Changes {
  const sockets = [...host.sockets.values()].filter(({ orphan }) => kind === 'silent' || !orphan)
  const connectionsClosed = sockets.filter(({ phase, orphan }) => phase === 'open' && !orphan).length
  for (const socket of sockets) {
    if (kind === 'silent') closeSocket(socket)
    else exit(kernel, socket, unread.has(socket.id), now)
  }
  const listenersLost = host.listeners.size
  host.listeners.clear()
  host.udp.clear()
  host.lastClosed.even = 0
  host.lastClosed.odd = 0
  host.generation += 1
  host.up = kind === 'exit'
  return { ...noChanges, connectionsClosed, listenersLost }
}

/**
 * Closes a socket as Linux does for a process that has ended (tcp_close): with a reset if it holds unread data (RFC 2525
 * section 2.17), else with an end after all that was written.
 */
function exit(kernel: Kernel, socket: Socket, unread: boolean, now: number): void {
  if (socket.phase !== 'open' || socket.holdsUnread || unread) {
    resetSocket(kernel, socket, now)
    return
  }
  socket.orphan = true
  socket.host.socketsById.delete(socket.id)
  if (!socket.ended) socket.waiting.push({ kind: 'fin' })
  socket.ended = true
  pump(kernel, socket, now)
}
