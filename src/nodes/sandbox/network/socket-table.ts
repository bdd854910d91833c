/**
 * The connections and servers of a node, by id. Gives them the frames of the switch, and makes new ones.
 *
 *     net.Socket, net.Server -> tcp-handle.ts -> connection-end.ts -> carrier.ts = SwitchCarrier (here) or LoopbackCarrier
 *                                             -> listeners.ts
 */
import net from 'node:net'
import { isLoopback } from '../../../base/multiaddr-text.ts'
import type { Listening } from '../../../protocol/listening.ts'
import { type Dial, type Endpoint, type Flow, type Frame, op } from '../../../protocol/wire.ts'
import { keepContext, outsideContext } from '../contexts.ts'
import { type Addresses, isWildcard } from './addresses.ts'
import type { Carrier } from './carrier.ts'
import { ConnectionEnd } from './connection-end.ts'
import { type Listener, Listeners } from './listeners.ts'
import { LoopbackCarrier } from './loopback.ts'
import { type Bound, type Network, TcpHandle } from './tcp-handle.ts'
import type { Turns } from './turns.ts'

/** Takes the frames for the switch. */
export interface FrameSink {
  frame(op: Frame['op'], id: number, payload?: Uint8Array): void
  data(id: number, bytes: Uint8Array): void
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const firstLoopbackPort = 40_001
const lastLoopbackPort = 65_535

export class SocketTable implements Network {
  readonly turns: Turns
  readonly #listeners = new Listeners()
  readonly #sink: FrameSink
  readonly #addresses: Addresses
  readonly #connections = new Map<number, ConnectionEnd>()
  readonly #dialing = new Map<number, TcpHandle>()
  readonly #listenFailed: (listener: Listener, code: string) => void
  #lastId = -1
  /** Ports of connections of the node to itself. */
  readonly #loopbackPorts = new Set<number>()
  #nextLoopbackPort = firstLoopbackPort

  /** `listenFailed` is told of a server whose node has lost the address before the network could let it listen. */
  constructor(
    sink: FrameSink,
    addresses: Addresses,
    turns: Turns,
    listenFailed: (listener: Listener, code: string) => void,
  ) {
    this.#sink = sink
    this.#addresses = addresses
    this.turns = turns
    this.#listenFailed = listenFailed
  }

  /** Number of connections and servers. */
  get size(): number {
    return this.#connections.size + this.#listeners.size
  }

  newHandle(): TcpHandle {
    return new TcpHandle(this, keepContext())
  }

