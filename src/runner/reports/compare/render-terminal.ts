import stringWidth from 'fast-string-width'
import type { TopoEvent } from '../../../events/event.ts'
import { measures } from '../../language/expectations/measures.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { type Paint, paintOutcome } from '../text/paint.ts'
import { RunWords } from '../text/run-words.ts'
import { toColumn, truncate } from '../text/truncate.ts'
import type { ComparedExpectation, ComparedSide, Comparison } from './comparison.ts'
import { comparedVocabulary } from './comparison-words.ts'
import type { Direction } from './standing.ts'
import { tellParting } from './tell-parting.ts'
import {
  expectationsAre,
  formatCell,
  formatKind,
  formatMeasure,
  formatOutcomes,
  formatResources,
  formatSpread,
  seedNote,
} from './wording.ts'

export interface TerminalStyle {
  readonly paint: Paint
  /** Columns of the terminal. */
  readonly width: number
  /** True: everything, not only the part that fits on a screen. */
  readonly full: boolean
}

/** The style with the words of one comparison. */
interface ToldStyle extends TerminalStyle {
  readonly words: RunWords
}

const shownExpectations = 4
const shownStatements = 3

/** Several comparisons: first those with a difference, then the others in one line. */
export function renderComparisons(all: readonly Comparison[], style: TerminalStyle): readonly string[] {
  const [only] = all
  if (all.length === 1 && only !== undefined) return renderComparison(only, style)
  const different = directions.flatMap((word) => all.filter(({ direction }) => direction === word))
  const same = all.filter(({ direction }) => direction === 'same')
  return [
    ...different.flatMap((one) => [...renderComparison(one, style), '']),
    ...(same.length === 0 ? [] : [`the same: ${same.map(({ topology }) => topology).join(', ')}`]),
  ]
}

const directions = ['worse', 'better', 'changed'] as const

/** A comparison for people: its verdict, the changes, the place where the logs diverge, and the runs. */
function renderComparison(comparison: Comparison, style: TerminalStyle): readonly string[] {
  const { topology, direction, headline, sides, resources } = comparison
  const told = { ...style, words: new RunWords(comparedVocabulary(comparison)) }
  return [
    `${style.paint.bold(escapeTerminal(topology))}: ${paintDirection(direction, told.words.clean(headline), style.paint)}`,
    ...renderStatements(comparison, told),
    ...(direction === 'same' ? [] : ['', ...renderTable(comparison, told)]),
    ...sides.flatMap((_, index) => renderDivergence(comparison, index, told)),
    ...sides.map((side) => renderSide(side, sides, style)),
    ...resources.map((one) => truncate(`  ${escapeTerminal(formatResources(one))}`, style.width)),
  ]
}

function renderStatements({ statements }: Comparison, { width, full, words }: ToldStyle): readonly string[] {
  const shown = full ? statements : statements.slice(0, shownStatements)
  const more = statements.length - shown.length
  return [
    ...shown.flatMap(({ text, also }) => [
      `  ${truncate(words.clean(text), width - 2)}`,
      ...(also.length === 0
        ? []
        : [
            `    the same for ${list(
              also.map((one) => words.clean(one)),
              width - 17,
              full,
            )}`,
          ]),
    ]),
    ...(more > 0 ? [`  ${more} more like this`] : []),
  ]
}

