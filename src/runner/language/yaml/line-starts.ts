/** The beginnings of lines, for mistakes in indentation: columns, dashes and keys. */
import type { LineCounter } from '../text/lines.ts'

export interface LineStart {
  /** The text before the key or value: spaces, and the dashes of lists. */
  readonly before: string
  /** Null: the line does not begin with a key. */
  readonly key: string | null
}

/** Limit of a search above or below a line, in lines. */
export const farthest = 200
/** Characters of a line in which its first key ends. */
const widest = 200

const pattern = /^((?: |- )*)(?:("[^"]*"|'[^']*'|[^\s:"'{}[\],#]+) *:(?: |$))?/

export function lineStart(line: number, lines: LineCounter): LineStart {
  const [, before = '', key = null] = pattern.exec(lines.line(line).text.slice(0, widest)) ?? []
  return { before, key }
}

/** Returns the first line from this one on that has more than a comment; null: there is none near. */
export function firstFilled(line: number, lines: LineCounter): number | null {
  for (let below = line; below < line + farthest; below += 1)
    if (!/^ *(?:#|$)/.test(lines.line(below).text)) return below
  return null
}
