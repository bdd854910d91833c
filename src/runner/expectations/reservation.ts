import { z } from 'zod'
import type { EventKind, TopoEvent } from '../events/event.ts'
import { conflict } from '../values/conflict.ts'
import { type CountRange, count, formatCount, inRange } from '../values/count.ts'
import { duration, formatDuration } from '../values/duration.ts'
import { orNull } from '../values/optional.ts'
import { selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, listNames, type Observation, type Observer } from './expectation.ts'
import { Gaps } from './gaps.ts'

const statuses = ['RESERVATION_REFUSED', 'RESOURCE_LIMIT_EXCEEDED', 'PERMISSION_DENIED'] as const

const params = z
  .strictObject({
    peer: selector(),
    relay: selector(['boot-node']),
    state: z.enum(['held', 'none', 'refused']).default('held').meta({
      description: 'held: relay and peer both have it; none: not so; refused: the last request was denied',
    }),
    status: orNull(z.enum(statuses)).meta({ description: 'Status of the refusal, with `state: refused`' }),
    renewals: orNull(count).meta({ description: 'How often it was renewed since the start of the run' }),
    longestGap: orNull(duration).meta({
      description: 'For how long at most it was not held, at a stretch, since it was first held',
    }),
  })
  .superRefine(({ state, status, renewals, longestGap }, context) => {
    if (longestGap !== null && state !== 'held')
      context.addIssue(
        conflict(
          'longestGap',
          '`longestGap` is about a reservation that is held again, so it needs `state: held`',
          'write `state: held`, or remove `longestGap`',
        ),
      )
    if (status !== null && state !== 'refused')
      context.addIssue(
        conflict(
          'status',
          '`status` is that of a refusal, so it needs `state: refused`',
          'write `state: refused`, or remove `status`',
        ),
      )
    if (renewals !== null && state === 'refused')
      context.addIssue(
        conflict('renewals', '`renewals` is not looked at with `state: refused`', 'remove `renewals`'),
      )
  })

type Params = z.output<typeof params>

export const reservation = defineExpectation({
  summary: 'a peer holds a reservation on a relay, or does not',
  description:
    'Held means that both sides have it: the relay accepted it, has neither let it expire nor forgotten it, and the peer has not given it up. When only one side has it, nobody can be relayed, so that counts as `none`. `refused` looks at the relay’s last answer to the peer.',
  example: '- { at: 1h5m, expect: reservation, peer: alice, relay: boot, state: held, renewals: ">=1" }',
  fabrics: ['virtual', 'host'],
  params,
  describe: ({ peer, relay, state, status, renewals, longestGap }) => {
    const verb = peer.length > 1 ? ['hold', 'have'] : ['holds', 'has']
    const what = {
      held: `${verb[0]} a reservation on`,
      none: `${verb[1]} no reservation on`,
      refused: `${verb[1]} been refused a reservation by`,
    }[state]
    const with_ = status === null ? '' : `, with ${status}`
    const renewed = renewals === null ? '' : `, renewed ${formatCount(renewals)} times`
    const gap = longestGap === null ? '' : `, no gap longer than ${formatDuration(longestGap)}`
    return `${listNames(peer)} ${what} ${listNames(relay)}${with_}${renewed}${gap}`
  },
  observe: (wanted) => {
    const pairs = wanted.peer.flatMap((peer) =>
      wanted.relay.map((relay) => ({ books: new ReservationBooks(peer, relay), peer, relay })),
    )
    return {
      push: (event) => {
        if (!noticed.has(event.kind)) return false
        for (const { books } of pairs) books.push(event)
        return true
      },
      state: () => combine(pairs.map(({ books }) => judge(books, wanted))),
      measures: (now) => ({
        renewals: pairs.reduce((sum, { books }) => sum + books.renewals, 0),
        ...(wanted.state === 'held'
          ? { 'longest-gap': Math.max(...pairs.map(({ books }) => books.gaps.longestAt(now))) }
          : {}),
      }),
    } satisfies Observer
  },
  probe: null,
})

const noticed: ReadonlySet<string> = new Set([
  'relay-reservation',
  'reservation-made',
  'reservation-lost',
  'reservation-failed',
  'node-exited',
] satisfies EventKind[])

