/** A net.Socket of the virtual network: its hidden parts, and the connection behind it. */
import type net from 'node:net'
import type { InContext } from '../contexts.ts'
import type { context } from './socket-context.ts'

/** Key of a socket's connection. */
export const connectionKey = Symbol('topo.connection')
/** Key of the function that gives up the attempt of a socket to connect. */
export const abandon = Symbol('topo.abandon')

export type Done = (error?: Error | null) => void

/** The connection of a socket, as the socket uses it. */
export interface SocketConnection {
  bytesRead: number
  readonly bytesWritten: number
  write(bytes: Uint8Array, done: Done): void
  /** Ends the direction from here. */
  end(): void
  /** The socket's buffer has room: the bytes delivered so far are consumed. */
  consumed(): void
  /** The socket is gone. The close is orderly without a `code`, else a reset. */
  close(code?: string): void
  /** Fails the write that still waits for the window. */
  cancelWrite(): void
}

/** The parts of a net.Socket that its public type keeps to itself. */
export interface VirtualSocket extends Omit<net.Socket, 'connecting' | 'server'> {
  [connectionKey]?: SocketConnection
  [abandon]?: () => void
  [context]?: InContext | undefined
  connecting: boolean
  _handle: unknown
  _unrefTimer(): void
  /** The transport of a TLS socket. */
  _parent?: VirtualSocket | null
  _getpeername(): object
  _getsockname(): object
  _peername?: object
  _sockname?: object
  server?: unknown
  _server?: { _connections: number; _emitCloseIfDrained(): void } | null
}
