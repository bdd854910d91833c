import { formatClock } from '../../language/values/format-clock.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { formatClockShort, formatSpeed } from '../text/format-time.ts'
import { type Paint, paintOutcome } from '../text/paint.ts'
import { toColumn, truncate } from '../text/truncate.ts'
import type { EntryStep, StepSide } from './steps.ts'

/** A run at one moment, as the live terminal shows it. */
export interface RunView {
  readonly label: string
  /** Milliseconds since the start, by the run's clock and by the wall clock. */
  readonly clock: number
  readonly wall: number
  readonly steps: readonly EntryStep[]
  /** The last happenings, oldest first. */
  readonly happenings: readonly Happening[]
}

export interface Happening {
  readonly t: number
  readonly text: string
  readonly isFault: boolean
}

export interface FrameSize {
  readonly columns: number
  readonly rows: number
}

const stateWidth = 7
const sideWidth = 20
const barWidth = 8

/** Renders runs for a terminal, within its columns and rows; `total` is a line about all runs. */
export function renderFrame(
  runs: readonly RunView[],
  total: string | null,
  size: FrameSize,
  paint: Paint,
): readonly string[] {
  const { columns } = size
  const foot = total === null || size.rows < 4 ? [] : [paint.dim(truncate(total, columns))]
  const rows = Math.max(1, size.rows - 1 - foot.length)
  const room = Math.max(1, Math.floor(rows / Math.max(1, runs.length)))
  const lines = runs.flatMap((run) => renderRun(run, { columns, rows: room }, paint))
  if (lines.length <= rows) return [...lines, ...foot]
  const hidden = runs.length - rows + 1
  return [...lines.slice(0, rows - 1), paint.dim(truncate(`and ${hidden} more runs`, columns)), ...foot]
}

export function renderRun(run: RunView, { columns, rows }: FrameSize, paint: Paint): readonly string[] {
  if (rows < 2) return [renderHeader(run, columns, paint)]
  const happenings = rows < 3 ? [] : run.happenings.slice(-Math.min(4, rows - 2))
  const room = rows - 1 - happenings.length
  const { shown, hidden } = choose(run.steps, room)
  const reasons = shown.filter(({ reason }) => reason !== null).length
  const hasRoom = hidden.length === 0 && shown.length + reasons <= room
  return [
    renderHeader(run, columns, paint),
    ...shown.flatMap((step) => [
      renderStep(step, run.clock, columns, paint),
      ...(hasRoom && step.reason !== null
        ? [paint.dim(truncate(`${' '.repeat(stateWidth + 4)}${step.reason}`, columns))]
        : []),
    ]),
    ...(hidden.length === 0 ? [] : [paint.dim(truncate(`  and ${renderStates(hidden)}`, columns))]),
    ...happenings.map(({ t, text, isFault }) => {
      const line = truncate(`  ${formatClock(t).padStart(10)}  ${text}`, columns)
      return isFault ? paint.yellow(line) : paint.dim(line)
    }),
  ]
}

function renderHeader({ label, clock, wall, steps }: RunView, columns: number, paint: Paint): string {
  const expected = steps.filter(({ type }) => type === 'expectation')
  const settled = expected.filter(({ side }) => side.kind === 'at').length
  const speed = formatSpeed(clock, wall)
  const right = `${formatClockShort(clock)}${speed === '' ? '' : `  ${speed}`}  ${settled} of ${expected.length}`
  const left = toColumn(escapeTerminal(label), Math.max(0, columns - right.length - 2))
  return truncate(`${left}  ${right}`, columns) === `${left}  ${right}`
    ? `${paint.bold(left)}  ${paint.dim(right)}`
    : truncate(right, columns)
}

function renderStep(
  { state: word, text, side }: EntryStep,
  clock: number,
  columns: number,
  paint: Paint,
): string {
  const width = columns >= 60 ? sideWidth : 0
  const left = toColumn(text, Math.max(0, columns - stateWidth - width - 6))
  const state = toColumn(word, Math.min(stateWidth, Math.max(0, columns - 2)))
  const right = width === 0 ? '' : `  ${renderSide(side, clock, width, paint)}`
  return `  ${paintOutcome(state, paint)}${columns > stateWidth + 4 ? `  ${left}` : ''}${right}`.trimEnd()
}

/** Time at which an entry was settled, or a bar towards its end. */
function renderSide(side: StepSide, clock: number, width: number, paint: Paint): string {
  switch (side.kind) {
    case 'at':
      return paint.dim(toColumn(`at ${formatClock(side.time)}`, width))
    case 'text':
      return paint.dim(toColumn(side.text, width))
    case 'until': {
      const part = Math.min(1, Math.max(0, (clock - side.from) / Math.max(1, side.time - side.from)))
      const filled = Math.round(part * barWidth)
      const left = ` ${formatClockShort(Math.max(0, side.time - clock))} left`
      const bar = `${paint.cyan('━'.repeat(filled))}${paint.dim('─'.repeat(barWidth - filled))}`
      return `${bar}${paint.dim(toColumn(left, width - barWidth))}`
    }
    default:
      return side satisfies never
  }
}

/** Chooses the steps that fit: problems and open steps before the others. */
function choose(steps: readonly EntryStep[], room: number) {
  if (steps.length <= room) return { shown: steps, hidden: [] }
  const ranked = importance.flatMap((word) => steps.filter(({ state }) => state === word))
  const kept = new Set(ranked.slice(0, Math.max(0, room - 1)))
  return {
    shown: steps.filter((one) => kept.has(one)),
    hidden: steps.filter((one) => !kept.has(one)),
  }
}

const importance = ['fail', 'unknown', 'running', 'known', 'fault', 'waiting', 'pass'] as const

/** `12 more: 10 pass, 2 waiting`. */
function renderStates(steps: readonly EntryStep[]): string {
  const counts = importance.flatMap((word) => {
    const count = steps.filter(({ state }) => state === word).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return `${steps.length} more: ${counts.join(', ')}`
}
