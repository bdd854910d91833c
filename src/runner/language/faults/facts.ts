import type { RelayConfig } from '../../../protocol/relay-config.ts'
import type { Ends } from '../values/ends.ts'

/**
 * Facts of a fault that the planner, the checks and the lints need before a run. They read nothing else of a fault, so
 * none of them knows a kind. Machines are nodes, routers or `*`; before the plan is made, they can be patterns.
 */
export interface FaultFacts {
  /** Milliseconds from the start of the fault until it has been applied. */
  readonly takes: number
  /** Nodes whose process it ends. */
  readonly ends: readonly string[]
  /** Nodes that it starts when it has been applied. A node that it also ends starts only if it ran. */
  readonly starts: readonly string[]
  /** The libp2p release of the nodes that it starts; null: they keep theirs. */
  readonly libp2p: string | null
  /** Pairs of machines whose connections it closes at once, so that both sides know; null: none. */
  readonly disconnects: Between | null
  /** Pairs of machines whose connections look open while nothing arrives; null: none. */
  readonly silences: Silence | null
  /** Links that it changes; null: none. */
  readonly links: LinkFacts | null
  /** Its effect on relays; null: none. */
  readonly relays: RelayFacts | null
  /** Nodes that may renew their reservations, or have theirs renewed, at other times from now on. */
  readonly unsettles: readonly string[]
}

/** Pairs of machines. A router stands for all nodes that are behind it. */
export type Between =
  /** Each of `left` with each of `right`. */
  | { readonly kind: 'sides'; readonly left: readonly string[]; readonly right: readonly string[] }
  /** Each member of a group with each member of the other groups. */
  | { readonly kind: 'groups'; readonly groups: readonly (readonly string[])[] }
  /** Each of `machines` with every other machine. */
  | { readonly kind: 'around'; readonly machines: readonly string[] }

export interface Silence {
  readonly between: Between
  /** True if the connections go on when it ends, and nothing but time is lost. */
  readonly onlyDelays: boolean
}

export interface LinkFacts {
  readonly ends: Ends
  /** The longest time, in milliseconds, that a packet can take one way: latency and jitter together. */
  readonly slowest: number
}

export type RelayFacts =
  | {
      readonly kind: 'limits'
      readonly relays: readonly string[]
      readonly limits: Partial<RelayConfig>
    }
  /** Forgets the reservations of these peers; null: of all peers. */
  | { readonly kind: 'forgets'; readonly relays: readonly string[]; readonly peers: readonly string[] | null }
  /** Refuses reservations to these peers; null: to all peers. */
  | {
      readonly kind: 'refuses'
      readonly relays: readonly string[]
      readonly peers: readonly string[] | null
      readonly which: 'new' | 'renewals' | 'all'
    }

/** The facts of a fault that neither ends nor starts nodes, and closes, silences and slows no connection. */
export const noFacts: FaultFacts = {
  takes: 0,
  ends: [],
  starts: [],
  libp2p: null,
  disconnects: null,
  silences: null,
  links: null,
  relays: null,
  unsettles: [],
}

/** The facts of a fault after which the open connections of these machines are dead, and nobody is told. */
export function deadConnections(machines: readonly string[]): FaultFacts {
  return { ...noFacts, silences: { between: { kind: 'around', machines }, onlyDelays: false } }
}
