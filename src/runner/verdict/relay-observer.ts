/** An expectation that names the relay of a peer: it is judged for the relays that the log says are meant. */
import type { TopoEvent } from '../../events/event.ts'
import type { Observation, Observer } from '../language/expectations/expectation.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { Telling } from '../language/expectations/telling.ts'
import type { ExpectationEntryPlan } from '../language/plan/plan.ts'
import { bindRelays, peersInUse } from '../language/values/relay-in-use.ts'

type RelayInUse = Extract<TopoEvent, { kind: 'relay-in-use' }>
type Params = ExpectationEntryPlan['expectation']['params']

export interface EntryObserver {
  readonly observer: Observer
  /** The parameters by which it judges; null: they are not known now. */
  readonly params: () => Params | null
}

/** `telling`: what the nodes of the plan can tell at all. */
export function observerOf(entry: ExpectationEntryPlan, telling: Telling): EntryObserver {
  const { kind, params } = entry.expectation
  if (peersInUse(params).length === 0)
    return { observer: expectationOf(kind).observe(params, entry.id, telling), params: () => params }
  const observer = new RelayObserver(entry, telling)
  return { observer, params: () => observer.params }
}

class RelayObserver implements Observer {
  params: Params | null = null
  readonly #entry: ExpectationEntryPlan
  readonly #telling: Telling
  readonly #peers: readonly string[]
  /** All events so far: the observer of other relays takes them again. */
  readonly #past: TopoEvent[] = []
  readonly #told = new Map<string, RelayInUse>()
  #observers: readonly Observer[] = []

  constructor(entry: ExpectationEntryPlan, telling: Telling) {
    this.#entry = entry
    this.#telling = telling
    this.#peers = peersInUse(entry.expectation.params)
  }

  push(event: TopoEvent): boolean {
    this.#past.push(event)
    if (event.kind !== 'relay-in-use' || event.entry !== this.#entry.id)
      return this.#observers.reduce((noticed, one) => one.push(event) || noticed, false)
    this.#told.set(event.peer, event)
    this.#bind()
    return true
  }

  state(): Observation {
    const told = this.#peers.flatMap((peer) => this.#told.get(peer) ?? [])
    const evidence = told.map(({ n }) => n)
    const unknown = told.find(({ reason }) => reason !== '')
    if (unknown !== undefined) return { state: 'undetermined', reason: unknown.reason, evidence }
    if (told.length < this.#peers.length)
      return { state: 'pending', reason: 'no relay was looked up yet', evidence }
    const seen = this.#observers.map((one) => one.state())
    for (const state of ['holds', 'undetermined', 'pending', 'fails'] as const) {
      const found = seen.find((one) => one.state === state)
      if (found !== undefined) return found
    }
    const reason = `${told.find(({ relays }) => relays.length === 0)?.peer} holds no reservation, so there is no relay to look at`
    return { state: this.#needsRelay() ? 'fails' : 'pending', reason, evidence }
  }

  measures(now: number) {
    return this.#observers[0]?.measures?.(now) ?? {}
  }

  /** True if it can hold only while a relay is held. `never` passes only where a relay was looked at. */
  #needsRelay(): boolean {
    const { mode, expectation } = this.#entry
    const { kind, params } = expectation
    const { neededReservations, neededNodes } = expectationOf(kind)
    const isNeeded =
      neededReservations(params).length > 0 || peersInUse({ nodes: neededNodes(params) }).length > 0
    return mode.kind !== 'never' && isNeeded
  }

  #bind(): void {
    this.#observers = []
    this.params = null
    if (this.#peers.some((peer) => this.#told.get(peer)?.reason !== '')) return
    const { kind, params } = this.#entry.expectation
    const relaysOf = (peer: string) => this.#told.get(peer)?.relays ?? []
    const all = bindRelays(params, relaysOf)
    if (all.isEmpty) return
    this.params = all.params
    const { observe, showsLoss } = expectationOf(kind)
    const choices = showsLoss(params) ? [all.params] : eachChoice(params, relaysOf)
    this.#observers = choices.map((one) => observe(one, this.#entry.id, this.#telling))
    for (const event of this.#past) for (const one of this.#observers) one.push(event)
  }
}

/** One relay of several is enough: one copy of the parameters for each. `via` takes several anyway. */
function eachChoice(params: Params, relaysOf: (peer: string) => readonly string[]): readonly Params[] {
  const [peer, ...more] = peersInUse({ ...params, via: null })
  if (peer === undefined || more.length > 0) return [bindRelays(params, relaysOf).params]
  return relaysOf(peer).map((relay) => {
    const { params: one } = bindRelays(params, () => [relay])
    return 'via' in one && 'via' in params ? { ...one, via: bindRelays(params, relaysOf).params.via } : one
  })
}
