import type { TopoEvent } from '../../../events/event.ts'
import type { Observer } from '../../language/expectations/expectation.ts'
import { type ExpectationPlan, expectationOf } from '../../language/expectations/registry.ts'
import type { NodePlan, Plan } from '../../language/plan/plan.ts'
import type { Holding, Spell } from './run-summary.ts'

interface WatchedHolding extends Omit<Holding, 'spells'> {
  readonly observer: Observer
  readonly spells: Spell[]
  held: boolean
}

/**
 * Records the addresses, reservations and connections of the nodes, expected or not. The expectations of the same name
 * decide what counts as held.
 */
export class Holdings {
  readonly #watched: readonly WatchedHolding[]

  constructor(plan: Plan) {
    this.#watched = plan.nodes.flatMap(watchedOf)
  }

  push(event: TopoEvent): void {
    for (const one of this.#watched) {
      if (!one.observer.push(event)) continue
      const held = one.observer.state().state === 'holds'
      if (held === one.held) continue
      one.held = held
      const last = one.spells.pop()
      if (held) one.spells.push(...(last === undefined ? [] : [last]), { from: event.t, to: null })
      else if (last !== undefined) one.spells.push({ ...last, to: event.t })
    }
  }

  /** Returns everything that was ever held, in the order of the plan. */
  all(): readonly Holding[] {
    return this.#watched
      .filter(({ spells }) => spells.length > 0)
      .map(({ kind, node, relay, spells }) => ({ kind, node, relay, spells: [...spells] }))
  }
}

function watchedOf(node: NodePlan): readonly WatchedHolding[] {
  const relays = 'relays' in node ? node.relays : []
  const { name } = node
  return [
    watch({ kind: 'address', node: name, relay: null }, advertises(name, 'direct', null)),
    ...relays.flatMap((relay) => [
      watch({ kind: 'address', node: name, relay }, advertises(name, 'relayed', [relay])),
      watch(
        { kind: 'reservation', node: name, relay },
        {
          kind: 'reservation',
          params: {
            peer: [name],
            relay: [relay],
            state: 'held',
            accordingTo: 'both' as const,
            status: null,
            renewals: null,
            longestGap: null,
          },
        },
      ),
      watch(
        { kind: 'connection', node: name, relay },
        {
          kind: 'connection',
          params: {
            from: [name],
            to: [relay],
            state: 'open',
            path: 'direct',
            via: null,
            limited: null,
            answers: false,
          },
        },
      ),
    ]),
  ]
}

function advertises(
  name: string,
  path: 'direct' | 'relayed',
  via: readonly string[] | null,
): ExpectationPlan {
  return {
    kind: 'addresses',
    params: { node: [name], path, via: via === null ? null : [...via], state: 'present', longestGap: null },
  }
}

function watch(holding: Omit<Holding, 'spells'>, { kind, params }: ExpectationPlan): WatchedHolding {
  return { ...holding, observer: expectationOf(kind).observe(params, ''), spells: [], held: false }
}
