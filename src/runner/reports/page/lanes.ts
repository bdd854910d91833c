/**
 * Where everything is on the timeline, before anything is drawn: lanes from top to bottom, in each lane rows of bars
 * that do not overlap, ticks, and counts. Times stay times; only heights are pixels.
 */

import { formatClock } from '../../language/values/format-clock.ts'
import type { ExpectationVerdict, FaultVerdict, Verdict } from '../../verdict/verdict.ts'
import type { RunWords } from '../text/run-words.ts'
import { faultCame } from './fault-came.ts'
import type { ConnectionSpan, NodeModel, ReportModel, ReservationSpan } from './report-model.ts'
import { symbols, type Word, wordOf } from './words.ts'

export type BarStyle =
  | Word
  | 'starting'
  | 'running'
  | 'paused'
  | 'failed'
  | 'reserved'
  | 'half-reserved'
  | 'direct'
  | 'relayed'
  | 'fault'

export interface Bar {
  readonly from: number
  readonly to: number
  readonly style: BarStyle
  readonly label: string
  /** What it is, in a sentence. */
  readonly title: string
}

export interface Row {
  readonly top: number
  readonly height: number
  /** In order of time; none overlaps another. */
  readonly bars: readonly Bar[]
}

export interface Tick {
  readonly at: number
  readonly top: number
  readonly height: number
  readonly shape: 'renewed' | 'refused' | 'lost'
  /** There may be very many, of which few are ever read. */
  readonly title: () => string
}

/** How many there are of something, as steps in time. */
export interface Count {
  readonly top: number
  readonly height: number
  readonly style: BarStyle
  readonly what: string
  readonly most: number
  /** The end of its run: beside others, on one axis, nobody can tell what comes later. */
  readonly to: number
  readonly steps: readonly { readonly at: number; readonly count: number }[]
}

export interface Lane {
  readonly title: string
  /** Whose it is, where several runs are drawn; else empty. */
  readonly subtitle: string
  /** The node that it is about; null for faults and expectations. */
  readonly node: string | null
  readonly top: number
  readonly height: number
  readonly isStriped: boolean
  readonly rows: readonly Row[]
  readonly ticks: readonly Tick[]
  readonly counts: readonly Count[]
  /** Where it lacks what others have. */
  readonly differences: readonly Stretch[]
}

export interface Stretch {
  readonly from: number
  readonly to: number
  /** What is different, in a sentence. */
  readonly title: string
}

/** A moment, or a stretch of time, that concerns all lanes. */
export interface Mark {
  readonly from: number
  readonly to: number | null
  readonly style: 'fault' | 'accent'
}

export interface LaneLayout {
  readonly duration: number
  readonly height: number
  readonly lanes: readonly Lane[]
  readonly marks: readonly Mark[]
}

type Content = Pick<Lane, 'title' | 'node' | 'rows' | 'ticks' | 'counts'> & { readonly height: number }

/** With so many nodes, lanes are narrow. */
export const compactFrom = 25
const mostGroups = 5
const mostPacked = 40
const gap = 6

export function layOutLanes({ duration, nodes }: ReportModel, verdict: Verdict, words: RunWords): LaneLayout {
  const isCompact = nodes.length >= compactFrom
  const relays = relayCounts(nodes)
  const contents = [
    faultLane(verdict.faults, duration, words),
    expectationLane(verdict.expectations, duration, words),
    ...nodes.map((node) => nodeLane(node, relays.get(node.name) ?? [], { duration, isCompact, words })),
  ].filter((content) => content !== null)
  let top = 0
  const lanes = contents.map((content, index) => {
    const lane = { ...content, top, isStriped: index % 2 === 1, subtitle: '', differences: [] }
    top += content.height
    return lane
  })
  const marks = verdict.faults.flatMap(({ started, reverted }): readonly Mark[] =>
    started === null ? [] : [{ from: started, to: reverted, style: 'fault' }],
  )
  return { duration, height: top, lanes, marks }
}

function faultLane(faults: readonly FaultVerdict[], duration: number, words: RunWords): Content | null {
  const bars = faults.flatMap((fault): Bar[] => {
    if (fault.started === null) return []
    const came = faultCame(fault)
    const does = words.fault(fault.entry)
    const until = fault.reverted === null ? '' : ` until ${formatClock(fault.reverted)}`
    return [
      {
        from: fault.started,
        to: fault.reverted ?? fault.started,
        style: 'fault',
        label: words.clean(fault.entry),
        title: `fault ${words.clean(fault.entry)}, ${formatClock(fault.started)}${until}: ${words.clean(does === null ? came : `${does} (${came})`)}`,
      },
    ]
  })
  return bars.length === 0 ? null : packed('Faults', bars, duration)
}

function expectationLane(
  expectations: readonly ExpectationVerdict[],
  duration: number,
  words: RunWords,
): Content | null {
  const bars = expectations.flatMap((one): Bar[] => {
    if (one.started === null) return []
    const word = wordOf(one.outcome)
    return [
      {
        from: one.started,
        to: one.settledAt ?? duration,
        style: word,
        label: `${symbols[word]} ${words.clean(one.entry)}`,
        title: `${word}: ${words.clean(one.description)} (${one.mode}): ${words.clean(one.reason)}`,
      },
    ]
  })
  return bars.length === 0 ? null : packed('Expectations', bars, duration)
}

/** Bars in as few rows as leave room for their labels. */
function packed(title: string, bars: readonly Bar[], duration: number): Content {
  const room = duration * 0.1
  const rows: { bars: Bar[]; end: number }[] = []
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    const free = rows.find(({ end }) => end <= bar.from) ?? (rows.length < mostPacked ? null : rows.at(-1))
    const row = free ?? { bars: [], end: 0 }
    if (free === null) rows.push(row)
    row.bars.push(bar)
    row.end = Math.max(bar.to, bar.from + room)
  }
  const height = 18
  return {
    title,
    node: null,
    height: rows.length * height + gap + 2,
    rows: rows.map((row, index) => ({ top: gap / 2 + index * height, height: height - 3, bars: row.bars })),
    ticks: [],
    counts: [],
  }
}

interface RunLayout {
  readonly duration: number
  readonly isCompact: boolean
  readonly words: RunWords
}

function nodeLane(node: NodeModel, relayed: readonly Count['steps'][number][], run: RunLayout): Content {
  const { duration, isCompact, words } = run
  const rowHeight = isCompact ? 6 : 15
  const rows: Row[] = []
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
          steps: stepsOf(spans),
          to: duration,
        }),
      )
    }
  }
  return {
    title: words.clean(node.name),
    node: node.name,
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
      title: `${words.clean(opened.node)} connected to ${peer}, ${opened.path.kind}${via}, ${opened.direction}, ${stretch(from.t, to?.t ?? null)}`,
    }
  })
  return withoutOverlaps(bars)
}

/** In order; what begins before another of the same style has ended lengthens that one. */
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

function stepsOf(spans: readonly { readonly from: { t: number }; readonly to: { t: number } | null }[]) {
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

/** What each relay holds, as far as both sides know of it. */
function relayCounts(nodes: readonly NodeModel[]): ReadonlyMap<string, Count['steps']> {
  const held = nodes.flatMap(({ reservations }) => reservations.filter(({ known }) => known === 'both'))
  const byRelay = Map.groupBy(held, ({ relay }) => relay)
  return new Map([...byRelay].map(([relay, spans]) => [relay, stepsOf(spans)]))
}

function stretch(from: number, to: number | null): string {
  return to === null ? `from ${formatClock(from)} on` : `${formatClock(from)} to ${formatClock(to)}`
}
