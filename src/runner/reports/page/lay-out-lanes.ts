import { formatClock } from '../../language/values/format-clock.ts'
import { describeHole } from '../../verdict/hole.ts'
import type { ExpectationVerdict, FaultVerdict, Verdict } from '../../verdict/verdict.ts'
import { formatClockShort } from '../text/format-time.ts'
import type { RunWords } from '../text/run-words.ts'
import { faultCame } from './fault-came.ts'
import { groupLane } from './group-lane.ts'
import {
  type Bar,
  type Count,
  type Lane,
  type LaneContent,
  type LaneLayout,
  type Mark,
  roomForTwo,
} from './lanes.ts'
import type { NodeUnit } from './node-groups.ts'
import { countSteps, nodeLane } from './node-lane.ts'
import { type LayoutRoom, packBars } from './pack-bars.ts'
import type { NodeModel, ReportModel } from './report-model.ts'
import { symbols, wordOf } from './words.ts'

/** Number of nodes from which lanes are narrow. */
export const compactFrom = 25
/** Pixels between the names and the right edge of a usual screen. */
const usualWidth = 1180

export interface LayoutOptions {
  /** The node whose lane comes first, and the time of its loss; null: the lanes are in the order of the plan. */
  readonly focus?: { readonly node: string; readonly lostAt: number | null } | null
  /** The nodes and groups of nodes with a lane; default: each node. */
  readonly units?: readonly NodeUnit[]
  /** Pixels for the whole duration. */
  readonly width?: number
}

export function layOutLanes(
  { duration, nodes }: ReportModel,
  verdict: Verdict,
  words: RunWords,
  { focus = null, units, width = usualWidth }: LayoutOptions = {},
): LaneLayout {
  const isCompact = nodes.length >= compactFrom
  const relays = relayCounts(nodes)
  const room = { duration, width }
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const laneOf = (name: string, isLarge: boolean): readonly LaneContent[] => {
    const node = byName.get(name)
    const run = { duration, isCompact: isCompact && !isLarge, words }
    return node === undefined ? [] : [nodeLane(node, relays.get(name) ?? [], run)]
  }
  const shown = units ?? nodes.map(({ name }): NodeUnit => ({ name, isGroup: false, nodes: [name] }))
  const singly = new Set(shown.filter(({ isGroup }) => !isGroup).map(({ name }) => name))
  const unitLane = (unit: NodeUnit): readonly LaneContent[] => {
    if (!unit.isGroup) return unit.name === focus?.node ? [] : laneOf(unit.name, false)
    const members = unit.nodes.flatMap((name) => byName.get(name) ?? [])
    return [
      groupLane(unit, members, { duration, words, isOpen: unit.nodes.every((name) => singly.has(name)) }),
    ]
  }
  const contents = [
    faultLane(verdict.faults, room, words),
    ...(focus === null ? [] : laneOf(focus.node, true)),
    expectationLane(verdict.expectations, room, words),
    ...shown.flatMap(unitLane),
  ].filter((content) => content !== null)
  let top = 0
  const lanes = contents.map((content, index): Lane => {
    const isFocus = content.node !== null && content.node === focus?.node
    const lost = isFocus && focus.lostAt !== null ? `lost at ${formatRough(focus.lostAt)}` : ''
    const height = lost === '' ? content.height : Math.max(content.height, roomForTwo)
    const differences = holesIn(verdict, content.node)
    const lane = { ...content, height, top, isStriped: index % 2 === 1, isFocus, subtitle: lost, differences }
    top += height
    return lane
  })
  const faults = verdict.faults.flatMap(({ started, reverted }): readonly Mark[] =>
    started === null ? [] : [{ from: started, to: reverted, style: 'fault' }],
  )
  const holes = verdict.holes.map(({ from, to }): Mark => ({ from, to, style: 'unknown' }))
  return { duration, height: top, lanes, marks: [...faults, ...holes] }
}

/** Full digits only where they tell more than the seconds. */
function formatRough(time: number): string {
  return time < 60_000 ? formatClock(time) : formatClockShort(time)
}

function holesIn({ holes }: Verdict, node: string | null): Lane['differences'] {
  return holes
    .filter(({ peer }) => peer === node)
    .map((hole) => ({ from: hole.from, to: hole.to, title: describeHole(hole), style: 'unknown' }))
}

function faultLane(faults: readonly FaultVerdict[], room: LayoutRoom, words: RunWords): LaneContent | null {
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
        label: words.clean(does ?? fault.entry),
        title: `fault ${words.clean(fault.entry)}, ${formatClock(fault.started)}${until}: ${words.clean(does === null ? came : `${does} (${came})`)}`,
      },
    ]
  })
  return bars.length === 0 ? null : packBars('Faults', bars, room)
}

function expectationLane(
  expectations: readonly ExpectationVerdict[],
  room: LayoutRoom,
  words: RunWords,
): LaneContent | null {
  const bars = expectations.flatMap((one): Bar[] => {
    if (one.started === null) return []
    const word = wordOf(one.outcome)
    return [
      {
        from: one.started,
        to: one.settledAt ?? room.duration,
        style: word,
        label: `${symbols[word]} ${words.clean(one.description)}`,
        title: `${word}: ${words.clean(one.description)} (${one.mode}): ${words.clean(one.reason)}`,
      },
    ]
  })
  return bars.length === 0 ? null : packBars('Expectations', bars, room)
}

/** Reservations of each relay over time that both sides know of. */
function relayCounts(nodes: readonly NodeModel[]): ReadonlyMap<string, Count['steps']> {
  const held = nodes.flatMap(({ reservations }) => reservations.filter(({ known }) => known === 'both'))
  const byRelay = Map.groupBy(held, ({ relay }) => relay)
  return new Map([...byRelay].map(([relay, spans]) => [relay, countSteps(spans)]))
}
