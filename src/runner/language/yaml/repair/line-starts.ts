/** The beginnings of lines, for mistakes in indentation: columns, dashes and keys. */
import type { LineCounter } from '../../text/lines.ts'

/** The beginning of a line that has more than a comment. */
export interface LineStart {
  readonly line: number
  /** The whole line. */
  readonly text: string
  /** Spaces before the first character. */
  readonly indent: number
  /** The text before the key or value: spaces, and the dashes of lists. */
  readonly before: string
  /** Null: the line does not begin with a key. */
  readonly key: string | null
  /** The text after `before`. */
  readonly content: string
}

/** A column in which keys or items begin, and one of them. */
export interface Level {
  readonly column: number
  /** A key, or `-`. */
  readonly name: string
}

/** Limit of a search above or below a line, in lines. */
const farthest = 200
/** Most characters of a line that an edit may repair. The patterns take the square of its length. */
const widest = 2000

const pattern = /^(( *)(?:- +)*)((?:("[^"]*"|'[^']*'|[^\s:"'{}[\],#]+) *:(?: |$))?.*)$/

/** The lines that were read before, by the text that they are in. */
const known = new WeakMap<LineCounter, Map<number, LineStart | null>>()

/** Returns null for a line that is empty, only a comment, or too long to repair. */
export function lineStart(line: number, lines: LineCounter): LineStart | null {
  const read = known.get(lines) ?? new Map<number, LineStart | null>()
  known.set(lines, read)
  const found = read.get(line)
  if (found !== undefined) return found
  const start = readStart(line, lines)
  read.set(line, start)
  return start
}

function readStart(line: number, lines: LineCounter): LineStart | null {
  const { text } = lines.line(line)
  if (text.length > widest || /^ *(?:#|$)/.test(text)) return null
  const [, before = '', spaces = '', content = '', key = null] = pattern.exec(text) ?? []
  return { line, text, indent: spaces.length, before, key, content }
}

/** Returns the lines from one on that are indented by at least `indent`. */
export function blockFrom(line: number, indent: number, lines: LineCounter): readonly LineStart[] {
  const found: LineStart[] = []
  for (const one of linesBelow(line - 1, lines)) {
    if (one.indent < indent) break
    found.push(one)
  }
  return found
}

export function* linesBelow(line: number, lines: LineCounter): Generator<LineStart> {
  for (let below = line + 1; below <= line + farthest; below += 1) {
    const start = lineStart(below, lines)
    if (start !== null) yield start
  }
}

export function* linesAbove(line: number, lines: LineCounter): Generator<LineStart> {
  for (let above = line - 1; above > Math.max(0, line - farthest); above -= 1) {
    const start = lineStart(above, lines)
    if (start !== null) yield start
  }
}

/** Returns the columns that are open before a line, the deepest first. */
export function levelsAbove(line: number, lines: LineCounter): readonly Level[] {
  const found: Level[] = []
  for (const above of linesAbove(line, lines)) {
    for (const level of levelsOn(above).toReversed())
      if (level.column < (found.at(-1)?.column ?? Number.POSITIVE_INFINITY)) found.push(level)
  }
  return found
}

/** Returns the columns of a line: those of its dashes, and that of its key. */
export function levelsOn({ before, key }: LineStart): readonly Level[] {
  const items = [...before.matchAll(/-/g)].map(({ index }) => ({ column: index, name: '-' }))
  return key === null ? items : [...items, { column: before.length, name: key }]
}
