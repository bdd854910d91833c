import { useMemo } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { RunWords } from '../../text/run-words.ts'
import type { NodeState } from '../run-states.ts'
import { clean } from '../words.ts'
import type { ComparedLog } from './compared.ts'
import { List } from './list.tsx'
import { type NodeFacts, nodeFacts } from './node-facts.ts'
import type { Actions, Cursor } from './report.ts'
import { Same } from './same.ts'
import { lastAt } from './use-cursor.ts'

interface Props {
  readonly sides: readonly ComparedLog[]
  readonly cursor: Cursor
  readonly node: string | null
  readonly actions: Actions
}

const parts = { connections: 'connected to', reservations: 'reservations', addresses: 'advertises' } as const

/** The state of every node at the cursor, side by side, with the differences from the first side marked. */
export function ComparedNodes({ sides, cursor, node, actions }: Props) {
  const names = useMemo(
    () => [...new Set(sides.flatMap(({ model }) => model.nodes.map(({ name }) => name)))],
    [sides],
  )
  const states = sides.map(
    ({ states: all, events }) =>
      new Map(all.at(lastAt(events, cursor.t)).map((state) => [state.name, state])),
  )
  const ends = sides.map(({ model }) => (model.duration < cursor.t ? model.duration : null))
  return (
    <section class="panel compared" aria-labelledby="nodes-title">
      <h2 id="nodes-title">
        Nodes <span class="mode">at {formatClock(cursor.t)}; differences from the first side are marked</span>
      </h2>
      <table class="sided">
        <thead>
          <tr>
            <th scope="col">Node</th>
            {sides.map(({ label }) => (
              <th scope="col" key={label}>
                {clean(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const facts = states.map((all, side) => factsOf(all.get(name), sides[side]?.words))
            // After the end of the first side there is nothing to compare with.
            const first = ends[0] === null ? facts[0] : undefined
            return (
              <Same key={name} of={[name === node, JSON.stringify([facts, ends])]}>
                <tr class={name === node ? 'selected' : ''} data-node={name}>
                  <th scope="row">
                    <button
                      type="button"
                      class="plain"
                      aria-pressed={name === node}
                      onClick={() => actions.selectNode(name === node ? null : name)}
                    >
                      {clean(name)}
                    </button>
                  </th>
                  {facts.map((own, side) => (
                    <td key={sides[side]?.label} data-title={clean(sides[side]?.label ?? '')}>
                      <Facts own={own} first={first === undefined ? own : first} end={ends[side] ?? null} />
                    </td>
                  ))}
                </tr>
              </Same>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

function factsOf(state: NodeState | undefined, words: RunWords | undefined): NodeFacts | null {
  return state === undefined || words === undefined ? null : nodeFacts(state, words)
}

interface FactsProps {
  readonly own: NodeFacts | null
  /** State on the first side; null for a node that only this side has. */
  readonly first: NodeFacts | null
  /** End of the run, where it is before the cursor. */
  readonly end: number | null
}

function Facts({ own, first, end }: FactsProps) {
  if (end !== null) return <span class="none">the run ended before this, at {formatClock(end)}</span>
  if (own === null) return <span class="none">no such node</span>
  const differs = (part: keyof NodeFacts) => JSON.stringify(own[part]) !== JSON.stringify(first?.[part])
  return (
    <dl class="node-facts">
      <div class={differs('life') ? 'differs' : ''}>
        <dt>state</dt>
        <dd>{own.life}</dd>
      </div>
      {(Object.keys(parts) as (keyof typeof parts)[]).map((part) => (
        <div key={part} class={differs(part) ? 'differs' : ''}>
          <dt>{parts[part]}</dt>
          <dd>
            <List items={own[part]} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
