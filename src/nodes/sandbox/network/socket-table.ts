/**
 * The connections and servers of a node, by id. Gives them the frames of the switch, and makes new ones.
 *
 *     net.Socket -> sockets.ts -> connection-end.ts -> carrier.ts = SwitchCarrier (here) or LoopbackCarrier
 *     net.Server -> servers.ts -> listeners.ts
 *
 * virtual-socket.ts and virtual-server.ts have the hidden parts of Node's classes.
 */
import { isLoopback } from '../../../base/multiaddr-text.ts'
import type { Listening } from '../../../protocol/listening.ts'
import { type Dial, type Endpoint, type Flow, type Frame, op } from '../../../protocol/wire.ts'
import { keepContext } from '../contexts.ts'
import { type Addresses, isWildcard } from './addresses.ts'
import type { Carrier, Receiver } from './carrier.ts'
import { ConnectionEnd } from './connection-end.ts'
import type { Dialer } from './dial.ts'
import { connectionError } from './errors.ts'
import { Listeners } from './listeners.ts'
import { type Loopback, LoopbackCarrier } from './loopback.ts'
import { accept, type Binder, listenFailed } from './servers.ts'
import { context, inContextOf, receiverFor } from './socket-context.ts'
import { connected } from './sockets.ts'
import type { VirtualServer } from './virtual-server.ts'
import type { VirtualSocket } from './virtual-socket.ts'

/** Takes the frames for the switch. */
export interface FrameSink {
  frame(op: Frame['op'], id: number, payload?: Uint8Array): void
  data(id: number, bytes: Uint8Array): void
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const firstLoopbackPort = 40000

export class SocketTable implements Dialer, Binder {
  readonly listeners = new Listeners()
  readonly #sink: FrameSink
  readonly #addresses: Addresses
  readonly #loopback: Loopback
  readonly #connections = new Map<number, Receiver>()
  readonly #dialing = new Map<number, { socket: VirtualSocket; to: Endpoint }>()
  #lastId = -1
  #lastPort = firstLoopbackPort

  constructor(sink: FrameSink, addresses: Addresses, loopback: Loopback) {
    this.#sink = sink
    this.#addresses = addresses
    this.#loopback = loopback
  }

  /** Number of connections and servers. */
  get size(): number {
    return this.#connections.size + this.listeners.size
  }

  listen(server: VirtualServer, wanted: Listening): { id: number; port: number } | string {
    if (!this.#addresses.bindable(wanted.address)) return 'EADDRNOTAVAIL'
    if (wanted.port !== 0 && this.listeners.taken(wanted)) return 'EADDRINUSE'
    const port = wanted.port === 0 ? this.listeners.ephemeral(wanted) : wanted.port
    const id = this.#nextId()
    this.listeners.add({ ...wanted, id, server, port, [context]: keepContext() })
    if (!isLoopback(wanted.address)) this.#sink.frame(op.listen, id, json({ ...wanted, port }))
    return { id, port }
  }

  unlisten(id: number): void {
    const listener = this.listeners.get(id)
    this.listeners.remove(id)
    if (listener !== undefined && !isLoopback(listener.address)) this.#sink.frame(op.unlisten, id)
  }

  cannotBind(local: Endpoint): string | undefined {
    if (!this.#addresses.bindable(local.address)) return 'EADDRNOTAVAIL'
    return local.port !== 0 && this.listeners.taken(local) ? 'EADDRINUSE' : undefined
  }

  connect(socket: VirtualSocket, to: Endpoint, bound?: Endpoint): () => void {
    const local = bound !== undefined && isWildcard(bound.address) ? { ...bound, address: '' } : bound
    if (this.#addresses.loopback(to.address)) {
      this.#connectLoopback(socket, to, local)
      return () => {}
    }
    const id = this.#nextId()
    this.#dialing.set(id, { socket, to })
    this.#sink.frame(op.connect, id, json(local === undefined ? to : { ...to, local }))
    return () => {
      if (this.#dialing.delete(id)) this.#sink.frame(op.reset, id)
    }
  }

  receive(frame: Frame): void {
    const { id } = frame
    const connection = this.#connections.get(id)
    switch (frame.op) {
      case op.data:
        if (connection === undefined) this.#sink.frame(op.reset, id, encoder.encode('ECONNRESET'))
        else connection.received(Buffer.from(frame.payload))
        break
      case op.end:
        connection?.ended()
        break
      case op.credit:
        connection?.credited(uint32(frame.payload))
        break
      case op.reset:
        this.#connections.delete(id)
        connection?.wasReset(decoder.decode(frame.payload))
        this.#refuse(id, 'ECONNRESET')
        break
      case op.connected:
        this.#connected(id, parseFlow(frame.payload))
        break
      case op.refused:
        this.#refuse(id, decoder.decode(frame.payload))
        break
      case op.incoming:
        this.#incoming(id, parseFlow(frame.payload))
        break
      default:
        throw new Error(`the runner sent a frame of kind ${frame.op}, which only a process sends`)
    }
  }

  #nextId(): number {
    this.#lastId += 2
    return this.#lastId
  }

  #connected(id: number, flow: Flow): void {
    const dialing = this.#dialing.get(id)
    if (dialing === undefined) return
    this.#dialing.delete(id)
    const connection = this.#attach(id, dialing.socket)
    inContextOf(dialing.socket, () => connected(dialing.socket, connection, flow))
  }

  #refuse(id: number, code: string): void {
    const listener = this.listeners.get(id)
    if (listener !== undefined) {
      this.listeners.remove(id)
      listenFailed(listener, code)
      return
    }
    const dialing = this.#dialing.get(id)
    if (dialing === undefined) return
    this.#dialing.delete(id)
    const { address, port } = dialing.to
    const error = connectionError(code === '' ? 'ECONNREFUSED' : code, 'connect', address, port)
    inContextOf(dialing.socket, () => dialing.socket.destroy(error))
  }

