/**
 * The reference client: notices the loss of a reservation on one of its relays, whatever the cause, and asks for a new
 * one. libp2p itself asks a configured relay once and never again:
 * https://github.com/libp2p/js-libp2p/issues/3601
 *
 * The state of the host shows a loss. Events of the host trigger a look; because silence has no event, it also looks
 * at the end of the reservation, and every half minute.
 */
import type { PeerId } from '@libp2p/interface'
import type { NodeEvent, RecoveryCause } from '../../events/event.ts'
import { addressesOf } from '../host/observe-host.ts'
import { backoff } from './backoff.ts'
import { isRefusal, type RecoveryOptions, type RecoveryPolicy, relayPeerId } from './recovery-policy.ts'
import { RelayRequests } from './relay-requests.ts'

/** Longest time between two looks, in milliseconds. */
const watchInterval = 30_000
/** Time for libp2p to advertise the address after a reservation is granted, in milliseconds. */
const settleTime = 1000

interface Relay {
  readonly name: string
  readonly peerId: PeerId
  /** The address to listen on. */
  readonly circuit: string
  /** Expiry of the granted reservation; null: the relay never granted one. */
  expires: number | null
  /** Failure of the last request; null: it succeeded. */
  failure: 'refused' | 'unanswered' | null
  /** Cause of the loss while a recovery is under way; null: the reservation is held. */
  cause: RecoveryCause | null
  attempts: number
  timer: NodeJS.Timeout | undefined
}

export class Recovery implements RecoveryPolicy {
  readonly #options: RecoveryOptions
  readonly #relays: readonly Relay[]
  readonly #requests: RelayRequests
  #isRunning = false

  constructor(options: RecoveryOptions) {
    this.#options = options
    this.#relays = options.relays.map(relayAt)
    this.#requests = new RelayRequests(options.listeners)
  }

  /** Must be called after the host has started and has asked its first relay. */
  start(): void {
    this.#isRunning = true
    for (const relay of this.#relays) this.#look(relay)
    this.#options.host.addEventListener('transport:close', this.#lookEverywhere)
  }

  stop(): void {
    this.#isRunning = false
    this.#options.host.removeEventListener('transport:close', this.#lookEverywhere)
    for (const { timer } of this.#relays) clearTimeout(timer)
  }

  /** Takes every event of the host. */
  notice(event: NodeEvent): void {
    for (const relay of this.#relays) {
      switch (event.kind) {
        case 'reservation-made':
          if (event.relay !== relay.name) break
          // A reservation that has expired when it is granted shows that the relay's clock is wrong.
          relay.expires = event.expires > Date.now() ? event.expires : Number.POSITIVE_INFINITY
          relay.failure = null
          this.#lookSoon(relay)
          break
        case 'reservation-failed':
          // A refusal proves that the connection works.
          if (event.relay === relay.name) relay.failure = isRefusal(event.reason) ? 'refused' : 'unanswered'
          break
        case 'reservation-lost':
          if (event.relay === relay.name) this.#lookSoon(relay)
          break
        case 'connection-closed':
          if (event.peer === relay.name) this.#lookSoon(relay)
          break
        case 'addresses':
          this.#lookSoon(relay)
          break
      }
    }
  }

  readonly #lookEverywhere = () => {
    for (const relay of this.#relays) this.#lookSoon(relay)
  }

  /** Looks after libp2p has finished its current work. */
  #lookSoon(relay: Relay): void {
    if (this.#isRunning && relay.cause === null) this.#after(0, relay, () => this.#look(relay))
  }

  #look(relay: Relay): void {
    relay.cause = this.#causeOfLoss(relay)
    if (relay.cause !== null) {
      this.#waitForAttempt(relay)
      return
    }
    relay.attempts = 0
    const untilExpiry = relay.expires === null ? watchInterval : relay.expires - Date.now()
    this.#after(Math.min(untilExpiry, watchInterval), relay, () => this.#look(relay))
  }

  #waitForAttempt(relay: Relay): void {
    const delay = backoff(relay.attempts, Math.random)
    this.#after(delay, relay, () => this.#attempt(relay, delay))
  }

  async #attempt(relay: Relay, delay: number): Promise<void> {
    const { observe, listeners } = this.#options
    // In the meantime libp2p may have renewed the reservation, or never lost it.
    if (relay.cause === null || this.#causeOfLoss(relay) === null) return this.#look(relay)
    relay.attempts += 1
    observe({
      kind: 'recovery-attempt',
      relay: relay.name,
      cause: relay.cause,
      attempt: relay.attempts,
      delay,
    })
    // libp2p asks for no new reservation while it believes in an old one; it drops that with the connection.
    if (listeners.holdsReservation(relay.peerId)) this.#closeConnections(relay)
    relay.failure = null
    await this.#requests.ask(relay.peerId, relay.circuit)
    if (!this.#isRunning) return
    if (listeners.holdsReservation(relay.peerId)) {
      relay.cause = null
      return this.#after(settleTime, relay, () => this.#look(relay))
    }
    // The connection gave no answer, so the next attempt dials afresh.
    if (relay.failure !== 'refused') this.#closeConnections(relay)
    this.#waitForAttempt(relay)
  }

  #causeOfLoss(relay: Relay): RecoveryCause | null {
    const { host, listeners } = this.#options
    const isHeld = listeners.holdsReservation(relay.peerId)
    if (!isHeld && relay.expires === null) return 'not-granted'
    if (!isHeld && relay.failure === 'refused') return 'renewal-refused'
    if (this.#connectionsTo(relay).length === 0) return 'connection-closed'
    if (!isHeld) return relay.failure === 'unanswered' ? 'renewal-silent' : 'listener-closed'
    if (relay.expires !== null && relay.expires <= Date.now()) return 'renewal-silent'
    if (!listeners.isOpen(relay.circuit)) return 'listener-closed'
    const isAdvertised = addressesOf(host).some((address) =>
      address.includes(`/p2p/${relay.name}/p2p-circuit`),
    )
    return isAdvertised ? null : 'address-withdrawn'
  }

  #connectionsTo(relay: Relay) {
    const connections = this.#options.host.getConnections(relay.peerId)
    return connections.filter(
      ({ status, remoteAddr }) => status === 'open' && !remoteAddr.toString().includes('/p2p-circuit'),
    )
  }

  #closeConnections(relay: Relay): void {
    for (const connection of this.#connectionsTo(relay)) {
      connection.abort(new Error('the relay does not keep the reservation'))
    }
  }

  #after(delay: number, relay: Relay, what: () => unknown): void {
    clearTimeout(relay.timer)
    relay.timer = setTimeout(what, delay)
  }
}

function relayAt(address: string): Relay {
  const peerId = relayPeerId(address)
  return {
    name: peerId.toString(),
    peerId,
    circuit: `${address}/p2p-circuit`,
    expires: null,
    failure: null,
    cause: null,
    attempts: 0,
    timer: undefined,
  }
}
