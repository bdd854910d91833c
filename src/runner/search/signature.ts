/**
 * The signature of a run: a set of features, each a number. Two runs with the same signature did the same.
 *
 *     each kind of event of a node, with how often, and each pair of kinds that follow each other
 *     each state of a node: reservations, connections by path, kinds of addresses
 *     each state in which a fault met a node
 *     each line that a node printed, without names and numbers
 */
import type { TopoEvent } from '../../events/event.ts'
import type { Plan } from '../language/plan/plan.ts'
import { describeEvent } from './describe-event.ts'
import { patternOf } from './roles.ts'

interface FollowedNode {
  last: string
  readonly counts: Map<string, number>
  readonly reservations: Set<string>
  readonly connections: Map<string, string>
  addresses: string
  isUp: boolean
}

/** Collects the features of a run. */
export class Signature {
  readonly #features = new Set<number>()
  readonly #nodes = new Map<string, FollowedNode>()
  readonly #pattern: (text: string) => string
  readonly #faults: ReadonlyMap<string, string>

  constructor(plan: Plan) {
    this.#pattern = patternOf(plan)
    this.#faults = new Map(
      plan.timeline.flatMap((entry) => (entry.type === 'fault' ? [[entry.id, entry.fault.kind]] : [])),
    )
  }

  push(event: TopoEvent): void {
    if (event.kind === 'fault-started') {
      const fault = this.#faults.get(event.entry) ?? ''
      for (const [name, state] of this.#nodes) this.#add('met', name, fault, stateOf(state))
    }
    if (!('node' in event)) return
    const state = this.#stateOf(event.node)
    const what = describeEvent(event, this.#pattern)
    const count = (state.counts.get(what) ?? 0) + 1
    state.counts.set(what, count)
    // Counts of 1, 2, 4, 8 and so on.
    if ((count & (count - 1)) === 0) this.#add('count', event.node, what, String(count))
    this.#add('pair', event.node, state.last, what)
    state.last = what
    take(state, event)
    this.#add('state', event.node, stateOf(state))
  }

  /** Takes the output of a node. */
  pushOutput(node: string, text: string): void {
    for (const line of new Set(text.split('\n').map(this.#pattern))) this.#add('line', node, line)
  }

  /** Returns the features in ascending order. */
  features(): readonly number[] {
    return [...this.#features].sort((a, b) => a - b)
  }

  #add(...parts: readonly string[]): void {
    this.#features.add(hashOf(parts.join('\u0000')))
  }

  #stateOf(node: string): FollowedNode {
    const known = this.#nodes.get(node)
    if (known !== undefined) return known
    const state: FollowedNode = {
      last: '',
      counts: new Map(),
      reservations: new Set(),
      connections: new Map(),
      addresses: '',
      isUp: false,
    }
    this.#nodes.set(node, state)
    return state
  }
}

function stateOf({ reservations, connections, addresses, isUp }: FollowedNode): string {
  const paths = [...connections.values()].sort()
  return [
    isUp ? 'up' : 'down',
    [...reservations].sort().join('+'),
    paths.slice(0, 6).join('+'),
    addresses,
  ].join(' ')
}

function take(state: FollowedNode, event: Extract<TopoEvent, { readonly node: string }>): void {
  switch (event.kind) {
    case 'node-ready':
      state.isUp = true
      break
    case 'node-exited':
      state.isUp = false
      state.reservations.clear()
      state.connections.clear()
      break
    case 'reservation-made':
      state.reservations.add(event.relay)
      break
    case 'reservation-lost':
      state.reservations.delete(event.relay)
      break
    case 'relay-reservation':
      if (event.outcome === 'accepted' || event.outcome === 'renewed') state.reservations.add(event.peer)
      else if (event.outcome !== 'refused') state.reservations.delete(event.peer)
      break
    case 'connection-opened':
      state.connections.set(event.connection, `${event.path.kind} ${event.peer}`)
      break
    case 'connection-closed':
      state.connections.delete(event.connection)
      break
    case 'addresses':
      state.addresses = [
        ...new Set(event.addresses.map((one) => (one.includes('/p2p-circuit') ? 'relayed' : 'direct'))),
      ]
        .sort()
        .join('+')
      break
  }
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
