/**
 * Where everything is on the timeline, before anything is drawn: lanes from top to bottom, in each lane rows of bars
 * that do not overlap, ticks, and counts. Times stay times; only heights are pixels.
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
  /** What it is, in a sentence. */
  readonly title: string
}

export interface LaneRow {
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
  readonly rows: readonly LaneRow[]
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

/** A lane before its place on the timeline is known. */
export type LaneContent = Pick<Lane, 'title' | 'node' | 'rows' | 'ticks' | 'counts'> & {
  readonly height: number
}

/** Pixels between the rows of a lane and its edges, both together. */
export const gap = 6
