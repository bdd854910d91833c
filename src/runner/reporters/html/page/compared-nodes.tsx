import { useMemo } from 'preact/hooks'
import { formatClock } from '../../../values/format-clock.ts'
import type { RunWords } from '../../run-words.ts'
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

/** What every node is, has and says at the cursor, side by side; what differs from the first side is marked. */
export function ComparedNodes({ sides, cursor, node, actions }: Props) {
  const names = useMemo(
    () => [...new Set(sides.flatMap(({ model }) => model.nodes.map(({ name }) => name)))],
    [sides],
  )
  const states = sides.map(
    ({ states: all, events }) =>
      new Map(all.at(lastAt(events, cursor.t)).map((state) => [state.name, state])),
  )
  return (
    <section class="panel compared" aria-labelledby="nodes-title">
      <h2 id="nodes-title">
        Nodes <span class="mode">at {formatClock(cursor.t)}; what differs from the first side is marked</span>
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
            return (
              <Same key={name} of={[name === node, JSON.stringify(facts)]}>
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
                      <Facts own={own} first={facts[0] ?? null} />
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

function Facts({ own, first }: { readonly own: NodeFacts | null; readonly first: NodeFacts | null }) {
  if (own === null) return <span class="none">there is none</span>
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
