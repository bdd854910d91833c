/** A topology as its author wrote it, checked and typed, patterns not yet resolved. */
import type * as z from 'zod'
import type { ExpectationPlan } from '../expectations/registry.ts'
import type { FaultKind, FaultPlan } from '../faults/registry.ts'
import type { NodeSettings } from '../node-kinds/registry.ts'
import type { Located } from '../text/located.ts'
import type { NodeKind } from '../values/selector.ts'
import type { DnsKeys } from './dns-schema.ts'
import type { ExpectationKeys, FaultKeys } from './entry-schema.ts'
import type { Header, Overrides } from './header-schema.ts'
import type { LinkKeys } from './link-schema.ts'
import type { NodeKeys } from './node-schema.ts'
import type { RouterKeys } from './router-schema.ts'
import type { SearchKeys } from './search-schema.ts'

/** Wrong parts are null. The checks then still see the other parts. */
export interface Topology {
  readonly text: string
  readonly root: Located
  readonly header: Header | null
  /** Also part of the header; kept for messages. */
  readonly overrides: Overrides
  readonly routers: readonly TopologyRouter[]
  readonly nodes: readonly TopologyNode[]
  readonly links: readonly TopologyLink[]
  readonly dns: readonly TopologyName[]
  /** In the order of the file. */
  readonly timeline: readonly TopologyEntry[]
  /** null: the file has none. */
  readonly search: TopologySearch | null
}

/** The faults with which topo may look for a bug, and the expectations that show one. */
export interface TopologySearch {
  /** null if one of them is wrong. */
  readonly keys: SearchKeys | null
  readonly source: Located
  /** null: every fault that the topology allows. */
  readonly of: readonly SearchedFault[] | null
  readonly always: readonly SearchedExpectation[]
  readonly eventually: readonly SearchedExpectation[]
  readonly sometimes: readonly SearchedExpectation[]
}

export interface SearchedFault {
  readonly source: Located
  /** null: there is no such fault. */
  readonly kind: FaultKind | null
  /** An entry for each value that a key of the item may have. */
  readonly variants: readonly TopologyEntry[]
}

export interface SearchedExpectation {
  readonly source: Located
  readonly entry: TopologyEntry
}

export interface TopologyRouter {
  readonly name: string
  readonly keys: RouterKeys | null
  readonly source: Located
}

export interface TopologyLink {
  readonly keys: LinkKeys | null
  readonly source: Located
}

/** A name that the name server knows. */
export interface TopologyName {
  readonly name: string
  readonly keys: DnsKeys | null
  readonly source: Located
}

export interface TopologyNode {
  readonly name: string
  /** The nodes of this entry: `bob`, or `bob-1`, `bob-2`. */
  readonly names: readonly string[]
  readonly kind: NodeKind | null
  readonly keys: NodeKeys | null
  readonly settings: NodeSettings | null
  readonly source: Located
}

export interface TopologyEntry {
  /** The author's `id`, or `3-restart`: position and kind. */
  readonly id: string
  readonly source: Located
  /** The parameters of its kind, or of all possible kinds if the kind is unknown. */
  readonly forms: readonly z.ZodObject[]
  /** Null if its start is wrong. It is known even if other parts of the entry are wrong. */
  readonly start: EntryStart | null
  /** Null if its parameters are wrong. */
  readonly action: EntryAction | null
  /** Null if any part of the entry is wrong. */
  readonly content: EntryContent | null
}

export type EntryStart = Pick<FaultKeys, 'at' | 'after'>

export type EntryAction =
  | { readonly type: 'fault'; readonly does: FaultPlan }
  | { readonly type: 'expectation'; readonly does: ExpectationPlan }

export type EntryContent =
  | { readonly type: 'fault'; readonly does: FaultPlan; readonly keys: FaultKeys }
  | { readonly type: 'expectation'; readonly does: ExpectationPlan; readonly keys: ExpectationKeys }
