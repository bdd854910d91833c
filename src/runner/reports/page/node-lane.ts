import { formatClock } from '../../language/values/format-clock.ts'
import type { RunWords } from '../text/run-words.ts'
import {
  type Bar,
  type BarStyle,
  type Count,
  gap,
  type LaneContent,
  type LaneRow,
  type Tick,
} from './lanes.ts'
import type { ConnectionSpan, NodeModel, ReservationSpan } from './report-model.ts'

/** With more relays or peers than this, one row or count stands for all. */
const mostGroups = 5

export interface RunLayout {
  readonly duration: number
  readonly isCompact: boolean
  readonly words: RunWords
}

export function nodeLane(
  node: NodeModel,
  relayed: readonly Count['steps'][number][],
  run: RunLayout,
): LaneContent {
  const { duration, isCompact, words } = run
  const rowHeight = isCompact ? 6 : 15
  const rows: LaneRow[] = []
  const ticks: Tick[] = []
  const counts: Count[] = []
  let top = gap / 2
  const take = (height: number) => {
    top += height
    return { top: top - height, height: height - 2 }
  }
  rows.push({ ...take(isCompact ? 7 : 15), bars: lifeBars(node, run) })
  const byRelay = Map.groupBy(node.reservations, ({ relay }) => relay)
  const relays = [...byRelay.keys()]
  const areMerged = isCompact || relays.length > mostGroups
  for (const [index, relay] of relays.entries()) {
    const place = areMerged && index > 0 ? null : take(rowHeight)
    if (place === null) continue
    const spans = areMerged ? node.reservations : (byRelay.get(relay) ?? [])
    rows.push({ ...place, bars: reservationBars(spans, run, areMerged) })
    for (const mark of node.marks) {
      if (!areMerged && mark.relay !== relay) continue
      const title = () =>
        `${words.clean(node.name)}: reservation on ${words.clean(mark.relay)} ${mark.what} at ${formatClock(mark.t)}`
      ticks.push({ at: mark.t, ...place, shape: mark.what, title })
    }
  }
  if (relayed.length > 0)
    counts.push(
      countOf(take(isCompact ? 8 : 15), 'reserved', 'reservations for peers', {
        steps: relayed,
        to: duration,
      }),
    )
  const groups = isCompact ? [] : [...Map.groupBy(node.connections, groupName).values()]
  if (!isCompact && groups.length <= mostGroups) {
    for (const spans of groups) rows.push({ ...take(rowHeight), bars: connectionBars(spans, run) })
  } else {
    for (const style of ['direct', 'relayed'] as const) {
      const spans = node.connections.filter(({ opened }) => opened.path.kind === style)
      if (spans.length === 0) continue
      counts.push(
        countOf(take(isCompact ? 8 : 15), style, `${style} connections`, {
          steps: countSteps(spans),
          to: duration,
        }),
      )
    }
  }
  return {
    title: words.clean(node.name),
    node: node.name,
    group: null,
    height: Math.max(top + gap / 2, isCompact ? 20 : 36),
    rows,
    ticks,
    counts,
  }
}

function lifeBars({ name, life }: NodeModel, { duration, words }: RunLayout): readonly Bar[] {
  return life.flatMap((span): Bar[] => {
    if (span.state === 'exited') return []
    const to = span.to?.t ?? duration
    const label = span.state === 'running' ? '' : span.state
    const detail = span.detail === '' ? '' : `: ${words.clean(span.detail)}`
    const title = `${words.clean(name)} ${span.state}${detail}, ${stretch(span.from.t, span.to?.t ?? null)}`
    return [{ from: span.from.t, to, style: span.state, label, title }]
  })
}

function reservationBars(
  spans: readonly ReservationSpan[],
  { duration, words }: RunLayout,
  areMerged: boolean,
): readonly Bar[] {
  const bars = spans.map((span): Bar => {
    const { relay, peer, known, from, to } = span
    const who = known === 'both' ? '' : ` (only the ${known} knows of it)`
    return {
      from: from.t,
      to: to?.t ?? duration,
      style: known === 'both' ? 'reserved' : 'half-reserved',
      label: areMerged ? '' : `on ${words.clean(relay)}`,
      title: `${words.clean(peer)} has a reservation on ${words.clean(relay)}${who}, ${stretch(from.t, to?.t ?? null)}`,
    }
  })
  return withoutOverlaps(bars)
}

function connectionBars(spans: readonly ConnectionSpan[], { duration, words }: RunLayout): readonly Bar[] {
  const bars = spans.map(({ opened, from, to }): Bar => {
    const via = opened.path.kind === 'relayed' ? ` via ${words.clean(opened.path.relay)}` : ''
    const peer = words.clean(opened.peer)
    return {
      from: from.t,
      to: to?.t ?? duration,
      style: opened.path.kind,
      label: `${opened.path.kind === 'direct' ? '—' : '⤳'} ${peer}${via}`,
      title: `${words.clean(opened.node)} connected to ${peer}, ${opened.path.kind}${via}${opened.direction === undefined ? '' : `, ${opened.direction}`}, ${stretch(from.t, to?.t ?? null)}`,
    }
  })
  return withoutOverlaps(bars)
}

/** Orders bars and removes overlaps: a bar lengthens an earlier one of its style, or starts at its end. */
function withoutOverlaps(bars: readonly Bar[]): readonly Bar[] {
  const joined: Bar[] = []
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last === undefined || bar.from >= last.to) joined.push(bar)
    else if (bar.to > last.to) {
      if (bar.style === last.style) joined[joined.length - 1] = { ...last, to: bar.to }
      else joined.push({ ...bar, from: last.to })
    }
  }
  return joined
}

function groupName({ opened }: ConnectionSpan): string {
  return `${opened.path.kind} ${opened.peer}`
}

function countOf(
  place: { readonly top: number; readonly height: number },
  style: BarStyle,
  what: string,
  { steps, to }: Pick<Count, 'steps' | 'to'>,
): Count {
  return { ...place, style, what, steps, to, most: Math.max(1, ...steps.map(({ count }) => count)) }
}

export function countSteps(
  spans: readonly { readonly from: { t: number }; readonly to: { t: number } | null }[],
) {
  const changes = spans.flatMap(({ from, to }) => [
    { at: from.t, by: 1 },
    ...(to === null ? [] : [{ at: to.t, by: -1 }]),
  ])
  const steps: { at: number; count: number }[] = []
  let count = 0
  for (const { at, by } of changes.sort((a, b) => a.at - b.at)) {
    count += by
    if (steps.at(-1)?.at === at) steps.pop()
    steps.push({ at, count })
  }
  return steps
}

function stretch(from: number, to: number | null): string {
  return to === null ? `from ${formatClock(from)} on` : `${formatClock(from)} to ${formatClock(to)}`
}