  bind(local: Bound): string | undefined {
    if (!this.#addresses.bindable(local.address)) return 'EADDRNOTAVAIL'
    return local.port !== 0 && this.#listeners.taken(local) ? 'EADDRINUSE' : undefined
  }

  listen(handle: TcpHandle, wanted: Listening): { id: number; port: number } | string {
    if (wanted.port !== 0 && this.#listeners.taken(wanted)) return 'EADDRINUSE'
    const port = wanted.port === 0 ? this.#listeners.ephemeral(wanted) : wanted.port
    if (port === null) return 'EADDRINUSE'
    const id = this.#nextId()
    this.#listeners.add({ ...wanted, id, handle, port })
    if (!isLoopback(wanted.address)) this.#sink.frame(op.listen, id, json({ ...wanted, port }))
    return { id, port }
  }

  unlisten(id: number): void {
    const listener = this.#listeners.get(id)
    this.#listeners.remove(id)
    if (listener !== undefined && !isLoopback(listener.address)) this.#sink.frame(op.unlisten, id)
  }

  connect(handle: TcpHandle, wanted: Endpoint, bound: Bound | undefined): (() => void) | string {
    // Linux takes no address for its own one.
    const to = isWildcard(wanted.address)
      ? { ...wanted, address: net.isIPv6(wanted.address) ? '::1' : '127.0.0.1' }
      : wanted
    if (bound !== undefined && net.isIPv6(bound.address) !== net.isIPv6(to.address)) return 'EINVAL'
    const local =
      bound === undefined
        ? undefined
        : { address: isWildcard(bound.address) ? '' : bound.address, port: bound.port }
    if (this.#addresses.loopback(to.address)) return this.#connectLoopback(handle, to, local)
    const source = local?.address || this.#addresses.sourceFor(to.address)
    if (source === undefined) return 'ENETUNREACH'
    // The switch chooses the port.
    handle.nameLocal({ address: source, port: local?.port ?? 0 })
    const id = this.#nextId()
    this.#dialing.set(id, handle)
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
    const handle = this.#dialing.get(id)
    if (handle === undefined) return
    this.#dialing.delete(id)
    handle.connected(this.#newEnd(id), flow)
  }

  #refuse(id: number, code: string): void {
    const listener = this.#listeners.get(id)
    if (listener !== undefined) {
      this.#listeners.remove(id)
      this.#listenFailed(listener, code)
      return
    }
    const handle = this.#dialing.get(id)
    if (handle === undefined) return
    this.#dialing.delete(id)
    handle.connectFailed(code === '' ? 'ECONNREFUSED' : code)
  }

  #incoming(id: number, flow: Flow): void {
    const listener = this.#listeners.get(flow.listener)
    if (listener === undefined) this.#sink.frame(op.reset, id, encoder.encode('ECONNRESET'))
    else this.#accept(listener, this.#newEnd(id), flow)
  }

  #accept(listener: Listener, connection: ConnectionEnd, flow: Flow): void {
    const client = new TcpHandle(this, outsideContext())
    client.attach(connection, seenBy(listener, flow))
    listener.handle.incoming(client)
  }

  #newEnd(id: number): ConnectionEnd {
    const over = () => {
      this.#connections.delete(id)
    }
    const carrier = new SwitchCarrier(this.#sink, id, over)
    const connection = new ConnectionEnd({ carrier, turns: this.turns, local: false, over })
    this.#connections.set(id, connection)
    return connection
  }

  /** Connects inside the node. As in Linux, both ends exist at once; server and client hear of it in this order. */
  #connectLoopback(handle: TcpHandle, to: Endpoint, wanted: Endpoint | undefined): (() => void) | string {
    const { turns } = this
    const listener = to.port === 0 ? undefined : this.#listeners.find(to)
    if (listener === undefined) {
      turns.pending(() => handle.connectFailed('ECONNREFUSED'))
      return () => {}
    }
    const port = wanted?.port || this.#freeLoopbackPort(to.address)
    if (port === null) return 'EADDRNOTAVAIL'
    this.#loopbackPorts.add(port)
    const over = () => {
      this.#loopbackPorts.delete(port)
    }
    const local = { address: wanted?.address || to.address, port }
    const toServer = new LoopbackCarrier(turns, over)
    const toClient = new LoopbackCarrier(turns, over)
    const client = new ConnectionEnd({ carrier: toServer, turns, local: true, over })
    const server = new ConnectionEnd({ carrier: toClient, turns, local: true })
    toClient.peer = client
    toServer.peer = server
    handle.nameLocal(local)
    turns.poll(() => {
      if (this.#listeners.get(listener.id) === undefined) server.close('ECONNRESET')
      else this.#accept(listener, server, { local: to, remote: local, listener: listener.id })
      return false
    })
    turns.poll(() => {
      const failure = client.failure()
      if (handle.isConnecting && failure !== undefined) handle.connectFailed(failure)
      else if (handle.isConnecting) handle.connected(client, { local, remote: to, listener: 0 })
      return false
    })
    return () => client.close()
  }

  #freeLoopbackPort(address: string): number | null {
    for (let tries = firstLoopbackPort; tries <= lastLoopbackPort; tries += 1) {
      const port = this.#nextLoopbackPort
      this.#nextLoopbackPort = port === lastLoopbackPort ? firstLoopbackPort : port + 1
      if (!this.#loopbackPorts.has(port) && !this.#listeners.taken({ address, port })) return port
    }
    return null
  }
}

/** Returns the ends as the server sees them: a server on `::` sees IPv4 addresses in their mapped form. */
function seenBy(listener: Listener, flow: Flow): Flow {
  const { local, remote } = flow
  if (listener.address !== '::' || !net.isIPv4(remote.address)) return flow
  const mapped = ({ address, port }: Endpoint) => ({ address: `::ffff:${address}`, port })
  return { ...flow, local: mapped(local), remote: mapped(remote) }
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