  #incoming(id: number, flow: Flow): void {
    const listener = this.listeners.get(flow.listener)
    const reset = () => this.#sink.frame(op.reset, id, encoder.encode('ECONNRESET'))
    if (listener === undefined) reset()
    else accept(listener, flow, (socket) => this.#attach(id, socket), reset)
  }

  #attach(id: number, socket: VirtualSocket): ConnectionEnd {
    const forget = () => {
      this.#connections.delete(id)
    }
    const connection = new ConnectionEnd(socket, new SwitchCarrier(this.#sink, id, forget), forget)
    this.#connections.set(id, receiverFor(socket, connection))
    return connection
  }

  #connectLoopback(socket: VirtualSocket, to: Endpoint, wanted?: Endpoint): void {
    this.#loopback.later(() => {
      const listener = this.listeners.find(to)
      if (socket.destroyed) return
      if (listener === undefined) {
        const error = connectionError('ECONNREFUSED', 'connect', to.address, to.port)
        inContextOf(socket, () => socket.destroy(error))
        return
      }
      const local = { address: wanted?.address || to.address, port: wanted?.port || ++this.#lastPort }
      const toServer = new LoopbackCarrier(this.#loopback)
      const toClient = new LoopbackCarrier(this.#loopback)
      const client = new ConnectionEnd(socket, toServer)
      toClient.peer = receiverFor(socket, client)
      inContextOf(socket, () => connected(socket, client, { local, remote: to, listener: 0 }))
      const attach = (incoming: VirtualSocket) => {
        const connection = new ConnectionEnd(incoming, toClient)
        toServer.peer = receiverFor(incoming, connection)
        return connection
      }
      const flow = { local: to, remote: local, listener: listener.id }
      accept(listener, flow, attach, () => toClient.reset('ECONNRESET'))
    })
  }
}

class SwitchCarrier implements Carrier {
  readonly #sink: FrameSink
  readonly #id: number
  readonly #forget: () => void

  constructor(sink: FrameSink, id: number, forget: () => void) {
    this.#sink = sink
    this.#id = id
    this.#forget = forget
  }

  data(bytes: Uint8Array): void {
    this.#sink.data(this.#id, bytes)
  }

  end(): void {
    this.#sink.frame(op.end, this.#id)
  }

  reset(code: string): void {
    this.#sink.frame(op.reset, this.#id, encoder.encode(code))
    this.#forget()
  }

  credit(bytes: number): void {
    const payload = new Uint8Array(4)
    new DataView(payload.buffer).setUint32(0, bytes)
    this.#sink.frame(op.credit, this.#id, payload)
  }
}

function json(value: Listening | Dial): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

function parseFlow(payload: Uint8Array): Flow {
  return JSON.parse(decoder.decode(payload)) as Flow
}

function uint32(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getUint32(0)
}
