/** The package ws, which has no types of its own: as much of it as the scripts use. */
import type { EventEmitter } from 'node:events'
import type http from 'node:http'
import { createRequire } from 'node:module'

export interface Accepted extends EventEmitter {
  send(data: string | Buffer): void
  close(code?: number, reason?: string): void
  terminate(): void
  ping(data: string): void
  on(event: 'close', listener: (code: number, reason: Buffer) => void): this
  on(event: 'message' | 'ping' | 'pong', listener: (data: Buffer) => void): this
  on(event: 'error', listener: (error: Error) => void): this
  on(event: 'open', listener: () => void): this
}

interface Sockets extends EventEmitter {
  on(event: 'connection', listener: (socket: Accepted) => void): this
}

interface Ws {
  readonly WebSocket: new (url: string) => Accepted
  readonly WebSocketServer: new (options: { server: http.Server }) => Sockets
}

const ws = createRequire(import.meta.url)('ws') as Ws
export const WsClient = ws.WebSocket
export const { WebSocketServer } = ws
