/** The hosts that probes dial with, and the directory of all peers of a run. */
import { type Identity, identityOf } from '../../base/identity.ts'
import type { Directory } from '../../protocol/directory.ts'
import type { Plan } from '../language/plan/plan.ts'

/** Node name -> the identity that its probes dial with. */
export type Probers = ReadonlyMap<string, Identity>

export function probersOf({ seed, nodes }: Pick<Plan, 'seed' | 'nodes'>): Probers {
  return new Map(nodes.map(({ name }) => [name, identityOf(seed, `${name}/prober`)]))
}

export function directoryOf({ nodes }: Pick<Plan, 'nodes'>, probers: Probers): Directory {
  return {
    names: Object.fromEntries(nodes.map(({ name, peerId }) => [peerId, name])),
    probers: [...probers.values()].map(({ peerId }) => peerId),
  }
}
