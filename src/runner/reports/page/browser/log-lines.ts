import type { LogTail } from '../report-data.ts'

/** A line that a node printed. */
export interface LogLine {
  /** Index in the tail. */
  readonly number: number
  /** Its time, or that of the line before it; null: it is unknown. */
  readonly time: number | null
  readonly text: string
}

/** The lines with all words of a search, in order. */
export function logLines({ lines, times = [] }: LogTail, search: string): readonly LogLine[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  let latest: number | null = null
  return lines.flatMap((text, number): readonly LogLine[] => {
    latest = times[number] ?? latest
    const own = text.toLowerCase()
    return words.every((word) => own.includes(word)) ? [{ number, time: latest, text }] : []
  })
}

/** Index of the last line up to a time; -1: all are later. Lines without a time belong to those before. */
export function lineAt(lines: readonly LogLine[], time: number): number {
  return lines.findLastIndex((line) => line.time === null || line.time <= time)
}
