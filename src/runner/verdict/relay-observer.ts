/** An expectation that names the relay of a peer: it is judged for the relays that the log says are meant. */
import type { TopoEvent } from '../../events/event.ts'
import { combine } from '../language/expectations/combine.ts'
import type { Observation, Observer } from '../language/expectations/expectation.ts'
import type { Measures } from '../language/expectations/measures.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { Telling } from '../language/expectations/telling.ts'
import type { ExpectationEntryPlan } from '../language/plan/plan.ts'
import { listNames } from '../language/values/list-names.ts'
import { bindRelays, peersInUse } from '../language/values/relay-in-use.ts'
import { type RelayChoice, relayChoices, selfRelay } from './relay-choices.ts'

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
  /** All events so far but the answers to this entry's own questions: the observer of other relays takes them again. */
  readonly #past: TopoEvent[] = []
  readonly #told = new Map<string, RelayInUse>()
  /** Groups that must all hold. In each, one choice of the relays is enough. */
  #groups: readonly (readonly Observer[])[] = []
  /** The relay of a peer that it would have to look at from itself; null: there are two nodes. */
  #self: string | null = null
  /** The last observation of other relays, until there is one of these. */
  #kept: Observation | null = null
  /** Number of questions about other relays. */
  #attempts = 0

  constructor(entry: ExpectationEntryPlan, telling: Telling) {
    this.#entry = entry
    this.#telling = telling
    this.#peers = peersInUse(entry.expectation.params)
  }

  push(event: TopoEvent): boolean {
    const isOwn = 'entry' in event && event.entry === this.#entry.id
    if (!isOwn) this.#past.push(event)
    if (!isOwn || event.kind !== 'relay-in-use') {
      const noticed = this.#groups.flat().reduce((before, one) => one.push(event) || before, false)
      if (noticed && this.#kept !== null && this.#seen().state !== 'pending') this.#kept = null
      return noticed
    }
    this.#keep()
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
    const without = told.filter(({ relays }) => relays.length === 0).map(({ peer }) => peer)
    if (without.length > 0) {
      const reason = `${listNames(without)} ${without.length > 1 ? 'hold' : 'holds'} no reservation, so there is no relay to look at`
      // `never` passes only where a relay was looked at.
      const fails = this.#needsRelay && this.#entry.mode.kind !== 'never'
      return { state: fails ? 'fails' : 'pending', reason, evidence }
    }
    if (this.#self !== null) return { state: 'undetermined', reason: this.#self, evidence }
    return this.#seenOrKept()
  }

  measures(now: number): Measures {
    const [first, ...more] = this.#groups.map(([one]) => one?.measures?.(now) ?? {})
    const all = more.reduce<Measures>(joinMeasures, first ?? {})
    return all.attempts === undefined ? all : { ...all, attempts: all.attempts + this.#attempts }
  }

  #seen(): Observation {
    return combine(this.#groups.map((choices) => bestOf(choices.map((one) => one.state()))))
  }

  #seenOrKept(): Observation {
    const seen = this.#seen()
    return seen.state === 'pending' ? (this.#kept ?? seen) : seen
  }

  /** Keeps the observation of the present relays. */
  #keep(): void {
    const last = this.params === null || this.#self !== null ? null : this.#seenOrKept()
    this.#kept = last?.state === 'holds' || last?.state === 'fails' ? last : null
    this.#attempts = this.measures(0).attempts ?? this.#attempts
  }

  /** True if it can hold only while a relay is held. */
  get #needsRelay(): boolean {
    const { kind, params } = this.#entry.expectation
    return expectationOf(kind).neededNodes(params).length > 0
  }

  #bind(): void {
    this.#groups = []
    this.#self = null
    this.params = null
    if (this.#peers.some((peer) => this.#told.get(peer)?.reason !== '')) return
    const { kind, params } = this.#entry.expectation
    const relaysOf = (peer: string) => this.#told.get(peer)?.relays ?? []
    const all = bindRelays(params, relaysOf)
    if (all.without.length > 0) return
    this.params = all.params
    const definition = expectationOf(kind)
    const groups = this.#needsRelay
      ? relayChoices(params, relaysOf)
      : [[{ given: params, bound: all.params }]]
    const self = (one: RelayChoice) => selfRelay(definition.params, one)
    this.#self = groups.find((choices) => choices.every((one) => self(one) !== null))?.map(self)[0] ?? null
    this.#groups = groups.map((choices) =>
      choices
        .filter((one) => self(one) === null)
        .map(({ bound }) => definition.observe(bound, this.#entry.id, this.#telling)),
    )
    for (const event of this.#past) for (const one of this.#groups.flat()) one.push(event)
  }
}

function bestOf(seen: readonly Observation[]): Observation {
  for (const state of ['holds', 'undetermined', 'pending'] as const) {
    const found = seen.find((one) => one.state === state)
    if (found !== undefined) return found
  }
  return combine(seen.slice(0, 1))
}

function joinMeasures(a: Measures, b: Measures): Measures {
  const keys = Object.keys({ ...a, ...b }) as (keyof Measures)[]
  return Object.fromEntries(
    keys.map((key) => {
      const [left, right] = [a[key] ?? 0, b[key] ?? 0]
      return [key, key === 'longest-gap' ? Math.max(left, right) : left + right]
    }),
  )
}
