/**
 * The server that the node processes of one run call, with one secret. It listens on 127.0.0.1 for all programs, and on
 * Linux also on a Unix socket for topo's own agents, which costs a third less than TCP each way.
 */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { startVariable } from '../../protocol/start-parameters.ts'
import { type Batch, WireError } from '../../protocol/wire.ts'
import { NodeChannel } from './channel.ts'
import { readHello } from './command/agent-messages.ts'

function abstractPath(): string | null {
  return process.platform === 'linux' ? `\0topo-${randomUUID()}` : null
}

/** A node whose hello the hub awaits. */
interface Awaited {
  readonly greeted: (channel: NodeChannel) => void
  readonly misled: (problem: string) => void
}

/** Milliseconds after which the hub closes a connection without a hello. */
const helloTimeout = 10_000

export class ControlHub implements AsyncDisposable {
  readonly secret = randomBytes(32).toString('hex')
  /** The Unix socket: by default abstract, which only Linux has; null elsewhere. */
  readonly path: string | null
  readonly #server = this.#listener()
  readonly #local = this.#listener()
  readonly #expected = new Map<string, Awaited>()
  readonly #sockets = new Set<net.Socket>()

  private constructor(path: string | null) {
    this.path = path
  }

  /** `path`: a file for the Unix socket, for processes in other network namespaces, which share no abstract one. */
  static async open(path = abstractPath()): Promise<ControlHub> {
    const hub = new ControlHub(path)
    hub.#server.listen(0, '127.0.0.1')
    await once(hub.#server, 'listening')
    if (hub.path !== null) {
      hub.#local.listen(hub.path)
      await once(hub.#local, 'listening')
    }
    return hub
  }

  get port(): number {
    const address = this.#server.address()
    return address === null || typeof address === 'string' ? 0 : address.port
  }

  /**
   * Calls `greeted` once, when the process of the node has said hello. Calls `misled` with the mistake whenever a
   * process, perhaps this node's, has said something else. The returned function ends the wait.
   */
  expect(
    node: string,
    greeted: (channel: NodeChannel) => void,
    misled: (problem: string) => void = () => {},
  ): () => void {
    const awaited = { greeted, misled }
    this.#expected.set(node, awaited)
    return () => {
      if (this.#expected.get(node) === awaited) this.#expected.delete(node)
    }
  }

  /** Lets the runner end while the hub is open. */
  unref(): void {
    this.#server.unref()
    this.#local.unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    this.#local.close()
  }

  #listener(): net.Server {
    return net.createServer({ noDelay: true }, (socket) => this.#accept(socket))
  }

  #accept(socket: net.Socket): void {
    this.#sockets.add(socket)
    const timer = setTimeout(() => socket.destroy(), helloTimeout)
    const channel = new NodeChannel(socket)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      clearTimeout(timer)
    })
    let hasGreeted = false
    channel.onBatch((batch) => {
      clearTimeout(timer)
      const { node, greeted } = this.#greeting(batch)
      hasGreeted = true
      this.#expected.delete(node)
      // Messages after the hello are for the next listener of the channel.
      channel.onBatch(undefined)
      const [, ...frames] = batch.frames
      if (frames.length > 0) channel.putBack({ ...batch, frames })
      greeted(channel)
    })
    channel.onClose((error) => {
      if (hasGreeted || !(error instanceof WireError)) return
      const problem = `instead of a right \`hello\`: ${error.message.replaceAll(this.secret, '…')}`
      for (const { misled } of this.#expected.values()) misled(problem)
    })
  }

  /** The node that says hello in a connection's first batch. Throws {@link WireError}. */
  #greeting({ frames: [frame] }: Batch): { readonly node: string } & Awaited {
    if (frame === undefined) throw new WireError('a batch without a message')
    const { node, secret } = readHello(frame.payload)
    if (!this.#knows(secret)) throw new WireError(`a secret other than the one in ${startVariable}`)
    const awaited = this.#expected.get(node)
    if (awaited === undefined) throw new WireError(`the node "${node}", whose hello topo does not await`)
    return { node, ...awaited }
  }

  #knows(secret: string): boolean {
    const given = Buffer.from(secret)
    const own = Buffer.from(this.secret)
    return given.length === own.length && timingSafeEqual(given, own)
  }
}
