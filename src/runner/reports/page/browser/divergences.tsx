import type { TopoEvent } from '../../../../events/event.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { Comparison } from '../../compare/comparison.ts'
import { tellParting } from '../../compare/tell-parting.ts'
import { formatKind, formatSeeds } from '../../compare/wording.ts'
import type { RunWords } from '../../text/run-words.ts'
import { clean } from '../words.ts'
import type { Actions } from './report.ts'

/** The place where each log diverges from that of the first side, and the next events of both. */
export function Divergences({
  comparison,
  words,
  actions,
}: {
  readonly comparison: Comparison
  readonly words: RunWords
  readonly actions: Actions
}) {
  const { divergences, sides, kinds } = comparison
  const first = clean(sides[0]?.label ?? '')
  const shown = divergences.flatMap((divergence, side) =>
    divergence === null
      ? []
      : [{ divergence, label: clean(sides[side]?.label ?? ''), tell: tellParting(divergence, words) }],
  )
  const seeds = formatSeeds(sides)
  if (shown.length === 0 && kinds.length === 0) return null
  return (
    <section class="panel partings" aria-labelledby="partings-title">
      <h2 id="partings-title">Where the logs diverge</h2>
      {shown.map(({ divergence, label, tell }) => (
        <div key={label} class="parting">
          <button type="button" class="jump" onClick={() => actions.goToTime(divergence.at)}>
            {formatClock(divergence.at)}
          </button>
          <Events title="both" tell={tell} events={divergence.before} />
          <Events title={first} tell={tell} events={divergence.first} />
          <Events title={label} tell={tell} events={divergence.second} />
        </div>
      ))}
      {seeds === null ? null : (
        <p class="hint">The peer ids of {seeds} differ, so the comparison uses the names of the nodes.</p>
      )}
      {kinds.length === 0 ? null : (
        <p class="hint">
          Events ({sides.map(({ label }) => clean(label)).join(' / ')}): {kinds.map(formatKind).join(', ')}
        </p>
      )}
    </section>
  )
}

interface EventsProps {
  readonly title: string
  readonly tell: (event: TopoEvent) => string
  readonly events: readonly TopoEvent[]
}

function Events({ title, tell, events }: EventsProps) {
  return (
    <div class="events-of">
      <h3>{title}</h3>
      {events.length === 0 ? <p class="none">has no more events</p> : null}
      <ol>
        {events.map((event) => (
          <li key={event.n}>
            <span class="time">{formatClock(event.t)}</span> {tell(event)}
          </li>
        ))}
      </ol>
    </div>
  )
}
