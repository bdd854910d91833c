import type { Libp2p } from '@libp2p/interface'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { identityOf } from '../../../src/base/identity.ts'
import type { NodeEvent } from '../../../src/events/event.ts'
import { Recovery } from '../../../src/nodes/peer/recovery.ts'
import type { RelayListeners } from '../../../src/nodes/peer/relay-listeners.ts'

const { peerId } = identityOf(1, 'boot')
const address = `/ip4/127.0.0.1/tcp/4001/p2p/${peerId}`
const hour = 3_600_000

/** A relay as a peer sees it, and a host with one connection to it. */
class FakeRelay {
  isHeld = true
  isOpen = true
  isConnected = true
  isAdvertised = true
  /** Connections that the recovery gave up. */
  aborted = 0
  /** Requests for a reservation. */
  asked = 0
  answer: () => Promise<void> = async () => {
    this.isHeld = true
    this.isOpen = true
    this.isConnected = true
    this.isAdvertised = true
  }
  readonly events: NodeEvent[] = []
  readonly recovery: Recovery

  constructor() {
    const host = {
      addEventListener: () => {},
      removeEventListener: () => {},
      getMultiaddrs: () => (this.isAdvertised ? [`${address}/p2p-circuit`] : []),
      getConnections: () =>
        this.isConnected ? [{ status: 'open', remoteAddr: address, abort: () => this.#abort() }] : [],
    }
    const listeners = {
      holdsReservation: () => this.isHeld,
      isOpen: () => this.isOpen,
      listen: () => {
        this.asked += 1
        return this.answer()
      },
    }
    this.recovery = new Recovery({
      host: host as unknown as Libp2p,
      listeners: listeners as unknown as RelayListeners,
      relays: [address],
      observe: (event) => this.events.push(event),
    })
  }

  /** The relay granted a reservation, and the peer holds it. */
  granted(): this {
    const expires = Date.now() + hour
    this.recovery.notice({ kind: 'reservation-made', relay: peerId, renewal: false, expires })
    return this
  }

  /** The attempts so far: cause, number and delay. */
  attempts(): readonly (readonly [string, number, number])[] {
    return this.events.flatMap((event) =>
      event.kind === 'recovery-attempt' ? [[event.cause, event.attempt, event.delay] as const] : [],
    )
  }

  #abort(): void {
    this.aborted += 1
    this.isConnected = false
    this.isHeld = false
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a recovery', () => {
  it('asks for nothing while the reservation is held', async () => {
    const relay = new FakeRelay().granted()
    relay.recovery.start()
    await vi.advanceTimersByTimeAsync(hour - 1)
    expect(relay.asked).toBe(0)
  })

  it.each([
    ['connection-closed', (relay: FakeRelay) => Object.assign(relay, { isHeld: false, isConnected: false })],
    ['listener-closed', (relay: FakeRelay) => Object.assign(relay, { isOpen: false })],
    ['address-withdrawn', (relay: FakeRelay) => Object.assign(relay, { isAdvertised: false })],
  ])('sees %s at the next event, and gets the reservation back', async (cause, lose) => {
    const relay = new FakeRelay().granted()
    relay.recovery.start()
    lose(relay)
    relay.recovery.notice({ kind: 'reservation-lost', relay: peerId, reason: 'test' } as NodeEvent)
    await vi.advanceTimersByTimeAsync(hour / 2)
    expect(relay.attempts()).toEqual([[cause, 1, 1000]])
  })

  it('tells a refused renewal from a silent one', async () => {
    const causes = ['failed with status RESERVATION_REFUSED', 'the operation timed out'].map(
      async (reason) => {
        const relay = new FakeRelay().granted()
        relay.recovery.start()
        relay.isHeld = false
        relay.recovery.notice({ kind: 'reservation-failed', relay: peerId, reason })
        await vi.advanceTimersByTimeAsync(60_000)
        return relay.attempts()[0]?.[0]
      },
    )
    expect(await Promise.all(causes)).toEqual(['renewal-refused', 'renewal-silent'])
  })

  it('looks every half minute, so that silence is noticed without an event', async () => {
    const relay = new FakeRelay().granted()
    relay.recovery.start()
    await vi.advanceTimersByTimeAsync(1000)
    relay.isConnected = false
    await vi.advanceTimersByTimeAsync(28_000)
    expect(relay.asked).toBe(0)
    await vi.advanceTimersByTimeAsync(3000)
    expect(relay.attempts()).toEqual([['connection-closed', 1, 1000]])
  })

  it('looks when the reservation expires, although libp2p believes in it, and dials afresh', async () => {
    const relay = new FakeRelay().granted()
    relay.recovery.start()
    await vi.advanceTimersByTimeAsync(hour + 1500)
    expect(relay.attempts()[0]?.[0]).toBe('renewal-silent')
    expect(relay.aborted).toBeGreaterThan(0)
  })

  it('pauses longer after each failure, and starts again when it has succeeded', async () => {
    const relay = new FakeRelay()
    const succeed = relay.answer
    relay.isHeld = false
    relay.answer = async () => {
      throw new Error('connection refused')
    }
    relay.recovery.start()
    await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000)
    expect(relay.attempts()).toEqual([
      ['not-granted', 1, 1000],
      ['not-granted', 2, 2000],
      ['not-granted', 3, 4000],
    ])
    relay.answer = async () => {
      await succeed()
      relay.granted()
    }
    await vi.advanceTimersByTimeAsync(60_000)
    relay.isOpen = false
    relay.recovery.notice({ kind: 'addresses', addresses: [] })
    await vi.advanceTimersByTimeAsync(2000)
    expect(relay.attempts().slice(3)).toEqual([
      ['not-granted', 4, 8000],
      ['listener-closed', 1, 1000],
    ])
  })

  it('gives up a request without an answer after half a minute', async () => {
    const relay = new FakeRelay()
    relay.isHeld = false
    relay.answer = () => new Promise(() => {})
    relay.recovery.start()
    await vi.advanceTimersByTimeAsync(1000 + 30_000 + 2000)
    expect(relay.asked).toBe(2)
  })

  it('does nothing after it was stopped', async () => {
    const relay = new FakeRelay()
    relay.isHeld = false
    relay.recovery.start()
    relay.recovery.stop()
    relay.recovery.notice({ kind: 'addresses', addresses: [] })
    await vi.advanceTimersByTimeAsync(hour)
    expect(relay.asked).toBe(0)
  })
})
