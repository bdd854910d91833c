/**
 * The plan: a topology with everything resolved. Read-only JSON without optional fields; absent values are null.
 * All times are milliseconds, all sizes bytes.
 */

import type { NameRecords } from '../../../protocol/names.ts'
import type { LinkRule } from '../../simulation/network/routes/link-rule.ts'
import type { RouterConfig } from '../../simulation/network/routes/router-config.ts'
import type { ExpectationPlan } from '../expectations/registry.ts'
import type { FaultPlan } from '../faults/registry.ts'
import type { PlannedParams } from '../node-kinds/node-kind.ts'
import type { nodeKinds } from '../node-kinds/registry.ts'
import type { Mode } from '../values/entry-times.ts'
import type { FabricKind } from '../values/fabric-kind.ts'
import type { ProcessCount } from '../values/process-count.ts'
import type { NodeKind } from '../values/selector.ts'

export const planVersion = 1

export interface Plan {
  readonly version: typeof planVersion
  readonly name: string
  readonly description: string
  readonly seed: number
  readonly clock: 'virtual' | 'real'
  readonly fabric: FabricKind
  /** Time between the starts of two nodes. */
  readonly stagger: number
  /** Processes for nodes that can share one; null: as many as are fastest. */
  readonly processes: ProcessCount | null
  /** None on fabric host. */
  readonly routers: readonly RouterPlan[]
  /** Links between machines; the first one holds where no other one applies. None on fabric host. */
  readonly links: readonly LinkPlan[]
  /** The names that the name server of the virtual network knows. None on fabric host. */
  readonly dns: readonly NameRecords[]
  /** In the order in which they start. */
  readonly nodes: readonly NodePlan[]
  /** In the order of the file. */
  readonly timeline: readonly EntryPlan[]
}

export type RouterPlan = RouterConfig

/**
 * A rule has only the qualities that its author gave. For each quality of a path, the most specific rule that has it
 * decides, so the plan cannot fill in the others.
 */
export type LinkPlan = LinkRule & { readonly oneWay: boolean }

/** Its kind and the parameters of that kind, with selectors resolved to names. */
export type NodePlan = {
  [K in NodeKind]: NodePlanBase & { readonly kind: K } & PlannedParams<(typeof nodeKinds)[K]>
}[NodeKind]

export type BootNodePlan = Extract<NodePlan, { kind: 'boot-node' }>
export type PeerPlan = Extract<NodePlan, { kind: 'peer' }>

export interface NodePlanBase {
  readonly name: string
  readonly peerId: string
  /** The libp2p release that it runs. */
  readonly libp2p: string
  /** Packages that its release must have, because the topology names their features. */
  readonly needs: readonly string[]
  /** null: waits for a `start` fault. */
  readonly startAt: number | null
  /** Its IP addresses; none on fabric host. */
  readonly addresses: readonly string[]
  /** The router that it is behind; null: on the public internet. */
  readonly router: string | null
  /** The TCP port that it listens on; 0: any that is free. */
  readonly port: number
}

/** Start of an entry: a time of the run's clock, or a delay after the end of another entry. */
export type Start =
  | { readonly kind: 'at'; readonly time: number }
  | { readonly kind: 'after'; readonly entry: string; readonly delay: number }

export interface EntryPlanBase {
  /** The author's `id`, or `1-restart`: position and kind. */
  readonly id: string
  readonly start: Start
  /** Upstream issue because of which this is expected to fail, or null. */
  readonly known: string | null
  /** The author's reason, or null. */
  readonly because: string | null
  /** Line of the topology file, for people; null: a program added it. */
  readonly line: number | null
}

export type EntryPlan = FaultEntryPlan | ExpectationEntryPlan

export interface FaultEntryPlan extends EntryPlanBase {
  readonly type: 'fault'
  readonly fault: FaultPlan
  /** A fault that changed nothing makes the verdict unknown unless it is meant to be harmless. */
  readonly harmless: boolean
  /** Time until it is undone; null: the end of the run undoes it, if anything does. */
  readonly for: number | null
}

export interface ExpectationEntryPlan extends EntryPlanBase {
  readonly type: 'expectation'
  readonly expectation: ExpectationPlan
  readonly mode: Mode
  /** Time between two rounds of asking the nodes; null: it only reads the event log. */
  readonly every: number | null
}
