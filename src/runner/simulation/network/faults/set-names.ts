import type { NameRule } from '../services/name-server.ts'
import { noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** Changes the answers of the name server. Of several changes for a name the latest counts. */
export function setNames({ nameServer }: NetworkParts, change: Omit<NameRule, 'met'>): ReversibleFault {
  const rule: NameRule = { ...change, met: 0 }
  const end = nameServer.addRule(rule)
  return {
    changes: { ...noChanges, namesChanged: change.names.length },
    heal: () => (end() ? { ...noChanges, questionsMet: rule.met } : noChanges),
  }
}
