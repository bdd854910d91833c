import type { EventKind, TopoEvent } from '../../../events/event.ts'
import { formatClock } from '../values/format-clock.ts'
import { Gaps } from './gaps.ts'
import { allTell, canTell, type NodeReporting, type Telling } from './telling.ts'

/** Events that can change the reservation at the relay or at the peer. */
export const bookedEvents: ReadonlySet<string> = new Set([
  'relay-reservation',
  'reservation-made',
  'reservation-lost',
  'reservation-failed',
  'node-exited',
  'relay-circuit',
  'relay-unobserved',
] satisfies EventKind[])

/** News, and the numbers of their events. */
export interface Explanation {
  readonly reason: string
  readonly evidence: readonly number[]
}

/** The nodes whose reports count. */
type TellingSide = 'both' | 'peer' | 'relay'

/** The answer of one side; `unknown`: it does not tell. */
type Answer = 'yes' | 'no' | 'unknown'

type RelayDecision = Extract<TopoEvent, { kind: 'relay-reservation' }>['outcome']

const decided = (outcome: RelayDecision) => ({ of: 'relay-reservation', where: { outcome } }) as const
const gains = [decided('accepted'), decided('renewed')]
const losses = [decided('expired'), decided('disconnected'), decided('dropped')]

/** The latest news of one side. State and reason are one value, so that neither changes without the other. */
interface BookSide {
  readonly has: boolean
  readonly reason: string
  /** Number and time of the event; 0: the side has not said anything. */
  readonly n: number
  readonly t: number
}

interface RelaySide extends BookSide {
  /** Number of reservations at the relay: some relays keep one for each connection. */
  readonly reservations: number
  /** The relay's last answer, if it was a refusal. */
  readonly refusal: RelayRefusal | null
}

/** `status` is null when the relay does not tell why. */
export interface RelayRefusal {
  readonly status: string | null
}

export const refusalStatuses = [
  'RESERVATION_REFUSED',
  'RESOURCE_LIMIT_EXCEEDED',
  'PERMISSION_DENIED',
] as const

/** js-libp2p names the relay's status in the reason. */
const statusInReason = new RegExp(refusalStatuses.join('|'))

/** One reservation, as relay and peer each report it. */
export class ReservationBooks {
  readonly peer: string
  readonly relay: string
  renewals = 0
  readonly gaps = new Gaps()
  readonly #accordingTo: TellingSide
  readonly #relayReporting: NodeReporting
  readonly #peerReporting: NodeReporting
  readonly #relayTells: Ability
  readonly #peerTells: Ability
  /** It has told nothing yet, and perhaps never will. */
  #relayIsSilent: boolean
  #peerIsSilent: boolean
  #atRelay: RelaySide
  #atPeer: BookSide
  /** The peer's word for a refusal, for a relay that does not tell. */
  #refusalAtPeer: RelayRefusal | null = null

