/**
 * The layout of a timeline, before drawing: lanes from top to bottom, and in each lane rows of bars that do not overlap,
 * ticks, and counts. Only heights are in pixels; horizontal places are times.
 */
import type { Word } from './words.ts'

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
  /** Tooltip, in a sentence. */
  readonly title: string
}

export interface LaneRow {
  readonly top: number
  readonly height: number
  /** In order of time, without overlaps. */
  readonly bars: readonly Bar[]
}

export interface Tick {
  readonly at: number
  readonly top: number
  readonly height: number
  readonly shape: 'renewed' | 'refused' | 'lost'
  /** Made on demand: there may be many ticks, and few are read. */
  readonly title: () => string
}

/** A number over time, as steps. */
export interface Count {
  readonly top: number
  readonly height: number
  readonly style: BarStyle
  readonly what: string
  readonly most: number
  /** The end of its run, beside longer runs on the same axis. */
  readonly to: number
  readonly steps: readonly { readonly at: number; readonly count: number }[]
}

export interface Lane {
  readonly title: string
  /** Label of its side in a comparison, or the time of the loss in the lane of a failure; else empty. */
  readonly subtitle: string
  /** The node of the lane; null for faults and expectations. */
  readonly node: string | null
  /** The group of nodes that the lane sums up; null: it is no group's. */
  readonly group: string | null
  readonly top: number
  readonly height: number
  readonly isStriped: boolean
  /** True for the lane of a failure. */
  readonly isFocus: boolean
  readonly rows: readonly LaneRow[]
  readonly ticks: readonly Tick[]
  readonly counts: readonly Count[]
  /** Stretches in which it lacks something that other sides have, or that an expectation wants. */
  readonly differences: readonly Stretch[]
}

export interface Stretch {
  readonly from: number
  readonly to: number
  /** The difference, in a sentence. */
  readonly title: string
  readonly style: 'fail' | 'unknown'
}

/** A moment or a stretch of time across all lanes. */
export interface Mark {
  readonly from: number
  readonly to: number | null
  readonly style: 'fault' | 'accent' | 'unknown'
}

export interface LaneLayout {
  readonly duration: number
  readonly height: number
  readonly lanes: readonly Lane[]
  readonly marks: readonly Mark[]
}

/** A lane before its place on the timeline is known. */
export type LaneContent = Pick<Lane, 'title' | 'node' | 'group' | 'rows' | 'ticks' | 'counts'> & {
  readonly height: number
}

/** Pixels above and below the rows of a lane, together. */
export const gap = 6

/** Pixels of height that two lines of names need. */
export const roomForTwo = 34
