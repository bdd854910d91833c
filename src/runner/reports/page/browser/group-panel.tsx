import { plural } from '../../../language/values/plural.ts'
import { tellFirst } from '../../search/render-search.ts'
import type { ReportedGroup, ReportedWay } from '../../search/search-report.ts'
import { clean } from '../words.ts'
import { Command } from './command.tsx'
import { DrawnTimeline } from './drawn-timeline.tsx'
import { letterOf, panelOf, StateBadge } from './found-groups.tsx'
import { WebLink } from './web-link.tsx'

interface Props {
  readonly group: ReportedGroup
  readonly index: number
}

export function GroupPanel({ group, index }: Props) {
  const { id, known, expectation, reason, decisive, commands, report, ways } = group
  const panel = panelOf(id)
  return (
    <section
      id={panel}
      class={`panel found-group group tone-${index % 6} ${known === null ? 'fail' : 'known'}`}
      aria-labelledby={`${panel}-title`}
    >
      <h2 id={`${panel}-title`}>
        <span class="toned">{letterOf(index)}</span> <StateBadge group={group} /> {clean(expectation)}
      </h2>
      <p class="seen">{clean(reason)}</p>
      <p class="mode">
        {tellFirst(group)}; group <code>{id}</code>
      </p>
      {known === null ? null : (
        <p>
          explained by <WebLink text={known} otherwise={<code>{clean(known)}</code>} />
        </p>
      )}
      {decisive.length === 0 ? null : (
        <ul class="decisive" aria-label="Decisive events">
          {decisive.map((one) => (
            <li key={one}>
              <code>{clean(one)}</code>
            </li>
          ))}
        </ul>
      )}
      {ways.map((way, number) => (
        <Way key={number} way={way} number={number} />
      ))}
      {commands.map((command) => (
        <Command key={command} label={labelOf(command)} text={command} />
      ))}
      {report === null ? null : (
        <p>
          <a href={report}>Report of a run of the smallest topology</a>
        </p>
      )}
    </section>
  )
}

/** The timeline that failed first, beside what was left of it. */
function Way({ way: { drawn, smallest }, number }: { readonly way: ReportedWay; readonly number: number }) {
  return (
    <div class="way">
      {number === 0 ? null : <h3>Another way, {number + 1}</h3>}
      <div class="figures">
        <DrawnTimeline title={`As drawn: ${plural(drawn.length, 'fault')}`} faults={drawn} />
        <DrawnTimeline title={`Smallest: ${plural(smallest.length, 'fault')}`} faults={smallest} />
      </div>
    </div>
  )
}

function labelOf(command: string): string {
  return command.startsWith('topo bisect') ? 'Find the release that changed it' : 'Run it'
}
