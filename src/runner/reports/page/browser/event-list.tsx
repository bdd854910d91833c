import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { TopoEvent } from '../../../../events/event.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { RunWords } from '../../text/run-words.ts'
import { countUpTo } from '../count-up-to.ts'
import { clean } from '../words.ts'
import { type Group, groupOfEvent, groups } from './event-index.ts'
import { Lazy } from './lazy.tsx'
import { linkTo } from './linked-event.ts'
import { type Actions, type Cursor, eventAt, type Report } from './report.ts'
import { Same } from './same.ts'

interface Props {
  readonly report: Report
  readonly cursor: Cursor
  readonly node: string | null
  /** The text of the search, which node logs share. */
  readonly text: string
  readonly setText: (text: string) => void
  readonly actions: Actions
}

const rowHeight = 24
const spare = 8
/** Browsers draw nothing beyond some ten million pixels. */
const tallest = 8_000_000

export function EventList({ report, cursor, node, text, setText, actions }: Props) {
  const [hidden, setHidden] = useState<ReadonlySet<Group>>(new Set())
  const found = useMemo(() => report.index.find({ text, node, hidden }), [report, text, node, hidden])
  const present = useMemo(() => new Set(report.events.map(groupOfEvent)), [report])
  const event = eventAt(report.events, cursor)
  const toggle = (group: Group) => {
    const next = new Set(hidden)
    if (!next.delete(group)) next.add(group)
    setHidden(next)
  }
  return (
    <section class="panel events" aria-labelledby="events-title">
      <div class="bar">
        <h2 id="events-title">Events</h2>
        <input
          id="search"
          type="search"
          placeholder="Search"
          aria-label="Search events and logs"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <output class="mode" aria-live="polite">
          {found.length === report.events.length
            ? found.length.toLocaleString('en')
            : `${found.length.toLocaleString('en')} of ${report.events.length.toLocaleString('en')}`}
        </output>
      </div>
      <fieldset class="groups">
        <legend class="unseen">Kinds of events</legend>
        {(Object.keys(groups) as Group[])
          .filter((group) => present.has(group))
          .map((group) => (
            <label key={group}>
              <input type="checkbox" checked={!hidden.has(group)} onChange={() => toggle(group)} />{' '}
              {groups[group]}
            </label>
          ))}
        {node === null ? null : (
          <button type="button" class="plain" onClick={() => actions.selectNode(null)}>
            only {clean(node)} ✕
          </button>
        )}
      </fieldset>
      <Rows found={found} words={report.words} cursor={cursor} actions={actions} />
      {event === null ? null : (
        <>
          <Lazy
            kind="raw"
            title={`Event ${event.n}: ${event.kind}`}
            text={() => JSON.stringify(withoutWall(event), null, 2).split('\n').map(clean).join('\n')}
          />
          <a class="hint" href={linkTo(event.n)}>
            Link to this event
          </a>
        </>
      )}
    </section>
  )
}

function withoutWall({ wall: _wall, ...rest }: TopoEvent): object {
  return rest
}

/** A list that renders only the rows in view. */
function Rows({
  found,
  words,
  cursor,
  actions,
}: {
  readonly found: readonly TopoEvent[]
  readonly words: RunWords
  readonly cursor: Cursor
  readonly actions: Actions
}) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(360)
  // A list too tall for the browser scrolls by several rows for each row's height.
  const full = Math.max(found.length * rowHeight, 1)
  const scale = Math.min(1, tallest / full)
  const current = indexOf(found, cursor.n)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const resized = new ResizeObserver(() => setHeight(element.clientHeight))
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  // The list follows the cursor, but stays where the reader scrolls.
  useEffect(() => {
    const element = box.current
    if (element === null || current < 0) return
    const at = current * rowHeight * scale
    if (at < element.scrollTop || at > element.scrollTop + element.clientHeight - rowHeight * 2) {
      element.scrollTop = at - element.clientHeight / 2
    }
  }, [current, found, scale])
  const first = Math.max(0, Math.floor(top / scale / rowHeight) - spare)
  const rows = found.slice(first, first + Math.ceil(height / rowHeight) + 2 * spare)
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1)
    const at = indexOf(found, actions.now().n)
    const to = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 0,
      End: found.length - 1,
    }[event.key]
    if (to === undefined) return
    const next = found[Math.min(Math.max(to, 0), found.length - 1)]
    if (next !== undefined) actions.goTo(next.n)
    event.preventDefault()
  }
  const shift = first * rowHeight - (top / scale - top)
  return (
    <div
      ref={box}
      class="rows"
      role="listbox"
      tabIndex={0}
      aria-label="Events"
      aria-activedescendant={rows.some((event) => event === found[current]) ? 'current-event' : undefined}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div class="spacer" role="presentation" style={{ height: `${full * scale}px` }}>
        <div class="window" role="presentation" style={{ transform: `translateY(${Math.max(0, shift)}px)` }}>
          {rows.map((event, index) => {
            const at = first + index
            const isLater = event.n > cursor.n
            return (
              <Same key={event.n} of={[at, at === current, isLater, found]}>
                <Row
                  {...{ event, at, isLater, words, actions }}
                  count={found.length}
                  isCurrent={at === current}
                />
              </Same>
            )
          })}
        </div>
      </div>
    </div>
  )
}

interface RowProps {
  readonly event: TopoEvent
  /** Index in the list. */
  readonly at: number
  readonly count: number
  readonly isCurrent: boolean
  readonly isLater: boolean
  readonly words: RunWords
  readonly actions: Actions
}

function Row({ event, at, count, isCurrent, isLater, words, actions }: RowProps) {
  const text = words.tell(event)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and names the active option
    <div
      role="option"
      id={isCurrent ? 'current-event' : undefined}
      class={`row ${groupOfEvent(event)} ${isLater ? 'later' : ''}`}
      aria-selected={isCurrent}
      aria-setsize={count}
      aria-posinset={at + 1}
      data-n={event.n}
      onClick={() => actions.goTo(event.n)}
    >
      <span class="time">{formatClock(event.t)}</span>
      <span class="text" title={text}>
        {text}
      </span>
    </div>
  )
}

/** Index of the last event up to a number; -1 when there is none. */
function indexOf(events: readonly TopoEvent[], n: number): number {
  return countUpTo(events, n, (event) => event.n) - 1
}
