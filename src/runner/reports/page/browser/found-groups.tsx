import type { ReportedGroup } from '../../search/search-report.ts'
import { clean, symbols } from '../words.ts'
import { ScrollingTable } from './scrolling-table.tsx'

/** A row for each group, which leads to its panel. */
export function FoundGroups({ groups }: { readonly groups: readonly ReportedGroup[] }) {
  if (groups.length === 0) {
    return (
      <section class="panel" aria-labelledby="groups">
        <h2 id="groups">Failures</h2>
        <p class="empty">No run failed.</p>
      </section>
    )
  }
  return (
    <section class="panel" aria-labelledby="groups">
      <h2 id="groups">
        Failures <span class="mode">grouped by expectation, reason and decisive events</span>
      </h2>
      <ScrollingTable label="Failures">
        <table class="combinations found">
          <thead>
            <tr>
              {['', 'state', 'expectation', 'runs', 'first run', 'faults', 'smallest topology'].map(
                (head) => (
                  <th key={head} scope="col">
                    {head === '' ? <span class="unseen">group</span> : head}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {groups.map((group, index) => (
              <Row key={group.id} group={group} index={index} />
            ))}
          </tbody>
        </table>
      </ScrollingTable>
    </section>
  )
}

function Row({ group, index }: { readonly group: ReportedGroup; readonly index: number }) {
  const { id, count, firstRun, expectation, file, ways } = group
  return (
    <tr class={`group tone-${index % 6}`}>
      <td class="toned">{letterOf(index)}</td>
      <td>
        <StateBadge group={group} />
      </td>
      <td>
        <a href={`#${panelOf(id)}`}>{clean(expectation)}</a>
      </td>
      <td>{count}</td>
      <td>{firstRun}</td>
      <td>
        {ways[0]?.drawn.length ?? 0} → {ways[0]?.smallest.length ?? 0}
      </td>
      <td>
        <code>{clean(file)}</code>
      </td>
    </tr>
  )
}

export function StateBadge({ group: { known } }: { readonly group: Pick<ReportedGroup, 'known'> }) {
  const word = known === null ? 'fail' : 'known'
  return (
    <span class={`badge small ${word}`}>
      <span aria-hidden="true">{symbols[word]}</span> {known === null ? 'new' : 'known'}
    </span>
  )
}

/** The id of the panel of a group. */
export function panelOf(id: string): string {
  return `group-${id}`
}

/** `A` to `Z`, then `A2` and so on. */
export function letterOf(index: number): string {
  const round = Math.floor(index / 26)
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? '' : round + 1}`
}
