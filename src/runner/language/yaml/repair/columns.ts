/** Edits that change the indentation of lines, or the dash of an item. */
import type { LineCounter } from '../../text/lines.ts'
import { plural } from '../../values/plural.ts'
import { type Edit, shifted } from './edit.ts'
import {
  blockFrom,
  type Level,
  type LineStart,
  levelsAbove,
  levelsOn,
  linesAbove,
  linesBelow,
} from './line-starts.ts'

/** Columns of the lines above that a line is moved to: the nearest ones. A topology has about as many. */
const mostColumns = 6

/** Edits that begin a line in a column of the lines above it: alone, with its block, or with its neighbours. */
export function moves(start: LineStart, lines: LineCounter): readonly Edit[] {
  const { line, indent } = start
  const [own] = levelsOn(start)
  if (own === undefined) return []
  const above = levelsAbove(line, lines)
  const columns = above.length === 0 ? [{ column: 0, name: '' }] : above
  const targets = columns
    .filter(({ column }) => column !== indent)
    .toSorted((a, b) => Math.abs(a.column - indent) - Math.abs(b.column - indent))
    .slice(0, mostColumns)
  const neighbours = blockFrom(line, indent, lines)
  const next = neighbours.findIndex((one, index) => index > 0 && one.indent === indent)
  const parts = new Set([1, next === -1 ? neighbours.length : next, neighbours.length])
  return targets.flatMap((target) =>
    [...parts].flatMap((length) => {
      const moved = shifted(neighbours.slice(0, length), target.column - indent)
      if (moved === null) return []
      const place = { line, column: indent, length: own.name.length }
      return [{ lines: moved, place, ...words(start, own, target, lines) }]
    }),
  )
}

/**
 * Edits that begin a line above in the column of this line: the line that this one is indented below, or the first one
 * below that.
 */
export function realigned(start: LineStart, lines: LineCounter): readonly Edit[] {
  const [parent, first] = outerLines(start, lines)
  return [first, parent].flatMap((one) => {
    if (one === undefined) return []
    const toKey = start.indent - one.before.length
    const columns = [
      start.indent,
      ...(isItemColumn(one.indent + toKey, one, lines) ? [one.indent + toKey] : []),
    ]
    return columns.flatMap((column) => {
      const by = column - one.indent
      const moved = by === 0 ? null : shifted([one], by)
      const [own] = levelsOn(one)
      if (moved === null || own === undefined) return []
      const place = { line: one.line, column: one.indent, length: own.name.length }
      const message = `\`${own.name}\` is indented too ${by < 0 ? 'far' : 'little'} for the lines below it`
      return [{ lines: moved, place, message, hint: `begin it after ${plural(column, 'space')}` }]
    })
  })
}

/** Returns true for an item, if there is another one in this column. */
function isItemColumn(column: number, { line, before }: LineStart, lines: LineCounter): boolean {
  const others = [...linesAbove(line, lines), ...linesBelow(line, lines)]
  return before.includes('-') && others.some((one) => one.indent === column && one.before.includes('-'))
}

/** Returns the nearest line above that is indented less, and the first line below that. */
export function outerLines({ line, indent }: LineStart, lines: LineCounter): readonly LineStart[] {
  const above = [...linesAbove(line, lines)]
  const outer = above.findIndex((one) => one.indent < indent)
  return outer === -1 ? [] : above.slice(Math.max(0, outer - 1), outer + 1).toReversed()
}

/** Edits that begin a line of a longer text in the column of its neighbours. */
export function textMoves(start: LineStart, lines: LineCounter): readonly Edit[] {
  const [above] = linesAbove(start.line, lines)
  if (above === undefined || levelsOn(start).length > 0) return []
  const isFirst = /[|>][+-]?$/.test(above.content)
  const column = isFirst ? above.indent + 2 : above.indent
  return [
    ...movedText(start, column, 'above'),
    ...(levelsOn(above).length > 0 ? [] : movedText(above, start.indent, 'below')),
  ]
}

function movedText(start: LineStart, column: number, side: 'above' | 'below'): readonly Edit[] {
  const { line, indent, content } = start
  const moved = column === indent ? null : shifted([start], column - indent)
  if (moved === null) return []
  const place = { line, column: indent, length: content.trimEnd().length }
  const message = `this text is indented ${column < indent ? 'further' : 'less'} than the line ${side} it`
  return [{ lines: moved, place, message, hint: `begin it after ${plural(column, 'space')}` }]
}

