/** The events that each node of a plan tells topo of: the user's own programs may tell few, or none. */
import type { Tell } from '../values/tells.ts'

/**
 * `all`: topo's own node. `agent`: a program with the agent protocol, which reports as a peer or module does, but perhaps
 * not as a relay. A set: only these, `kind` or `kind:outcome`, and only once a line has matched.
 */
export type Tongue = 'all' | 'agent' | ReadonlySet<string>

/** The tongue of a node, by its name; peers outside of the plan have none. */
export type Telling = (node: string) => Tongue

interface TellingNode {
  readonly name: string
  readonly kind: string
  readonly agent?: boolean
  readonly tells?: readonly Tell[]
}

export const allTell: Telling = () => 'all'

export function tellingOf({ nodes }: { readonly nodes: readonly TellingNode[] }): Telling {
  const tongues = new Map(nodes.map((node) => [node.name, tongueOf(node)]))
  return (name) => tongues.get(name) ?? 'all'
}

export function tongueOf({ kind, agent = false, tells = [] }: Omit<TellingNode, 'name'>): Tongue {
  if (kind !== 'command') return 'all'
  return agent ? 'agent' : new Set(tells.flatMap(wordsOf))
}

function wordsOf({ event, with: fixed }: Tell): readonly string[] {
  return [event, `${event}:${fixed['outcome'] ?? '*'}`, `${event}:renewal:${fixed['renewal'] ?? '*'}`]
}

/** Returns true if the node can tell one of these events at least: `kind` or `kind:outcome`. */
export function canTell(tongue: Tongue, ...events: readonly string[]): boolean {
  if (typeof tongue === 'string') return true
  return events.some((one) => tongue.has(one) || (one.includes(':') && tongue.has(`${one.split(':')[0]}:*`)))
}