  constructor(peer: string, relay: string, accordingTo: TellingSide = 'both', telling: Telling = allTell) {
    this.#accordingTo = accordingTo
    this.#relayReporting = telling(relay)
    this.#peerReporting = telling(peer)
    this.#relayTells = {
      gains: canTell(this.#relayReporting, ...gains),
      losses: canTell(this.#relayReporting, ...losses),
    }
    this.#peerTells = {
      gains: canTell(this.#peerReporting, { of: 'reservation-made' }),
      losses: canTell(this.#peerReporting, { of: 'reservation-lost' }),
    }
    this.#relayIsSilent = this.#relayReporting !== 'all'
    this.#peerIsSilent = typeof this.#peerReporting !== 'string'
    this.peer = peer
    this.relay = relay
    const nothing = { has: false, reason: `${peer} has not asked ${relay} for a reservation`, n: 0, t: 0 }
    this.#atPeer = nothing
    this.#atRelay = { ...nothing, reservations: 0, refusal: null }
  }

  get atRelay(): boolean {
    return this.#atRelay.has
  }

  get atPeer(): boolean {
    return this.#atPeer.has
  }

  /** The relay's last answer, if it was a refusal; `unknown`: nobody tells of refusals. */
  get refusal(): RelayRefusal | null | 'unknown' {
    if (this.#tellsRefusals) return this.#atRelay.refusal
    if (this.#peerIsSilent || this.#accordingTo === 'relay') return 'unknown'
    if (this.#refusalAtPeer !== null) return this.#refusalAtPeer
    return this.#atPeer.n > 0 && !this.#atPeer.has ? 'unknown' : null
  }

  /** Both sides have it, so that the relay can relay to the peer. A side that does not count or tell is believed. */
  get holding(): Answer {
    return this.according(this.#accordingTo)
  }

  /** The same, by the word of these sides. */
  according(to: TellingSide): Answer {
    const sides = this.#answers(to).filter((answer) => answer !== 'unknown')
    if (sides.length === 0) return 'unknown'
    return sides.includes('no') ? 'no' : 'yes'
  }

  get held(): boolean {
    return this.holding === 'yes'
  }

  /** False: no side that counts tells of renewals. */
  get tellsRenewals(): boolean {
    return this.#accordingTo === 'relay'
      ? this.#relayTellsRenewals
      : this.#peerTellsRenewals || this.#relayTellsRenewals
  }

  /** The reason why nobody can tell. */
  get silence(): string {
    const { peer, relay } = this
    const names = { both: [peer, relay], peer: [peer], relay: [relay] }[this.#accordingTo]
    return `${names.join(' and ')} ${names.length > 1 ? 'report' : 'reports'} too little about the reservation, so the verdict is unknown`
  }

  get #tellsRefusals(): boolean {
    return (
      this.#accordingTo !== 'peer' &&
      !this.#relayIsSilent &&
      canTell(this.#relayReporting, decided('refused'))
    )
  }

  get #relayTellsRenewals(): boolean {
    return (
      this.#accordingTo !== 'peer' &&
      !this.#relayIsSilent &&
      canTell(this.#relayReporting, decided('renewed'))
    )
  }

  get #peerTellsRenewals(): boolean {
    return (
      this.#accordingTo !== 'relay' &&
      !this.#peerIsSilent &&
      canTell(this.#peerReporting, { of: 'reservation-made', where: { renewal: true } })
    )
  }

  #answers(to: TellingSide): readonly Answer[] {
    const relay = () => answerOf(this.#atRelay, this.#relayIsSilent, this.#relayTells)
    const peer = () => answerOf(this.#atPeer, this.#peerIsSilent, this.#peerTells)
    switch (to) {
      case 'both':
        return [relay(), peer()]
      case 'relay':
        return [relay()]
      case 'peer':
        return [peer()]
    }
  }

  /** The latest news of the side that tells of refusals. */
  get answer(): Explanation {
    const side = this.#tellsRefusals ? this.#atRelay : this.#atPeer
    return { reason: reasonOf(side), evidence: side.n === 0 ? [] : [side.n] }
  }

  /** The news that explain the state, and the numbers of their events. */
  get last(): Explanation {
    const all = {
      both: [this.#atRelay, this.#atPeer],
      peer: [this.#atPeer],
      relay: [this.#atRelay],
    }[this.#accordingTo]
    const counted = this.#answers(this.#accordingTo)
    const sides = all.filter((_, index) => counted[index] !== 'unknown')
    const evidence = [...new Set(sides.map(({ n }) => n))].filter((n) => n > 0).sort((a, b) => a - b)
    return { reason: this.#reason(sides), evidence }
  }

  /** With both sides: of a held one the relay's news, else the latest news of a side that does not have it. */
  #reason(sides: readonly BookSide[]): string {
    const without = sides.filter(({ has }) => !has)
    const silent = without.find(({ n }) => n === 0)
    const told = sides.filter(({ n }) => n > 0)
    const [first] = sides
    if (without.length === 0) return reasonOf(first)
    const [other] = told
    if (silent !== undefined && other?.has === true) {
      const name = silent === this.#atPeer ? this.peer : this.relay
      return `${reasonOf(other)}, but ${name} has not reported it`
    }
    return reasonOf(without.toSorted((a, b) => b.n - a.n)[0])
  }

  push(event: TopoEvent): void {
    this.#take(event)
    const { holding } = this
    if (holding !== 'unknown') this.gaps.push(holding === 'yes', event.t)
  }

  #take(event: TopoEvent): void {
    switch (event.kind) {
      case 'relay-reservation':
        if (event.node === this.relay) this.#relayIsSilent = false
        if (event.node === this.relay && event.peer === this.peer) this.#decided(event)
        break
      case 'relay-circuit':
        if (event.node === this.relay && this.#relayReporting === 'agent') this.#relayIsSilent = false
        break
      case 'relay-unobserved':
        if (event.node === this.relay) this.#relayIsSilent = true
        break
      case 'reservation-made':
        if (event.node === this.peer) this.#peerIsSilent = false
        if (event.node !== this.peer || event.relay !== this.relay) break
        if (event.renewal && this.#peerTellsRenewals) this.renewals += 1
        this.#refusalAtPeer = null
        this.#peerHas(true, `${this.peer} ${event.renewal ? 'renewed' : 'made'} it`, event)
        break
      case 'reservation-lost':
      case 'reservation-failed':
        if (event.node === this.peer) this.#peerIsSilent = false
        if (event.node !== this.peer || event.relay !== this.relay) break
        this.#refusalAtPeer = refusalIn(event.reason)
        if (event.kind === 'reservation-failed' && this.#tellsRefusals && this.#atRelay.refusal !== null)
          this.#atPeer = { has: false, reason: this.#atRelay.reason, n: event.n, t: this.#atRelay.t }
        else this.#peerHas(false, `${this.peer} lost it (${event.reason})`, event)
        break
      case 'node-exited':
        if (event.node === this.relay)
          this.#relayHas(0, `${this.relay} ended, and its reservations with it`, event)
        if (event.node === this.peer) this.#peerHas(false, `${this.peer} ended`, event)
        break
    }
  }

  /** Takes a decision of the relay. */
  #decided(event: Extract<TopoEvent, { kind: 'relay-reservation' }>): void {
    const { reservations } = this.#atRelay
    switch (event.outcome) {
      case 'accepted':
      case 'renewed':
        if (event.outcome === 'renewed' && !this.#peerTellsRenewals) this.renewals += 1
        this.#relayHas(
          Math.max(reservations + (event.outcome === 'accepted' ? 1 : 0), 1),
          `${this.relay} ${event.outcome} it`,
          event,
          null,
        )
        break
      case 'refused':
        this.#relayHas(
          reservations,
          `${this.relay} refused it${event.status === undefined ? '' : ` with ${event.status}`}`,
          event,
          { status: event.status ?? null },
        )
        break
      case 'expired':
        this.#relayHas(Math.max(reservations - 1, 0), `it expired at ${this.relay}`, event)
        break
      case 'disconnected':
        this.#relayHas(Math.max(reservations - 1, 0), `it ended at ${this.relay} with its connection`, event)
        break
      case 'dropped':
        this.#relayHas(0, `${this.relay} dropped it`, event)
        break
    }
  }

  #relayHas(
    reservations: number,
    reason: string,
    { n, t }: TopoEvent,
    refusal = this.#atRelay.refusal,
  ): void {
    this.#atRelay = { has: reservations > 0, reservations, refusal, reason, n, t }
  }

  #peerHas(has: boolean, reason: string, { n, t }: TopoEvent): void {
    this.#atPeer = { has, reason, n, t }
  }
}

/** Made on demand: few reasons are ever read. */
function reasonOf(side: BookSide | undefined): string {
  if (side === undefined) return ''
  return side.n === 0 ? side.reason : `${side.reason} at ${formatClock(side.t)}`
}

/** A side tells when it gets the reservation, and when it loses it. */
interface Ability {
  readonly gains: boolean
  readonly losses: boolean
}

/** A side that tells of gains alone cannot tell that it has it still, and the other way round. */
function answerOf({ has }: BookSide, isSilent: boolean, { gains, losses }: Ability): Answer {
  if (isSilent) return 'unknown'
  if (has) return losses ? 'yes' : 'unknown'
  return gains ? 'no' : 'unknown'
}

function refusalIn(reason: string): RelayRefusal | null {
  const status = statusInReason.exec(reason)?.[0]
  return status === undefined ? null : { status }
}
