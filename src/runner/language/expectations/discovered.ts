import * as z from 'zod'
import type { TopoEvent } from '../../../events/event.ts'
import { formatClock } from '../values/format-clock.ts'
import { listNames, listOthers } from '../values/list-names.ts'
import { namespace } from '../values/namespace.ts'
import { orNull } from '../values/optional.ts'
import { pointKinds, selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation } from './expectation.ts'
import { pairsOf } from './pairs.ts'

export const discovered = defineExpectation({
  summary: 'a peer has found another one at a rendezvous point',
  description:
    'Holds while `by` knows a registration of `peer` in `namespace` that has not expired. A node that ends forgets its discoveries. The end of a rendezvous point changes nothing for other nodes. While `by` is not up, the state is unknown, and so is that of a module that hides its host.',
  example: '- { at: 30s, expect: discovered, by: alice, peer: bob, namespace: chat, within: 20s }',
  alsoCalled: ['discovers', 'finds', 'discovery'],
  failsWhen: 'the peer was not registered, its registration had expired, or `by` did not ask',
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({
    by: selector(['peer', 'module'], { against: 'peer' }),
    peer: selector(),
    namespace,
    point: orNull(selector(pointKinds)).meta({
      description: 'The rendezvous point of the discovery (default: any)',
    }),
  }),
  describe: ({ by, peer, namespace: where, point }) => {
    const verb = by.length > 1 ? 'have' : 'has'
    return `${listNames(by)} ${verb} discovered ${listOthers(peer, by)} in ${where}${point === null ? '' : ` at ${listNames(point)}`}`
  },
  tellers: () => [],
  neededNodes: ({ by }) => by,
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: ({ by, peer, namespace: where, point }) => {
    const finds = pairsOf(by, peer).map(({ from, to }) => new Find(from, to))
    return {
      push: (event) => {
        const counts =
          event.kind !== 'rendezvous-discovered' ||
          (event.namespace === where && (point === null || point.includes(event.at)))
        return counts && finds.map((find) => find.push(event)).includes(true)
      },
      state: () => combine(finds.map((find) => find.judge())),
    }
  },
  probe: null,
})

type Discovery = TopoEvent & { readonly kind: 'rendezvous-discovered' }

/** The registrations of one peer that another has discovered. */
class Find {
  readonly #by: string
  readonly #peer: string
  #isUp = false
  #isHidden = false
  #now = 0
  /** The latest one at each rendezvous point. */
  readonly #finds = new Map<string, Discovery>()

  constructor(by: string, peer: string) {
    this.#by = by
    this.#peer = peer
  }

  push(event: TopoEvent): boolean {
    const wasKnown = this.#isKnown
    this.#now = event.t
    this.#take(event)
    return wasKnown !== this.#isKnown || ('node' in event && event.node === this.#by)
  }

  judge(): Observation {
    if (!this.#isUp) return { state: 'pending', reason: `${this.#by} is not up`, evidence: [] }
    if (this.#isHidden)
      return { state: 'undetermined', reason: `${this.#by} hides its discoveries`, evidence: [] }
    const found = this.#longest
    if (found === null)
      return { state: 'fails', reason: `${this.#by} has not discovered ${this.#peer}`, evidence: [] }
    const { at, namespace: where, expires, t, n } = found
    const what = `${this.#by} discovered ${this.#peer} in ${where} at ${at} at ${formatClock(t)}`
    return this.#isKnown
      ? { state: 'holds', reason: what, evidence: [n] }
      : {
          state: 'fails',
          reason: `${what}, but that registration expired at ${formatClock(expires)}`,
          evidence: [n],
        }
  }

  get #isKnown(): boolean {
    return this.#longest !== null && this.#now < this.#longest.expires
  }

  /** The registration that expires last. */
  get #longest(): Discovery | null {
    return [...this.#finds.values()].reduce<Discovery | null>(
      (best, find) => (best === null || find.expires > best.expires ? find : best),
      null,
    )
  }

  #take(event: TopoEvent): void {
    if (!('node' in event) || event.node !== this.#by) return
    switch (event.kind) {
      case 'node-ready':
        this.#isUp = true
        break
      case 'node-exited':
        this.#isUp = false
        this.#finds.clear()
        break
      case 'rendezvous-unobserved':
        this.#isHidden = true
        break
      case 'rendezvous-discovered':
        // Discoveries may precede `node-ready` in the log.
        if (event.peer === this.#peer) this.#finds.set(event.at, event)
        break
    }
  }
}
