import type { Connection, IdentifyResult, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { identityOf } from '../../../src/base/identity.ts'
import type { NodeEvent } from '../../../src/events/event.ts'
import { CalimeroRecovery } from '../../../src/nodes/peer/calimero-recovery.ts'
import type { RelayListeners } from '../../../src/nodes/peer/relay-listeners.ts'

const hop = '/libp2p/circuit/relay/0.2.0/hop'
const rendezvous = '/rendezvous/1.0.0'
const second = 1000
const minute = 60 * second

const relays = ['one', 'two', 'three', 'four'].map((name, index) => ({
  name: identityOf(1, name).peerId,
  address: `/ip4/5.16.0.${index}/tcp/4001/p2p/${identityOf(1, name).peerId}`,
}))
const [first = { name: '', address: '' }] = relays

type Answer = 'granted' | 'refused' | 'unanswered'

/** A client of these relays, which answer dials while they are up. */
class FakeClient {
  readonly events: NodeEvent[] = []
  /** Relays by the requests and the dials that they got. */
  readonly asked: string[] = []
  readonly dialled: string[] = []
  identified = 0
  isUp = true
  answer: Answer = 'granted'
  /** Peers that are connected beside the relays. */
  readonly others = new Set<string>()
  readonly #held = new Set<string>()
  readonly #connections = new Map<string, { status: string }>()
  readonly #listeners: ((event: { detail: IdentifyResult }) => void)[] = []
  readonly recovery: CalimeroRecovery
  readonly #protocols: readonly string[]

  constructor(addresses: readonly string[], protocols: readonly string[] = [hop, rendezvous]) {
    this.#protocols = protocols
    const connectionsTo = (name: string) => [this.#connections.get(name) ?? []].flat()
    const host = {
      addEventListener: (_: string, listener: (event: { detail: IdentifyResult }) => void) =>
        this.#listeners.push(listener),
      getConnections: (peer: object) => connectionsTo(String(peer)),
      getPeers: () => [...this.#connections.keys(), ...this.others],
      dial: async (address: object) => this.#dial(String(address)),
      services: { identify: { identify: async (connection: Connection) => this.#identify(connection) } },
    }
    const listeners = {
      holdsReservation: (peer: object) => this.#held.has(String(peer)),
      listen: async (peer: object) => this.#listen(String(peer)),
    }
    this.recovery = new CalimeroRecovery({
      host: host as unknown as Libp2p,
      listeners: listeners as unknown as RelayListeners,
      relays: addresses,
      observe: (event) => this.events.push(event),
    })
  }

  /** Starts it, and lets it reach its relays. */
  async start(): Promise<this> {
    this.recovery.start()
    await vi.advanceTimersByTimeAsync(second)
    return this
  }

  attempts(): readonly (readonly [string, number, number])[] {
    return this.events.flatMap((event) =>
      event.kind === 'recovery-attempt' ? [[event.cause, event.attempt, event.delay] as const] : [],
    )
  }

  /** The connection to the relay ends, and its reservation with it. */
  disconnect(name = first.name): void {
    const connection = this.#connections.get(name)
    if (connection !== undefined) connection.status = 'closed'
    this.#connections.delete(name)
    this.lose('the connection to the relay closed', name)
  }

  /** A renewal fails. */
  refuseRenewal(name = first.name): void {
    const reason = 'reservation failed with status RESOURCE_LIMIT_EXCEEDED'
    this.recovery.notice({ kind: 'reservation-failed', relay: name, reason })
    this.lose(reason, name)
  }

  lose(reason: string, name: string): void {
    this.#held.delete(name)
    this.recovery.notice({ kind: 'reservation-lost', relay: name, reason })
  }

  #dial(address: string): void {
    const name = address.split('/p2p/')[1] ?? ''
    this.dialled.push(name)
    if (!this.isUp) throw new Error('connection refused')
    const connection = { id: `${name}-${this.dialled.length}`, status: 'open', name }
    this.#connections.set(name, connection)
    this.#tellIdentify(connection)
  }

  #identify(connection: Connection): void {
    this.identified += 1
    this.#tellIdentify(connection as unknown as { name: string })
  }

  #tellIdentify(connection: { readonly name: string }): void {
    const [peerId, remoteAddr] = [peerIdFromString(connection.name), `/ip4/5.16.0.1/tcp/4001`]
    const detail = { peerId, protocols: this.#protocols, connection: { ...connection, remoteAddr } }
    Object.defineProperty(detail.connection, 'status', { get: () => Reflect.get(connection, 'status') })
    for (const listener of this.#listeners) listener({ detail: detail as unknown as IdentifyResult })
  }

  #listen(name: string): void {
    this.asked.push(name)
    if (this.answer === 'granted' && this.isUp) {
      if (!this.#connections.has(name)) this.#dial(`/p2p/${name}`)
      this.#held.add(name)
      const expires = Date.now() + 60 * minute
      this.recovery.notice({ kind: 'reservation-made', relay: name, renewal: false, expires })
      return
    }
    const reason = this.answer === 'refused' ? 'reservation failed with status X' : 'connection refused'
    this.recovery.notice({ kind: 'reservation-failed', relay: name, reason })
    throw new Error(reason)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

describe("production's recovery", () => {
  it('asks a relay that it has identified, without calling that an attempt', async () => {
    const client = await new FakeClient([first.address]).start()
    expect(client.asked).toEqual([first.name])
    expect(client.attempts()).toEqual([])
    await vi.advanceTimersByTimeAsync(60 * minute)
    expect(client.asked).toHaveLength(1)
  })

  it('asks again at once when it loses a reservation that it held', async () => {
    const client = await new FakeClient([first.address]).start()
    client.disconnect()
    await vi.advanceTimersByTimeAsync(10)
    expect(client.attempts()).toEqual([['connection-closed', 1, 0]])
    client.refuseRenewal()
    await vi.advanceTimersByTimeAsync(10)
    expect(client.attempts().slice(1)).toEqual([['renewal-refused', 1, 0]])
    expect(client.asked).toHaveLength(3)
  })

  it('queues nothing after a refusal: over an open connection it waits for the next identify', async () => {
    const client = await new FakeClient([first.address]).start()
    client.answer = 'refused'
    client.refuseRenewal()
    await vi.advanceTimersByTimeAsync(5 * minute - 2 * second)
    expect(client.attempts()).toEqual([['renewal-refused', 1, 0]])
    expect(client.identified).toBe(0)
    client.answer = 'granted'
    await vi.advanceTimersByTimeAsync(2 * second)
    expect(client.attempts()).toEqual([
      ['renewal-refused', 1, 0],
      ['renewal-refused', 2, 0],
    ])
    await vi.advanceTimersByTimeAsync(10 * minute)
    expect(client.asked).toHaveLength(3)
    expect(client.identified).toBe(3)
  })

  it('finds a relay again by the tick, every 15 seconds while it has no regular peer', async () => {
    const client = await new FakeClient([first.address]).start()
    client.isUp = false
    client.disconnect()
    await vi.advanceTimersByTimeAsync(30 * second)
    expect(client.asked).toHaveLength(2)
    expect(client.dialled).toHaveLength(3)
    client.isUp = true
    await vi.advanceTimersByTimeAsync(15 * second)
    expect(client.attempts()).toEqual([
      ['connection-closed', 1, 0],
      ['connection-closed', 2, 0],
    ])
    expect(client.asked).toHaveLength(3)
  })

  it('pauses its ticks for two minutes after a discovery while it has a regular peer', async () => {
    const client = await new FakeClient([first.address]).start()
    client.others.add(identityOf(1, 'friend').peerId)
    client.isUp = false
    client.disconnect()
    await vi.advanceTimersByTimeAsync(10)
    const before = client.dialled.length
    client.isUp = true
    await vi.advanceTimersByTimeAsync(2 * minute - 2 * second)
    expect(client.dialled.length).toBe(before)
    await vi.advanceTimersByTimeAsync(2 * second)
    expect(client.asked).toHaveLength(3)
  })

  it('never dials a relay again by the tick that is no rendezvous point', async () => {
    const client = await new FakeClient([first.address], [hop]).start()
    client.isUp = false
    client.disconnect()
    await vi.advanceTimersByTimeAsync(30 * minute)
    expect(client.dialled).toHaveLength(1)
    expect(client.asked).toHaveLength(2)
  })

  it('holds reservations on at most three relays', async () => {
    const client = await new FakeClient(relays.map(({ address }) => address)).start()
    await vi.advanceTimersByTimeAsync(5 * minute)
    expect(client.asked).toEqual(relays.slice(0, 3).map(({ name }) => name))
    client.answer = 'refused'
    client.refuseRenewal()
    await vi.advanceTimersByTimeAsync(5 * minute)
    expect(client.asked.slice(3)).toEqual([first.name, first.name, relays[3]?.name])
  })

  it('dials a relay that it has never reached every five minutes', async () => {
    const client = new FakeClient([first.address])
    client.isUp = false
    await client.start()
    await vi.advanceTimersByTimeAsync(5 * minute - 2 * second)
    expect(client.dialled).toHaveLength(1)
    client.isUp = true
    await vi.advanceTimersByTimeAsync(2 * second)
    expect(client.asked).toEqual([first.name])
    expect(client.events.map(({ kind }) => kind)).toEqual(['note'])
  })

  it('does nothing after it was stopped', async () => {
    const client = await new FakeClient([first.address]).start()
    client.disconnect()
    client.recovery.stop()
    await vi.advanceTimersByTimeAsync(60 * minute)
    expect(client.asked).toHaveLength(1)
    expect(client.dialled).toHaveLength(1)
  })
})
