import { formatClock } from '../../language/values/format-clock.ts'
import type { ExpectationVerdict, FaultVerdict, Verdict } from '../../verdict/verdict.ts'
import type { RunWords } from '../text/run-words.ts'
import { faultCame } from './fault-came.ts'
import { type Bar, type Count, gap, type LaneContent, type LaneLayout, type Mark } from './lanes.ts'
import { countSteps, nodeLane } from './node-lane.ts'
import type { NodeModel, ReportModel } from './report-model.ts'
import { symbols, wordOf } from './words.ts'

/** Number of nodes from which lanes are narrow. */
export const compactFrom = 25
const mostPacked = 40

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

function faultLane(faults: readonly FaultVerdict[], duration: number, words: RunWords): LaneContent | null {
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
): LaneContent | null {
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

/** Packs bars into as few rows as leave room for their labels. */
function packed(title: string, bars: readonly Bar[], duration: number): LaneContent {
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

/** Reservations of each relay over time that both sides know of. */
function relayCounts(nodes: readonly NodeModel[]): ReadonlyMap<string, Count['steps']> {
  const held = nodes.flatMap(({ reservations }) => reservations.filter(({ known }) => known === 'both'))
  const byRelay = Map.groupBy(held, ({ relay }) => relay)
  return new Map([...byRelay].map(([relay, spans]) => [relay, countSteps(spans)]))
}
