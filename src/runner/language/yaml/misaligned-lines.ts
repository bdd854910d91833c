/** Finds keys and items that begin in none of the columns of the lines above them. YAML points before such a line, or at others. */
import type { YAMLError } from 'yaml'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { type LineCounter, lineCounter } from '../text/lines.ts'
import { plural } from '../values/plural.ts'
import { farthest, firstFilled, lineStart } from './line-starts.ts'

/** A column in which keys or items begin, and one of them. */
interface Level {
  readonly column: number
  readonly name: string
}

/** Returns diagnostics for such lines, and the errors with another cause. */
export function misalignedLines(
  errors: readonly YAMLError[],
  text: string,
): { readonly diagnostics: readonly Diagnostic[]; readonly others: readonly YAMLError[] } {
  const lines = lineCounter(text)
  const lineOf = ({ pos }: YAMLError) => {
    const { line } = lines.position(pos[0])
    return firstFilled(line, lines) ?? line
  }
  const told = new Map<number, Diagnostic>()
  for (const error of errors) {
    if (!isAboutColumn(error)) continue
    const line = lineOf(error)
    const found = told.has(line) ? null : diagnose(line, lines)
    if (found !== null) told.set(line, found)
  }
  return { diagnostics: [...told.values()], others: errors.filter((error) => !told.has(lineOf(error))) }
}

function isAboutColumn({ code, message }: YAMLError): boolean {
  return (
    (code === 'BAD_INDENT' && message.includes('must start at the same column')) ||
    (code === 'MISSING_CHAR' && message.startsWith('Sequence item without')) ||
    (code === 'BLOCK_AS_IMPLICIT_KEY' && message.includes('block sequence'))
  )
}

function diagnose(line: number, lines: LineCounter): Diagnostic | null {
  const [own] = levelsOn(line, lines)
  if (own === undefined) return null
  const above = levelsAbove(line, lines)
  if (above.some(({ column }) => column === own.column)) return null
  const inner = above.filter(({ column }) => column > own.column).at(-1)
  const outer = above.find(({ column }) => column < own.column)
  const meant = inner ?? outer
  if (meant === undefined) return null
  const places = [inner, outer].flatMap((one) =>
    one === undefined ? [] : [`\`${one.name}\` after ${one.column}`],
  )
  const start = lines.line(line).start + own.column
  return problem(
    'yaml-syntax',
    { start, end: start + own.name.length },
    `\`${own.name}\` begins after ${plural(own.column, 'space')}, but above it ${places.join(' and ')}`,
    `begin it in the column of \`${meant.name}\`, after ${plural(meant.column, 'space')}`,
  )
}

/** Returns the columns that are open before a line, the deepest first. */
function levelsAbove(line: number, lines: LineCounter): readonly Level[] {
  const found: Level[] = []
  for (let above = line - 1; above > Math.max(0, line - farthest); above--) {
    for (const level of levelsOn(above, lines).toReversed())
      if (level.column < (found.at(-1)?.column ?? Number.POSITIVE_INFINITY)) found.push(level)
  }
  return found
}

/** Returns the columns of a line: those of its dashes, and that of its key. */
function levelsOn(line: number, lines: LineCounter): readonly Level[] {
  const { before, key } = lineStart(line, lines)
  const items = [...before.matchAll(/-/g)].map(({ index }) => ({ column: index, name: '-' }))
  return key === null ? items : [...items, { column: before.length, name: key }]
}