/** The words that fit, and the number of the others. */
function list(words: readonly string[], width: number, full: boolean): string {
  for (let count = words.length; count > 1; count -= 1) {
    const rest = words.length - count
    const text = `${words.slice(0, count).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
    if (full || stringWidth(text) <= width) return text
  }
  return words.length > 1 ? `${words[0]} and ${words.length - 1} more` : (words[0] ?? '')
}

function renderTable(comparison: Comparison, style: ToldStyle): readonly string[] {
  const { expectations, sides, kinds } = comparison
  const { full } = style
  const different = expectations.filter(({ direction }) => direction !== 'same')
  const shown = full ? different : different.slice(0, shownExpectations)
  const more = different.length - shown.length
  const same = expectations.length - different.length
  const widths = sides.map(({ label }, index) =>
    Math.max(label.length, ...shown.flatMap((one) => cellsOf(one, index).map((text) => stringWidth(text)))),
  )
  const row = rowWith(widths, style)
  return [
    ...(shown.length === 0
      ? []
      : [
          row(
            '',
            sides.map(({ label }) => escapeTerminal(label)),
            false,
          ),
        ]),
    ...shown.flatMap((one) => renderExpectation(one, { sides, row, style })),
    ...(more > 0 ? [`  ${more} more differ: --all shows them`] : []),
    ...(same > 0 ? [`  ${expectationsAre(same)} the same`] : []),
    ...(kinds.length > 0 ? [`  events: ${list(kinds.map(formatKind), style.width - 10, full)}`] : []),
  ]
}

type Row = (name: string, cells: readonly string[], isOutcome: boolean) => string

function rowWith(widths: readonly number[], { width, paint }: TerminalStyle): Row {
  const table = widths.reduce((sum, one) => sum + one + 2, 0)
  return (name, cells, isOutcome) => {
    const padded = cells.map((cell, index) => {
      const text = `${' '.repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(cell)))}${cell}`
      return isOutcome ? paintOutcome(text, paint) : text
    })
    return `${toColumn(name, Math.max(30, width - table))}  ${padded.join('  ')}`
  }
}

/** The cells of one column: the outcome and the numbers. */
function cellsOf(one: ComparedExpectation, side: number): readonly string[] {
  return [
    formatCell(one.cells[side] ?? null),
    ...shownMeasures(one).map(({ name, spreads }) => formatMeasure(name, spreads[side] ?? null)),
  ]
}

/** Measures that differ. `wait` repeats `recovery` and is left out beside it. */
function shownMeasures({ measures: all, direction }: ComparedExpectation) {
  const differing = all.filter(({ differs }) => differs)
  const recovered = differing.some(({ name }) => name === 'recovery')
  const shown = differing.filter(({ name }) => name !== 'wait' || !recovered)
  return direction === 'changed'
    ? shown
    : shown.filter(({ name }) => name === 'longest-gap' || name === 'renewals')
}

function renderExpectation(one: ComparedExpectation, context: RowContext): readonly string[] {
  const {
    row,
    style: { words },
  } = context
  const { direction, description, mode, cells } = one
  const numbers = shownMeasures(one).map(({ name, spreads }) =>
    row(
      `${indent}${measures[name].label}`,
      spreads.map((spread) => formatMeasure(name, spread)),
      false,
    ),
  )
  return [
    row(`  ${direction.padEnd(7)} ${words.clean(description)} (${mode})`, cells.map(formatCell), true),
    ...numbers,
    ...renderReason(one, context),
  ]
}

interface RowContext {
  readonly sides: readonly ComparedSide[]
  readonly row: Row
  readonly style: ToldStyle
}

const indent = ' '.repeat(10)

/** The reason of the first side that does not pass. */
function renderReason(
  { direction, cells }: ComparedExpectation,
  { sides, style: { paint, width, words } }: RowContext,
): readonly string[] {
  const index = cells.findIndex((cell) => cell !== null && cell.standing !== 'pass')
  const reason = cells[index]?.reason
  if (direction === 'changed' || reason === undefined) return []
  const text = `${indent}${escapeTerminal(sides[index]?.label ?? '')}: ${words.clean(reason)}`
  return [paint.dim(truncate(text, width))]
}

/** The last common event, and the next events of each log. */
function renderDivergence(
  { divergences, sides }: Comparison,
  index: number,
  { width, full, words }: ToldStyle,
): readonly string[] {
  const divergence = divergences[index]
  const [first, second] = [sides[0], sides[index]]
  if (!divergence || first === undefined || second === undefined) return []
  const [a, b] = [escapeTerminal(first.label), escapeTerminal(second.label)]
  const size = Math.max(4, stringWidth(a), stringWidth(b))
  const line = (name: string, time: string, text: string) =>
    truncate(`  ${toColumn(name, size)} ${time.padStart(10)}  ${text}`, width)
  const tell = tellParting(divergence, words)
  const lines = (name: string, events: readonly TopoEvent[]) =>
    events.map((event) => line(name, formatClock(event.t), tell(event)))
  const goesOn = (name: string, events: readonly TopoEvent[]) =>
    events.length === 0
      ? [line(name, '', 'the log ends here')]
      : lines(name, full ? events : events.slice(0, 1))
  const who = sides.length > 2 ? ` of ${a} and ${b}` : ''
  return [
    '',
    `  the logs${who} diverge at ${formatClock(divergence.at)}${seedNote(first, second)}:`,
    ...lines('both', full ? divergence.before : divergence.before.slice(-1)),
    ...goesOn(a, divergence.first),
    ...goesOn(b, divergence.second),
  ]
}

function renderSide(side: ComparedSide, sides: readonly ComparedSide[], { paint }: TerminalStyle): string {
  const size = Math.max(...sides.map(({ label }) => stringWidth(label)))
  const wall = side.wall === null ? '' : `  ran ${formatSpread(side.wall, 'time')}`
  return `  ${toColumn(escapeTerminal(side.label), size)}  ${paintOutcome(formatOutcomes(side), paint)}${wall}  ${escapeTerminal(side.place)}`
}

function paintDirection(direction: Direction, text: string, paint: Paint): string {
  switch (direction) {
    case 'worse':
      return paint.red(text)
    case 'better':
    case 'same':
      return paint.green(text)
    case 'changed':
      return paint.yellow(text)
  }
}
