/**
 * Observes the rendezvous protocol of a host that other code made: the registrations at it, and those that it makes and
 * finds elsewhere. Any implementation is seen, since its messages are read and not its objects.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { longestTimer } from '../../base/longest-timer.ts'
import type { NodeEvent } from '../../events/event.ts'
import type { Observe } from '../host/observe.ts'
import { decodeMessage, type Message } from '../rendezvous/messages.ts'
import { PrefixedMessages } from '../rendezvous/prefixed-messages.ts'
import { longestAnswer } from '../rendezvous/protocol.ts'
import { openRecord } from '../rendezvous/signed-record.ts'
import { type StreamTap, tapStream } from './tap-stream.ts'

/** The protocol of the specification, and those of packages that put a name before it. */
const isRendezvous = /^(\/[a-z-]+)?\/rendezvous\/1\.0\.0$/

/** Lifetime of a registration that says nothing, in seconds. */
const defaultTtl = 7200

/** Two answers, seconds apart, tell of one registration. TTLs are whole seconds. */
const rounding = 1500

interface Registered {
  handler: (...given: unknown[]) => unknown
}

interface Registrar {
  getHandler: (protocol: string) => Registered
}

type Exchange = (request: Message, answer: Message | null) => void

/** A host that hides its inside is reported as unobserved. */
export function observeRendezvous(host: Libp2p, observe: Observe): void {
  const registrar = registrarOf(host)
  if (registrar === null) {
    observe({ kind: 'rendezvous-unobserved' })
    return
  }
  const point = new ObservedPoint(observe)
  const getHandler = registrar.getHandler.bind(registrar)
  registrar.getHandler = (protocol) => {
    const found = getHandler(protocol)
    if (!isRendezvous.test(protocol)) return found
    return {
      ...found,
      handler: (...given) => {
        // Until libp2p 2 a handler takes one object.
        const { stream = given[0], connection = given[1] } = Object(given[0])
        const peer = String(Object(connection).remotePeer)
        const exchange = pairOf((request, answer) => point.take(peer, request, answer))
        tapStream(stream, { read: exchange.request, wrote: exchange.answer })
        return found.handler(...given)
      },
    }
  }
  const client = new ObservedClient(host, observe)
  const watch = (connection: Connection) => watchConnection(connection, client)
  for (const connection of host.getConnections()) watch(connection)
  host.addEventListener('connection:open', ({ detail }) => watch(detail))
}

function watchConnection(connection: Connection, client: ObservedClient): void {
  const newStream = connection.newStream.bind(connection)
  const at = connection.remotePeer.toString()
  connection.newStream = async (...given) => {
    const stream = await newStream(...given)
    if (isRendezvous.test(stream.protocol ?? '')) {
      const exchange = pairOf((request, answer) => client.take(at, request, answer))
      tapStream(stream, { read: exchange.answer, wrote: exchange.request })
    }
    return stream
  }
}

/** Joins each request with its answer. */
function pairOf(done: Exchange): { readonly request: StreamTap['read']; readonly answer: StreamTap['read'] } {
  const waiting: Message[] = []
  return {
    request: messagesIn((request) => {
      if (request.type === 'UNREGISTER') done(request, null)
      else waiting.push(request)
    }),
    answer: messagesIn((answer) => {
      const request = waiting.shift()
      if (request !== undefined) done(request, answer)
    }),
  }
}

/** Bytes that are no messages are those of other code, and not looked at any more. */
function messagesIn(take: (message: Message) => void): StreamTap['read'] {
  const messages = new PrefixedMessages(longestAnswer)
  let isOver = false
  return (bytes) => {
    if (isOver) return
    try {
      messages.push(bytes)
      for (let one = messages.take(); one !== null; one = messages.take()) take(decodeMessage(one))
    } catch {
      isOver = true
    }
  }
}

/** The registrations at this host. */
class ObservedPoint {
  readonly #observe: Observe
  readonly #held = new Map<string, NodeJS.Timeout>()

  constructor(observe: Observe) {
    this.#observe = observe
  }

