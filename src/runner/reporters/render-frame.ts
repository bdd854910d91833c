import type { ExpectationVerdict } from '../verdict/verdict.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { formatClock, formatClockShort, formatSpeed } from './format-time.ts'
import { type Paint, paintOutcome } from './paint.ts'
import { toColumn, truncate } from './truncate.ts'

/** A run at one moment, as the live terminal shows it. */
export interface RunView {
  readonly label: string
  /** Milliseconds of the run's clock, and of wall time, since the start. */
  readonly clock: number
  readonly wall: number
  readonly expectations: readonly ExpectationVerdict[]
  /** The last things that happened, the oldest first. */
  readonly happenings: readonly Happening[]
}

export interface Happening {
  readonly t: number
  readonly text: string
}

export interface FrameSize {
  readonly columns: number
  readonly rows: number
}

const stateWidth = 7
const sideWidth = 20
const barWidth = 8

/** The lines to show, none wider than the terminal and no more than it has. */
export function renderFrame(runs: readonly RunView[], size: FrameSize, paint: Paint): readonly string[] {
  const rows = Math.max(1, size.rows - 1)
  const room = Math.max(1, Math.floor(rows / Math.max(1, runs.length)))
  const lines = runs.flatMap((run) => renderRun(run, { columns: size.columns, rows: room }, paint))
  if (lines.length <= rows) return lines
  const hidden = runs.length - rows + 1
  return [...lines.slice(0, rows - 1), paint.dim(truncate(`and ${hidden} more runs`, size.columns))]
}

export function renderRun(run: RunView, { columns, rows }: FrameSize, paint: Paint): readonly string[] {
  if (rows < 2) return [renderHeader(run, columns, paint)]
  const happenings = rows < 3 ? [] : run.happenings.slice(-Math.min(4, rows - 2))
  const { shown, hidden } = choose(run.expectations, rows - 1 - happenings.length)
  return [
    renderHeader(run, columns, paint),
    ...shown.map((expectation) => renderExpectation(expectation, run.clock, columns, paint)),
    ...(hidden.length === 0 ? [] : [paint.dim(truncate(`  and ${renderStates(hidden)}`, columns))]),
    ...happenings.map(({ t, text }) =>
      paint.dim(truncate(`  ${formatClock(t).padStart(10)}  ${text}`, columns)),
    ),
  ]
}

function renderHeader({ label, clock, wall, expectations }: RunView, columns: number, paint: Paint): string {
  const settled = expectations.filter(({ settledAt }) => settledAt !== null).length
  const speed = formatSpeed(clock, wall)
  const right = `${formatClockShort(clock)}${speed === '' ? '' : `  ${speed}`}  ${settled} of ${expectations.length}`
  const left = toColumn(escapeTerminal(label), Math.max(0, columns - right.length - 2))
  return truncate(`${left}  ${right}`, columns) === `${left}  ${right}`
    ? `${paint.bold(left)}  ${paint.dim(right)}`
    : truncate(right, columns)
}

function renderExpectation(one: ExpectationVerdict, clock: number, columns: number, paint: Paint): string {
  const side = columns >= 60 ? sideWidth : 0
  const text = toColumn(escapeTerminal(one.description), Math.max(0, columns - stateWidth - side - 6))
  const state = toColumn(one.outcome, Math.min(stateWidth, Math.max(0, columns - 2)))
  const right = side === 0 ? '' : `  ${paint.dim(toColumn(renderSide(one, clock), side))}`
  return `  ${paintOutcome(state, paint)}${columns > stateWidth + 4 ? `  ${text}` : ''}${right}`.trimEnd()
}

/** When it was settled; or how far it is on the way to its deadline. */
function renderSide({ settledAt, started, deadline, mode }: ExpectationVerdict, clock: number): string {
  if (settledAt !== null) return `at ${formatClock(settledAt)}`
  if (started === null || deadline === null) return mode
  const part = Math.min(1, Math.max(0, (clock - started) / Math.max(1, deadline - started)))
  const filled = Math.round(part * barWidth)
  const left = formatClockShort(Math.max(0, deadline - clock))
  return `[${'='.repeat(filled)}${' '.repeat(barWidth - filled)}] ${left} left`
}

/** What is not settled or not fine first, when there is not room for all. */
function choose(expectations: readonly ExpectationVerdict[], room: number) {
  if (expectations.length <= room) return { shown: expectations, hidden: [] }
  const ranked = importance.flatMap((word) => expectations.filter(({ outcome }) => outcome === word))
  const kept = new Set(ranked.slice(0, Math.max(0, room - 1)))
  return {
    shown: expectations.filter((one) => kept.has(one)),
    hidden: expectations.filter((one) => !kept.has(one)),
  }
}

const importance = ['fail', 'unknown', 'running', 'known', 'waiting', 'pass'] as const

/** `12 more: 10 pass, 2 waiting`. */
function renderStates(expectations: readonly ExpectationVerdict[]): string {
  const counts = importance.flatMap((word) => {
    const count = expectations.filter(({ outcome }) => outcome === word).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return `${expectations.length} more: ${counts.join(', ')}`
}
