import * as z from 'zod'
import type { TopoEvent } from '../../../events/event.ts'
import { formatClock } from '../values/format-clock.ts'
import { listNames } from '../values/list-names.ts'
import { namespace } from '../values/namespace.ts'
import { pointKinds, selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation } from './expectation.ts'
import { pairsOf } from './pairs.ts'

export const registered = defineExpectation({
  summary: 'a peer is registered at a rendezvous point, or is not',
  description:
    'Looks at the registrations of the rendezvous point `point`. `held` means that the point accepted a registration of `peer` in `namespace`, that it has not expired, and that the peer has not taken it back. A peer that crashes stays registered until its TTL is over. A point that ends forgets all registrations. While the point is paused, or not up yet, the state is unknown, and so is that of a module that hides its host.',
  example: '- { at: 30s, expect: registered, peer: alice, point: boot, namespace: chat }',
  alsoCalled: ['registration', 'rendezvous'],
  meantWith: { unregistered: 'state: none' },
  opposite: '`expect: registered` with `state: none`',
  failsWhen: 'the point refused or forgot it, or the peer never registered',
  failsOtherwise: {
    state: {
      none: 'the registration is still there',
      refused: 'the point accepted it, or the peer never registered',
    },
  },
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({
    peer: selector(null, { against: 'point' }),
    point: selector(pointKinds),
    namespace,
    state: z.enum(['held', 'none', 'refused']).default('held').meta({
      description:
        'held: the point has it; none: the point does not have it; refused: its last answer was a refusal',
    }),
  }),
  describe: ({ peer, point, namespace: where, state }) => {
    const [is, has] = peer.length > 1 ? ['are', 'have'] : ['is', 'has']
    const what = {
      held: `${is} registered`,
      none: `${is} not registered`,
      refused: `${has} been refused a registration`,
    }[state]
    return `${listNames(peer)} ${what} in ${where} at ${listNames(point)}`
  },
  tellers: () => [],
  neededNodes: ({ point, state }) => (state === 'held' ? point : []),
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: ({ peer, point, namespace: where, state }) => {
    const books = pairsOf(point, peer).map(({ from: at, to: name }) => new Book(name, at, where))
    return {
      push: (event) => books.map((book) => book.push(event)).includes(true),
      state: () => combine(books.map((book) => book.judge(state))),
    }
  },
  probe: null,
})

/** The registration of one peer at one rendezvous point. */
class Book {
  readonly #peer: string
  readonly #at: string
  readonly #namespace: string
  #point: 'not-up' | 'up' | 'paused' | 'ended' = 'not-up'
  #isHidden = false
  #isHeld = false
  #isRefused = false
  #last: { readonly reason: string; readonly evidence: readonly number[] }

  constructor(peer: string, at: string, namespace: string) {
    this.#peer = peer
    this.#at = at
    this.#namespace = namespace
    this.#last = { reason: `${peer} has not asked ${at}`, evidence: [] }
  }

  push(event: TopoEvent): boolean {
    if (!('node' in event) || event.node !== this.#at) return false
    switch (event.kind) {
      case 'node-ready':
      case 'node-resumed':
        this.#point = 'up'
        return true
      case 'node-paused':
        this.#point = 'paused'
        return true
      case 'node-exited':
        this.#point = 'ended'
        this.#isHeld = false
        this.#isRefused = false
        this.#note(`${this.#at} ended, and its registrations with it`, event)
        return true
      case 'rendezvous-unobserved':
        this.#isHidden = true
        return true
      case 'rendezvous-registration':
        if (event.peer !== this.#peer || event.namespace !== this.#namespace) return false
        this.#take(event)
        return true
      default:
        return false
    }
  }

  judge(wanted: 'held' | 'none' | 'refused'): Observation {
    const { reason, evidence } = this.#last
    if (this.#point === 'not-up') return { state: 'pending', reason: `${this.#at} is not up`, evidence }
    if (this.#point === 'paused')
      return { state: 'undetermined', reason: `${this.#at} is paused and cannot be asked`, evidence }
    if (this.#isHidden)
      return { state: 'undetermined', reason: `${this.#at} hides its registrations`, evidence }
    const holds = { held: this.#isHeld, none: !this.#isHeld, refused: this.#isRefused }[wanted]
    const is = this.#isHeld ? 'is' : 'is not'
    return {
      state: holds ? 'holds' : 'fails',
      reason: `${this.#peer} ${is} registered in ${this.#namespace} at ${this.#at}: ${reason}`,
      evidence,
    }
  }

  /** A refused renewal leaves the registration in place. */
  #take(event: Extract<TopoEvent, { kind: 'rendezvous-registration' }>): void {
    const { outcome, status } = event
    // An expiry does not change the point's last answer.
    if (outcome !== 'expired') this.#isRefused = outcome === 'refused'
    if (outcome !== 'refused') this.#isHeld = outcome === 'accepted' || outcome === 'renewed'
    const told = {
      accepted: `${this.#at} accepted it`,
      renewed: `${this.#at} renewed it`,
      refused: `${this.#at} refused it with ${status}`,
      expired: 'it expired',
      unregistered: `${this.#peer} took it back`,
    }
    this.#note(told[outcome], event)
  }

  #note(reason: string, { n, t }: TopoEvent): void {
    this.#last = { reason: `${reason} at ${formatClock(t)}`, evidence: [n] }
  }
}
