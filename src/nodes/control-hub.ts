/** Where the node processes of one run call in: one server on 127.0.0.1, one secret. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { NodeChannel } from './channel.ts'
import type { AgentMessage } from './protocol.ts'
import { type Batch, op } from './wire.ts'

/** A process that has not said hello after this many milliseconds is not one of ours. */
const helloTimeout = 10_000

export class ControlHub implements AsyncDisposable {
  readonly secret = randomBytes(32).toString('hex')
  readonly #server: net.Server
  readonly #expected = new Map<string, (channel: NodeChannel) => void>()
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
  expect(node: string, listener: (channel: NodeChannel) => void): () => void {
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
    const channel = new NodeChannel(socket)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      clearTimeout(timer)
    })
    channel.onBatch((batch) => {
      clearTimeout(timer)
      const hello = helloIn(batch)
      const listener =
        hello === null || !this.#knows(hello.secret) ? undefined : this.#expected.get(hello.node)
      if (hello === null || listener === undefined) {
        socket.destroy()
        return
      }
      this.#expected.delete(hello.node)
      // What follows the hello is for whoever gets the channel.
      channel.onBatch(undefined)
      listener(channel)
    })
  }

  #knows(secret: string): boolean {
    const given = Buffer.from(secret)
    const own = Buffer.from(this.secret)
    return given.length === own.length && timingSafeEqual(given, own)
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
