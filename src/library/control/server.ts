/** The Unix socket of `topo control`. Only its owner can connect to it. */
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { InputError, messageOf } from '../../base/errors.ts'
import type { OpenedTopology } from '../open-topology.ts'
import { Connection } from './connection.ts'
import { Controller } from './controller.ts'
import type { SocketPlace } from './socket-place.ts'

/** Milliseconds for the last answers when the topology has ended. */
const answerTime = 2000

export class ControlServer implements AsyncDisposable {
  readonly #place: SocketPlace
  readonly #connections = new Set<Connection>()
  readonly #server: net.Server
  readonly #ended = Promise.withResolvers<void>()

  private constructor(opened: OpenedTopology, place: SocketPlace) {
    this.#place = place
    const controller = new Controller(opened)
    // A client may close its side after its last request.
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => {
      const options = { socket, controller, session: opened.session, onEnd: this.#ended.resolve }
      const connection = new Connection(options)
      this.#connections.add(connection)
      socket.on('close', () => this.#connections.delete(connection))
    })
  }

  static async open(opened: OpenedTopology, place: SocketPlace): Promise<ControlServer> {
    const server = new ControlServer(opened, place)
    // The socket has this mode from its first moment on.
    const before = process.umask(0o177)
    try {
      server.#server.listen(place.path)
    } finally {
      process.umask(before)
    }
    await once(server.#server, 'listening').catch((error: unknown) => {
      throw new InputError(`cannot make the socket ${place.path}: ${messageOf(error)}`)
    })
    return server
  }

  /** Resolves when a client has ended the topology, and has its answer. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const late = new AbortController()
    const closed = once(this.#server, 'close')
    // Node removes the file of the socket.
    this.#server.close()
    const connections = [...this.#connections]
    const answered = Promise.all(connections.map((connection) => connection.end()))
    await Promise.race([answered, setTimeout(answerTime, undefined, { signal: late.signal }).catch(() => {})])
    late.abort()
    for (const connection of connections) connection.destroy()
    await closed
    this.#place[Symbol.dispose]()
  }
}
