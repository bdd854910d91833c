import type net from 'node:net'

/** The parts of a net.Server that its public type keeps to itself. */
export interface VirtualServer extends net.Server {
  _handle: Handle | null
  _connections: number
  allowHalfOpen?: boolean
  pauseOnConnect?: boolean
  noDelay?: boolean
  keepAlive?: boolean
  highWaterMark?: number
}

/** The listening handle that net.Server expects. */
interface Handle {
  close(): void
  getsockname(out: object): number
  ref(): void
  unref(): void
}