/** What relay and peer each know of one reservation. */
class ReservationBooks {
  readonly peer: string
  readonly relay: string
  /** Reservations at the relay: one for each connection, where they belong to connections. */
  #reservations = 0
  atPeer = false
  refusal: string | null = null
  renewals = 0
  readonly gaps = new Gaps()
  last: { readonly reason: string; readonly evidence: number } = { reason: '', evidence: 0 }

  constructor(peer: string, relay: string) {
    this.peer = peer
    this.relay = relay
    this.#note(`${peer} has not asked ${relay} for a reservation`, 0)
  }

  get atRelay(): boolean {
    return this.#reservations > 0
  }

  push(event: TopoEvent): void {
    this.#take(event)
    this.gaps.push(this.atRelay && this.atPeer, event.t)
  }

  #take(event: TopoEvent): void {
    switch (event.kind) {
      case 'relay-reservation':
        if (event.node === this.relay && event.peer === this.peer) this.#atRelay(event)
        break
      case 'reservation-made':
        if (event.node !== this.peer || event.relay !== this.relay) break
        this.atPeer = true
        if (event.renewal) this.renewals += 1
        break
      case 'reservation-lost':
      case 'reservation-failed':
        if (event.node !== this.peer || event.relay !== this.relay) break
        this.atPeer = false
        if (event.kind === 'reservation-lost' || this.refusal === null) {
          this.#note(`${this.peer} lost it (${event.reason})`, event.n, event.t)
        }
        break
      case 'node-exited':
        if (event.node === this.relay) {
          this.#reservations = 0
          this.#note(`${this.relay} ended, and its reservations with it`, event.n, event.t)
        }
        if (event.node === this.peer) {
          this.atPeer = false
          this.#note(`${this.peer} ended`, event.n, event.t)
        }
        break
    }
  }

  #atRelay(event: Extract<TopoEvent, { kind: 'relay-reservation' }>): void {
    switch (event.outcome) {
      case 'accepted':
      case 'renewed':
        this.#reservations = Math.max(this.#reservations + (event.outcome === 'accepted' ? 1 : 0), 1)
        this.refusal = null
        this.#note(`${this.relay} ${event.outcome} it`, event.n, event.t)
        break
      case 'refused':
        this.refusal = event.status
        this.#note(`${this.relay} refused it with ${event.status}`, event.n, event.t)
        break
      case 'expired':
        this.#reservations = Math.max(this.#reservations - 1, 0)
        this.#note(`it expired at ${this.relay}`, event.n, event.t)
        break
      case 'disconnected':
        this.#reservations = Math.max(this.#reservations - 1, 0)
        this.#note(`it ended at ${this.relay} with its connection`, event.n, event.t)
        break
      case 'dropped':
        this.#reservations = 0
        this.#note(`${this.relay} dropped it`, event.n, event.t)
        break
    }
  }

  #note(reason: string, evidence: number, at?: number): void {
    this.last = { reason: at === undefined ? reason : `${reason} at ${formatDuration(at)}`, evidence }
  }
}

function judge(books: ReservationBooks, wanted: Params): Observation {
  const { peer, relay, last, renewals, refusal } = books
  const held = books.atRelay && books.atPeer
  const evidence = last.evidence === 0 ? [] : [last.evidence]
  const say = (ok: boolean, text: string): Observation => ({
    state: ok ? 'holds' : 'fails',
    reason: `${text}: ${last.reason}`,
    evidence,
  })
  const prefix = `${peer} ${held ? 'holds a' : 'holds no'} reservation on ${relay}`
  switch (wanted.state) {
    case 'held': {
      const gap = books.gaps.describe(wanted.longestGap)
      if (held && !renewedAsWanted(renewals, wanted.renewals))
        return say(false, `${prefix}, but renewed ${renewals} times${gap}`)
      const kept = books.gaps.areWithin(wanted.longestGap)
      return say(held && kept, `${prefix}${renewals > 0 ? `, renewed ${renewals} times` : ''}${gap}`)
    }
    case 'none':
      return say(!held && renewedAsWanted(renewals, wanted.renewals), prefix)
    case 'refused':
      return say(refusal !== null && (wanted.status === null || refusal === wanted.status), prefix)
  }
}

function renewedAsWanted(renewals: number, wanted: CountRange | null): boolean {
  return wanted === null || inRange(renewals, wanted)
}
