/** Where the node processes of one run call in: one server on 127.0.0.1, one secret. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import type { AgentMessage } from './protocol.ts'
import { type Batch, BatchReader, op } from './wire.ts'

/** A node process that has called in and knows the secret. */
export interface ControlConnection {
  readonly socket: net.Socket
  /** Replaces the listener for what comes in; batches that came before it was set are not lost. */
  onBatch(listener: (batch: Batch) => void): void
  /** The connection is over; the error says why, if the other side did not speak the protocol. */
  onClose(listener: (error: Error | null) => void): void
}

/** A process that has not said hello after this many milliseconds is not one of ours. */
const helloTimeout = 10_000

export class ControlHub implements AsyncDisposable {
  readonly secret = randomBytes(32).toString('hex')
  readonly #server: net.Server
  readonly #expected = new Map<string, (connection: ControlConnection) => void>()
  readonly #sockets = new Set<net.Socket>()

  private constructor(server: net.Server) {
    this.#server = server
    server.on('connection', (socket) => this.#accept(socket))
  }

  static async open(): Promise<ControlHub> {
    const server = net.createServer({ noDelay: true })
    const hub = new ControlHub(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return hub
  }

  get port(): number {
    const address = this.#server.address()
    return address === null || typeof address === 'string' ? 0 : address.port
  }

  /** Calls `listener` once, when the process of the node has said hello. Returns a way to expect it no more. */
  expect(node: string, listener: (connection: ControlConnection) => void): () => void {
    this.#expected.set(node, listener)
    return () => {
      if (this.#expected.get(node) === listener) this.#expected.delete(node)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }

  #accept(socket: net.Socket): void {
    this.#sockets.add(socket)
    const timer = setTimeout(() => socket.destroy(), helloTimeout)
    const connection = new Connection(socket)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      clearTimeout(timer)
    })
    connection.onBatch((batch) => {
      clearTimeout(timer)
      const hello = helloIn(batch)
      const listener =
        hello === null || !this.#knows(hello.secret) ? undefined : this.#expected.get(hello.node)
      if (hello === null || listener === undefined) {
        socket.destroy()
        return
      }
      this.#expected.delete(hello.node)
      listener(connection)
    })
  }

  #knows(secret: string): boolean {
    const given = Buffer.from(secret)
    const own = Buffer.from(this.secret)
    return given.length === own.length && timingSafeEqual(given, own)
  }
}

class Connection implements ControlConnection {
  readonly socket: net.Socket
  readonly #reader = new BatchReader()
  readonly #waiting: Batch[] = []
  #listener: ((batch: Batch) => void) | null = null
  #error: Error | null = null

  constructor(socket: net.Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', (error) => {
      this.#error ??= error
    })
  }

  onBatch(listener: (batch: Batch) => void): void {
    this.#listener = listener
    this.#drain()
  }

  onClose(listener: (error: Error | null) => void): void {
    this.socket.once('close', () => listener(this.#error))
  }

  #read(chunk: Buffer): void {
    try {
      this.#waiting.push(...this.#reader.push(chunk))
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error))
      this.socket.destroy()
    }
    this.#drain()
  }

  /** The listener may be replaced by the very batch that it is given. */
  #drain(): void {
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      this.#listener?.(batch)
    }
  }
}

function helloIn(batch: Batch): Extract<AgentMessage, { type: 'hello' }> | null {
  const [frame] = batch.frames
  if (frame === undefined || frame.op !== op.control) return null
  try {
    const message = JSON.parse(Buffer.from(frame.payload).toString()) as AgentMessage
    const isHello =
      message.type === 'hello' && typeof message.secret === 'string' && typeof message.node === 'string'
    return isHello ? message : null
  } catch {
    return null
  }
}
