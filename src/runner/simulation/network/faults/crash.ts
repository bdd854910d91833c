import { resetSocket } from '../kernel/accept-frame.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { closeSocket } from '../kernel/socket.ts'
import type { Host } from '../kernel/state.ts'
import { type Changes, noChanges } from './changes.ts'

/**
 * Manner in which a process ends. `reset`: it died, and its kernel resets its connections (RFC 9293 section 3.10.5,
 * ABORT). `silent`: the machine lost power; others notice when they send to it after it is up again, or never.
 */
export type CrashKind = 'reset' | 'silent'

/** Ends a host's process. The first frame of another process puts a silent host back on the network. */
export function crash(kernel: Kernel, host: Host, kind: CrashKind, now: number): Changes {
  const sockets = [...host.sockets.values()]
  const connectionsClosed = sockets.filter(({ phase }) => phase === 'open').length
  for (const socket of sockets) {
    if (kind === 'reset') resetSocket(kernel, socket, now)
    else closeSocket(socket)
  }
  const listenersLost = host.listeners.size
  host.listeners.clear()
  host.lastClosed.even = 0
  host.lastClosed.odd = 0
  host.generation += 1
  host.up = kind === 'reset'
  return { ...noChanges, connectionsClosed, listenersLost }
}
