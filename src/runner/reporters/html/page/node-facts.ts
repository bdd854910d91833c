import type { NodeState } from '../state-at.ts'
import { clean } from '../words.ts'

/** What a node is, has and says, in words; lists without what is the same. */
export interface NodeFacts {
  readonly life: string
  readonly connections: readonly string[]
  readonly reservations: readonly string[]
  readonly addresses: readonly string[]
  readonly nat: string
}

export function nodeFacts({ life, connections, reservations, addresses, nat }: NodeState): NodeFacts {
  return {
    life: life?.state ?? 'not started',
    connections: connections.map(({ opened }) => `${clean(opened.peer)} ${describePath(opened.path)}`),
    reservations: reservations.map(
      ({ relay, known }) => `${clean(relay)}${known === 'both' ? '' : ` (only the ${known} knows)`}`,
    ),
    addresses: addresses.map(clean),
    nat: nat === null ? '' : `${nat.status}${nat.address === '' ? '' : ` (${clean(nat.address)})`}`,
  }
}

function describePath(path: NodeState['connections'][number]['opened']['path']): string {
  return path.kind === 'direct' ? 'direct' : `relayed by ${clean(path.relay)}`
}
