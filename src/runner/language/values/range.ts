/** Ranges from which a search draws: `1s-10m`, `1-6`, `64KiB-1MiB`, `0%-5%`, `-10m-10m`. */
import { formatDuration, parseDuration } from './duration.ts'
import { parseOffset } from './offset.ts'
import { parsePercentage } from './percentage.ts'
import { formatSize, parseSize } from './size.ts'

/** A kind of number with a unit of its own. */
interface Measure {
  readonly parse: (text: string) => number | undefined
  /** Returns the value as a topology has it. */
  readonly write: (value: number) => string | number
  /** True: the magnitude counts more than the difference, so that each one is equally likely. */
  readonly isScale: boolean
}

const measures = {
  duration: { parse: parseDuration, write: formatDuration, isScale: true },
  offset: {
    parse: parseOffset,
    write: (value) => `${value < 0 ? '-' : ''}${formatDuration(Math.abs(value))}`,
    isScale: false,
  },
  size: { parse: parseSize, write: formatSize, isScale: true },
  percentage: {
    parse: (text) => {
      const share = parsePercentage(text)
      return share === undefined ? undefined : Math.round(share * 1000)
    },
    write: (value) => `${value / 10}%`,
    isScale: false,
  },
  number: {
    parse: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
    write: (value) => value,
    isScale: false,
  },
} as const satisfies Readonly<Record<string, Measure>>

/** An inclusive range. Durations and offsets are milliseconds, sizes bytes, percentages tenths of a percent. */
export interface DrawnRange {
  readonly of: keyof typeof measures
  readonly min: number
  readonly max: number
}

/** Parses a range, also one the wrong way round. Returns undefined if the text is none. */
export function parseRange(text: string): DrawnRange | undefined {
  for (const [of, { parse }] of Object.entries(measures)) {
    for (let at = text.indexOf('-', 1); at > 0; at = text.indexOf('-', at + 1)) {
      const min = parse(text.slice(0, at).trim())
      const max = parse(text.slice(at + 1).trim())
      if (min !== undefined && max !== undefined) return { of: of as DrawnRange['of'], min, max }
    }
  }
  return undefined
}

/** Returns a value of a range as a topology has it. */
export function writeValue(of: DrawnRange['of'], value: number): string | number {
  return measures[of].write(value)
}

/** Returns the number of a written value; undefined if it is of another kind. */
export function readValue(of: DrawnRange['of'], written: unknown): number | undefined {
  return measures[of].parse(String(written))
}

export function isScale({ of }: DrawnRange): boolean {
  return measures[of].isScale
}

export function formatRange({ of, min, max }: DrawnRange): string {
  return `${writeValue(of, min)}-${writeValue(of, max)}`
}
