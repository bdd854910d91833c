import { useMemo } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { RunWords } from '../../text/run-words.ts'
import type { NodeUnit } from '../node-groups.ts'
import type { NodeState } from '../run-states.ts'
import { clean } from '../words.ts'
import { type GroupFacts, groupFacts } from './group-facts.ts'
import { List } from './list.tsx'
import { nodeFacts } from './node-facts.ts'
import type { Actions, Cursor, Report } from './report.ts'
import { Same } from './same.ts'
import { ScrollingTable } from './scrolling-table.tsx'

interface Props {
  readonly report: Report
  readonly units: readonly NodeUnit[]
  readonly states: readonly NodeState[]
  readonly cursor: Cursor
  readonly node: string | null
  readonly actions: Actions
}

/** The state of every node and group of nodes at the cursor. */
export function NodeTable({ report, units, states, cursor, node, actions }: Props) {
  const peerIds = useMemo(
    () => new Map(report.data.plan.nodes.map(({ name, peerId }) => [name, peerId])),
    [report],
  )
  const byName = new Map(states.map((state) => [state.name, state]))
  const singly = new Set(units.filter(({ isGroup }) => !isGroup).map(({ name }) => name))
  const open = new Set(
    units
      .filter((unit) => unit.isGroup && unit.nodes.every((name) => singly.has(name)))
      .map(({ name }) => name),
  )
  return (
    <section class="panel nodes" aria-labelledby="nodes-title">
      <h2 id="nodes-title">
        Nodes <span class="mode">at {formatClock(cursor.t)}</span>
      </h2>
      <ScrollingTable label="Table of nodes">
        <table>
          <thead>
            <tr>
              <th scope="col">Node</th>
              <th scope="col">State</th>
              <th scope="col">Connected to</th>
              <th scope="col">Reservations</th>
              <th scope="col">Advertises</th>
              <th scope="col">NAT status</th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => {
              if (unit.isGroup) {
                const isOpen = open.has(unit.name)
                const facts = groupFacts(unit.nodes.flatMap((name) => byName.get(name) ?? []))
                return (
                  <Same key={`group ${unit.name}`} of={[unit, isOpen, ...Object.values(facts)]}>
                    <GroupRow {...{ unit, isOpen, facts, actions }} />
                  </Same>
                )
              }
              const each = byName.get(unit.name)
              return each === undefined ? null : (
                <Same key={each.name} of={[each.name === node, ...partsOf(each)]}>
                  <NodeRow
                    peerId={peerIds.get(each.name)}
                    state={each}
                    words={report.words}
                    isSelected={each.name === node}
                    actions={actions}
                  />
                </Same>
              )
            })}
          </tbody>
        </table>
      </ScrollingTable>
    </section>
  )
}

function partsOf({ life, addresses, nat, connections, reservations }: NodeState): readonly unknown[] {
  return [life, addresses, nat, connections.length, ...connections, ...reservations]
}

function NodeRow({
  state,
  peerId,
  words,
  isSelected,
  actions,
}: {
  readonly state: NodeState
  readonly peerId: string | undefined
  readonly words: RunWords
  readonly isSelected: boolean
  readonly actions: Actions
}) {
  const { name, life } = state
  const facts = nodeFacts(state, words)
  return (
    <tr class={isSelected ? 'selected' : ''} data-node={name}>
      <th scope="row">
        <button
          type="button"
          class="plain"
          title={peerId}
          aria-pressed={isSelected}
          onClick={() => actions.selectNode(isSelected ? null : name)}
        >
          {clean(name)}
        </button>
      </th>
      <td data-title="State">
        <span class={`life ${life?.state ?? 'waiting'}`}>{facts.life}</span>
        {life === null || life.detail === '' ? null : <span class="seen">{words.clean(life.detail)}</span>}
      </td>
      <td data-title="Connected to">
        <List items={facts.connections} />
      </td>
      <td data-title="Reservations">
        <List items={facts.reservations} />
      </td>
      <td class="addresses" data-title="Advertises">
        <List items={facts.addresses} />
      </td>
      <td data-title="NAT status">{facts.nat}</td>
    </tr>
  )
}

function GroupRow({
  unit,
  isOpen,
  facts,
  actions,
}: {
  readonly unit: NodeUnit
  readonly isOpen: boolean
  readonly facts: GroupFacts
  readonly actions: Actions
}) {
  return (
    <tr class="group" data-group={unit.name}>
      <th scope="row">
        <button
          type="button"
          class="plain"
          aria-expanded={isOpen}
          onClick={() => actions.toggleGroup(unit.name)}
        >
          {isOpen ? '▾' : '▸'} {clean(unit.name)} ×{unit.nodes.length}
        </button>
      </th>
      <td data-title="State">{facts.life}</td>
      <td data-title="Connected to">{facts.connections}</td>
      <td data-title="Reservations">{facts.reservations}</td>
      <td data-title="Advertises">{facts.addresses}</td>
      <td data-title="NAT status">{facts.nat}</td>
    </tr>
  )
}
