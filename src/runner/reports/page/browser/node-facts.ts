import type { RunWords } from '../../text/run-words.ts'
import type { NodeState } from '../run-states.ts'

/** The state of a node in words. */
export interface NodeFacts {
  readonly life: string
  readonly connections: readonly string[]
  readonly reservations: readonly string[]
  readonly addresses: readonly string[]
  readonly nat: string
}

export function nodeFacts(
  { life, connections, reservations, addresses, nat }: NodeState,
  words: RunWords,
): NodeFacts {
  const clean = (text: string) => words.clean(text)
  return {
    life: life?.state ?? 'not started',
    connections: connections.map(
      ({ opened }) =>
        `${clean(opened.peer)} ${opened.path.kind === 'direct' ? 'direct' : `relayed by ${clean(opened.path.relay)}`}`,
    ),
    reservations: reservations.map(
      ({ relay, known }) => `${clean(relay)}${known === 'both' ? '' : ` (only the ${known} knows)`}`,
    ),
    addresses: addresses.map(clean),
    nat: nat === null ? '' : `${nat.status}${nat.address === '' ? '' : ` (${clean(nat.address)})`}`,
  }
}
