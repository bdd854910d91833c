/** The choices between several relays of a peer: one of them is enough for an expectation that needs a relay. */
import type * as z from 'zod'
import { pairsOf } from '../language/expectations/pairs.ts'
import type { ExpectationEntryPlan } from '../language/plan/plan.ts'
import { rolesOf } from '../language/values/parameters.ts'
import { bindRelays, peerOfRelay, peersInUse } from '../language/values/relay-in-use.ts'

type Params = ExpectationEntryPlan['expectation']['params']
type RelaysOf = (peer: string) => readonly string[]

export interface RelayChoice {
  /** The parameters with one `relay-of(alice)` for each key. */
  readonly given: Params
  /** The same with relays. */
  readonly bound: Params
}

/**
 * Returns groups that must all hold, and in each the choices of which one is enough. Each `relay-of(alice)` of a list has
 * a group of its own, so that each of several peers may use any of its relays. `via` takes several relays anyway.
 */
export function relayChoices(params: Params, relaysOf: RelaysOf): readonly (readonly RelayChoice[])[] {
  const { via } = bindRelays({ via: Reflect.get(params, 'via') }, relaysOf).params
  const through = via === undefined ? params : { ...params, via }
  const keys = Object.keys(through).filter((key) => peersInUse({ one: Reflect.get(through, key) }).length > 0)
  const groups = keys.reduce<readonly Params[]>(
    (before, key) => before.flatMap((one) => oneEach(one, key)),
    [through as Params],
  )
  return groups.map((given) =>
    eachRelay(peersInUse(given), relaysOf).map((chosen) => ({
      given,
      bound: bindRelays(given, (peer) => chosen.get(peer) ?? []).params,
    })),
  )
}

/** Returns a copy for each `relay-of(alice)` of the list. The first has the plain names too. */
function oneEach(params: Params, key: string): readonly Params[] {
  const list: unknown = Reflect.get(params, key)
  const items: readonly unknown[] = Array.isArray(list) ? list : []
  const isRelay = (item: unknown) => peerOfRelay(String(item)) !== null
  const relays = items.filter(isRelay)
  return relays.map((relay, index) => ({
    ...params,
    [key]: items.filter((item) => item === relay || (index === 0 && !isRelay(item))),
  }))
}

function eachRelay(
  peers: readonly string[],
  relaysOf: RelaysOf,
): readonly ReadonlyMap<string, readonly string[]>[] {
  return peers.reduce<readonly ReadonlyMap<string, readonly string[]>[]>(
    (before, peer) =>
      before.flatMap((one) => relaysOf(peer).map((relay) => new Map([...one, [peer, [relay]]]))),
    [new Map()],
  )
}

/** Returns the reason if both ends of every pair are one node, because it is the relay that the other end names. */
export function selfRelay(schema: z.ZodObject, { given, bound }: RelayChoice): string | null {
  for (const role of rolesOf(schema)) {
    if (role.role !== 'selector' || role.meta.against === null) continue
    const ends = [role.key, role.meta.against]
    const [peer] = peersInUse(ends.map((end) => Reflect.get(given, end)))
    const [from, to] = ends.map((end): readonly string[] => namesOf(Reflect.get(bound, end)))
    const [only] = from ?? []
    if (peer === undefined || only === undefined) continue
    if (pairsOf(from ?? [], to ?? []).length === 0)
      return `${only} is itself the relay of ${peer}, so there is no pair to look at`
  }
  return null
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
