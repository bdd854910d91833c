import type { TopoEvent } from '../../../../events/event.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { Cause } from '../cause.ts'
import type { StoryLine } from '../report-data.ts'
import { latest } from '../run-states.ts'
import type { Actions, Report } from './report.ts'

interface Props {
  readonly report: Report
  readonly entry: string
  readonly cause: Cause
  readonly actions: Actions
}

/** The fault, the loss and the last observation before a failure, in the order of the log. */
export function CauseRows({ report, entry, cause, actions }: Props) {
  const { words } = report
  const rows = rowsOf(cause)
  const lines = report.data.stories[entry] ?? []
  return (
    <>
      {rows.length === 0 ? null : (
        <ol class="cause">
          {rows.map(({ event, labels }) => (
            <li key={event.n} class={labels.includes('fault before it') ? 'fault' : ''}>
              <button type="button" class="plain time" onClick={() => actions.goTo(event.n)}>
                {formatClock(event.t)}
              </button>
              <span class="label">{labels.join(', ')}</span>
              <span>
                {event.kind === 'fault-started'
                  ? words.clean(words.fault(event.entry) ?? event.entry)
                  : words.tell(event)}
                {repeated(lines.find(({ n }) => n === event.n))}
              </span>
            </li>
          ))}
        </ol>
      )}
      <Story report={report} entry={entry} actions={actions} />
    </>
  )
}

function rowsOf({ fault, lost, last }: Cause) {
  const found = [
    ['fault before it', fault],
    ['lost', lost],
    ['seen last', last],
  ] as const
  const labels = new Map<TopoEvent, string[]>()
  for (const [label, event] of found)
    if (event !== null) labels.set(event, [...(labels.get(event) ?? []), label])
  return [...labels].map(([event, own]) => ({ event, labels: own })).sort((a, b) => a.event.n - b.event.n)
}

/** The last events about the nodes of an entry. */
function Story({ report, entry, actions }: Omit<Props, 'cause'>) {
  const { data, events, words } = report
  const lines = data.stories[entry] ?? []
  if (lines.length === 0) return null
  return (
    <details class="story">
      <summary>Before it</summary>
      <ol class="cause">
        {lines.map((line) => {
          const { n, at } = line
          const event = latest(events, n)
          return event === null ? null : (
            <li key={n}>
              <button type="button" class="plain time" onClick={() => actions.goTo(n)}>
                {formatClock(at)}
              </button>
              <span>
                {words.tell(event)}
                {repeated(line)}
              </span>
            </li>
          )
        })}
      </ol>
    </details>
  )
}

function repeated(line: StoryLine | undefined): string {
  return line === undefined || line.times === 1
    ? ''
    : ` (${line.times} times until ${formatClock(line.until)})`
}