  take(peer: string, { register, unregister }: Message, answer: Message | null): void {
    if (unregister !== undefined) this.#end(peer, unregister.ns ?? '', 'unregistered')
    const response = answer?.registerResponse
    if (register === undefined || response === undefined) return
    const { ns: namespace = '' } = register
    const status = response.status ?? 'OK'
    if (status !== 'OK') {
      this.#tell(peer, namespace, { outcome: 'refused', status, ttl: 0 })
      return
    }
    const ttl = (response.ttl ?? register.ttl ?? defaultTtl) * 1000
    const key = `${peer} ${namespace}`
    const before = this.#held.get(key)
    clearTimeout(before)
    const expiry = setTimeout(() => this.#end(peer, namespace, 'expired'), Math.min(ttl, longestTimer))
    expiry.unref()
    this.#held.set(key, expiry)
    this.#tell(peer, namespace, { outcome: before === undefined ? 'accepted' : 'renewed', status, ttl })
  }

  #end(peer: string, namespace: string, outcome: 'unregistered' | 'expired'): void {
    const key = `${peer} ${namespace}`
    clearTimeout(this.#held.get(key))
    if (this.#held.delete(key)) this.#tell(peer, namespace, { outcome, status: 'OK', ttl: 0 })
  }

  #tell(peer: string, namespace: string, told: Pick<PointNews, 'outcome' | 'status' | 'ttl'>): void {
    this.#observe({ kind: 'rendezvous-registration', peer, namespace, ...told, held: this.#held.size })
  }
}

type PointNews = Extract<NodeEvent, { kind: 'rendezvous-registration' }>

/** The registrations and discoveries of this host at others. */
class ObservedClient {
  readonly #host: Libp2p
  readonly #observe: Observe
  readonly #registered = new Set<string>()
  /** Times of expiry, by point, namespace and peer. */
  readonly #found = new Map<string, number>()

  constructor(host: Libp2p, observe: Observe) {
    this.#host = host
    this.#observe = observe
  }

  take(at: string, request: Message, answer: Message | null): void {
    const { register, unregister, discover } = request
    if (unregister !== undefined) this.#registered.delete(`${at} ${unregister.ns ?? ''}`)
    if (register !== undefined) this.#register(at, register.ns ?? '', register.ttl, answer)
    if (discover !== undefined) void this.#discover(at, discover.ns ?? '', answer)
  }

  #register(at: string, namespace: string, asked: number | undefined, answer: Message | null): void {
    const response = answer?.registerResponse
    if (this.#fails(at, namespace, 'register', response)) return
    const key = `${at} ${namespace}`
    const renewal = this.#registered.has(key)
    this.#registered.add(key)
    const expires = Date.now() + (response?.ttl ?? asked ?? defaultTtl) * 1000
    this.#observe({ kind: 'rendezvous-registered', at, namespace, renewal, expires })
  }

  async #discover(at: string, asked: string, answer: Message | null): Promise<void> {
    const response = answer?.discoverResponse
    if (this.#fails(at, asked, 'discover', response)) return
    const now = Date.now()
    for (const { ns: namespace = asked, signedPeerRecord, ttl = 0 } of response?.registrations ?? []) {
      const record = await openRecord(signedPeerRecord ?? new Uint8Array()).catch(() => null)
      if (record === null || record.peerId.equals(this.#host.peerId)) continue
      const [peer, expires] = [record.peerId.toString(), now + ttl * 1000]
      const key = `${at} ${namespace} ${peer}`
      if (expires - (this.#found.get(key) ?? 0) <= rounding) continue
      this.#found.set(key, expires)
      const { addresses } = record
      this.#observe({ kind: 'rendezvous-discovered', at, namespace, peer, addresses, expires })
    }
  }

  #fails(
    at: string,
    namespace: string,
    request: 'register' | 'discover',
    response: { readonly status?: string | null; readonly statusText?: string } | undefined,
  ): boolean {
    const { status = 'OK', statusText = '' } = response ?? { status: 'another answer' }
    if (status === 'OK') return false
    const reason = `${status ?? 'an unknown status'}${statusText === '' ? '' : `: ${statusText}`}`
    this.#observe({ kind: 'rendezvous-failed', at, namespace, request, reason })
    return true
  }
}

function registrarOf(host: Libp2p): Registrar | null {
  const { components } = host as unknown as { readonly components?: { readonly registrar?: unknown } }
  const registrar = components?.registrar
  return typeof Object(registrar).getHandler === 'function' ? (registrar as Registrar) : null
}
