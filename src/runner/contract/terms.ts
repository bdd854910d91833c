/** The terms of the contract: the configuration of a boot-node of production, by the keys of a topology. */

import { type ProfileName, profiles } from '../../protocol/profiles.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import type { BootNodePlan } from '../language/plan/plan.ts'
import { relayFields, showLimit } from '../language/topology/relay-fields.ts'
import { type ContractTerm, relayTerms } from '../language/values/contract-terms.ts'
import { formatDuration } from '../language/values/duration.ts'

/** As in the plan: milliseconds, bytes, null for unlimited or missing. */
export interface Terms extends RelayConfig {
  readonly autonat: readonly ('v1' | 'v2')[]
  readonly rendezvous: { readonly minTtl: number; readonly maxTtl: number } | null
  /** The protocol of its Kademlia. */
  readonly kad: string | null
}

export function termsOfProfile(name: ProfileName): Terms {
  const { relay, autonat, rendezvous, kad } = profiles[name]
  return { ...relay, autonat, rendezvous, kad }
}

export function termsOfNode({ relay, autonat, rendezvous, kad }: BootNodePlan): Terms {
  return {
    ...relay,
    autonat: autonat.toSorted(),
    rendezvous: rendezvous === 'off' ? null : rendezvous,
    kad: kad === 'off' ? null : kad.protocol,
  }
}

/** Writes a value for people: `1h`, `2048`, `unlimited`. */
export function showTerm(term: ContractTerm, { [term]: value }: Partial<Terms>): string {
  if (value === undefined) return 'not known'
  switch (term) {
    case 'autonat':
      return (value as Terms['autonat']).join(', ') || 'none'
    case 'kad':
      return value === null ? 'none' : String(value)
    case 'rendezvous': {
      const limits = value as Terms['rendezvous']
      if (limits === null) return 'none'
      return `${formatDuration(limits.minTtl)} to ${formatDuration(limits.maxTtl)}`
    }
    default:
      return showLimit(value as RelayConfig[keyof RelayConfig], relayFields[term].unit)
  }
}

/** The name of a term in rust-libp2p: `max_reservations`. */
export function rustNameOf(term: ContractTerm): string {
  return term.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

export function isRelayTerm(term: string): term is keyof RelayConfig {
  return (relayTerms as readonly string[]).includes(term)
}