function words({ line }: LineStart, own: Level, target: Level, lines: LineCounter) {
  const above = levelsAbove(line, lines)
  const spaces = plural(own.column, 'space')
  if (above.length === 0)
    return {
      message: `\`${own.name}\` begins after ${spaces}`,
      hint: `remove ${own.column === 1 ? 'it' : 'them'}`,
    }
  const inner = above.findLast(({ column }) => column > own.column)
  const outer = above.find(({ column }) => column < own.column)
  const isOpen = above.some(({ column }) => column === own.column)
  const place = target.column === 0 ? 'without spaces' : `after ${plural(target.column, 'space')}`
  const hint = `begin it in the column of \`${target.name}\`, ${place}`
  if (isOpen) {
    const message = `\`${own.name}\` is indented too ${target.column < own.column ? 'far' : 'little'}`
    return { message, hint }
  }
  if (inner === undefined) {
    const text = [...linesAbove(line, lines)][0]
    const isProse = text?.key === target.name && /^\S+: +[^\s"'{[]\S* +\S/.test(text.content)
    const instead = isProse
      ? `; if it belongs to the text of \`${target.name}\`, put all of that in quotes`
      : ''
    const message = `\`${own.name}\` is indented further than the ${own.name === '-' ? 'items' : 'keys'} beside it`
    return { message, hint: `${hint}${instead}` }
  }
  const places = [inner, outer].flatMap((one) =>
    one === undefined ? [] : [`\`${one.name}\` after ${one.column}`],
  )
  return { message: `\`${own.name}\` begins after ${spaces}, but above it ${places.join(' and ')}`, hint }
}

/** Edits that make a key the first one of an item. */
export function dashes(start: LineStart, lines: LineCounter): readonly Edit[] {
  const { line, indent, before, key, content } = start
  if (before.includes('-') || (key === null && !content.startsWith('{'))) return []
  const [above] = linesAbove(line, lines)
  const items = levelsAbove(line, lines).flatMap(({ name, column }) => (name === '-' ? [column] : []))
  const isFirst = above !== undefined && isEmpty(above)
  const name = key ?? '{'
  const told = {
    place: { line, column: indent, length: name.length },
    message: `\`- \` is missing before \`${name}\``,
    hint: `an item of a list begins with \`- \`: write - ${content}`,
    mustRead: isFirst,
  }
  const block = blockFrom(line, indent, lines)
  const end = block.findIndex((one) => one.indent === indent && one.before.includes('-'))
  const rest = shifted(block.slice(1, end === -1 ? undefined : end), 2)
  return [...items, ...(isFirst ? [indent, indent - 2] : [])].flatMap((column) => {
    if (column < 0 || (column !== indent && column !== indent - 2)) return []
    const first = [line, `${' '.repeat(column)}- ${content}`] as const
    const alone = { ...told, lines: new Map([first]) }
    return column === indent ? [{ ...told, lines: new Map([...(rest ?? []), first]) }, alone] : [alone]
  })
}

/** Edits that make the first key of an item a key beside those above it. */
export function withoutDash(start: LineStart, lines: LineCounter): readonly Edit[] {
  const { line, indent, before, key, content } = start
  if (key === null || !/^ *- +$/.test(before)) return []
  const told = {
    place: { line, column: indent, length: 1 },
    message: '`-` begins an item of a list, but the lines above it have keys',
    hint: `write it as the keys above, without \`- \`: ${content}`,
  }
  const [, ...rest] = blockFrom(line, indent, lines)
  const end = rest.findIndex((one) => one.indent === indent)
  const block = rest.slice(0, end === -1 ? undefined : end)
  const here = ' '.repeat(indent)
  const left = shifted(block, indent - before.length)
  return [
    { ...told, lines: new Map([...(left ?? []), [line, `${here}${content}`]]) },
    { ...told, lines: new Map([[line, `${here}${content}`]]) },
    { ...told, lines: new Map([[line, `${' '.repeat(before.length)}${content}`]]) },
  ]
}

/** Edits that put the keys beside a key without a value below it, or those beside an item into it. */
export function below(start: LineStart, lines: LineCounter): readonly Edit[] {
  const [beside, ...others] = blockFrom(start.line + 1, 0, lines)
  const own = levelsOn(start)
  const owner = own.at(-1)
  if (beside === undefined || beside.key === null || owner === undefined) return []
  const isItem = own.length > 1 && own.some(({ name, column }) => name === '-' && column === beside.indent)
  if (beside.before.includes('-') || !(isItem || (isEmpty(start) && beside.indent === owner.column)))
    return []
  const end = others.findIndex((one) => one.indent < beside.indent)
  const siblings = [beside, ...others.slice(0, end === -1 ? undefined : end)]
  const key = beside.key
  const told = {
    place: { line: beside.line, column: beside.indent, length: key.length },
    message: isItem
      ? `\`${key}\` stands beside the list, not in its item`
      : `\`${key}\` stands beside \`${owner.name}\`, not below it`,
    hint: isItem
      ? `begin it in the column of \`${owner.name}\`, after ${plural(owner.column, 'space')}`
      : `indent it further than \`${owner.name}\``,
  }
  const by = isItem ? owner.column - beside.indent : 2
  const ends = siblings.flatMap((one, index) => (index > 0 && one.indent === beside.indent ? [index] : []))
  return [...ends, siblings.length].flatMap((length) => {
    const moved = shifted(siblings.slice(0, length), by)
    return moved === null ? [] : [{ ...told, lines: moved }]
  })
}

/** Returns true for a key without a value in its line. */
function isEmpty({ key, content }: LineStart): boolean {
  return key !== null && /^[^:]+:\s*(?:#.*)?$/.test(content)
}

/** Compares edits by the columns in which lines begin after them: few and even, with short ways to them. */
export function byColumns(lines: LineCounter): (a: Edit, b: Edit) => number {
  const known = new Map<Edit, readonly number[]>()
  const rankOf = (edit: Edit) => {
    const rank = known.get(edit) ?? rankByColumns(edit, lines)
    known.set(edit, rank)
    return rank
  }
  return (a, b) => {
    const [first, second] = [rankOf(a), rankOf(b)]
    return first.map((part, index) => part - (second[index] ?? 0)).find((part) => part !== 0) ?? 0
  }
}

function rankByColumns({ lines: moved, place }: Edit, lines: LineCounter): readonly number[] {
  const around = [...linesAbove(place.line, lines), ...linesBelow(place.line - 1, lines)]
  const indents = around.map(({ line, text }) => (moved.get(line) ?? text).search(/\S/))
  const columns = [...new Set(indents)]
  const odd = columns.filter((column) => column % 2 === 1)
  const shifts = around.map(({ indent }, index) => (indents[index] ?? 0) - indent)
  const distance = shifts.reduce((sum, shift) => sum + Math.abs(shift), 0)
  // One line that is a level too deep is a more usual mistake than several that are not deep enough.
  const levels = Math.floor(Math.max(0, ...shifts) / 2)
  return [columns.length, odd.length, distance, levels]
}
