/** The end of several runs for people: the slowest and the flaky ones, each failure once more, and all names. */
import { formatClock } from '../../language/values/format-clock.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { hang } from '../text/hang.ts'
import { paintOutcome } from '../text/paint.ts'
import { findingsOf } from './findings.ts'
import { inNamedOrder } from './in-named-order.ts'
import type { MissingPart, ReporterContext, WrongFile } from './reporter.ts'
import type { Style } from './style.ts'
import { placeOfFinding, renderSummary } from './summary.ts'
import { renderTotal, type TotalOptions } from './total.ts'
import { type EndedRun, type TriedRun, tellAttempts, tellingAttempts, triedRuns } from './tried-runs.ts'

export interface EndOfRuns extends TotalOptions {
  readonly ended: readonly EndedRun[]
  readonly wrong: readonly WrongFile[]
  /** The labels of all runs in the order of the command. */
  readonly order: readonly string[]
  /** True: no story was told before. */
  readonly isUntold: boolean
}

const mostSlow = 5

/** True: there is more to tell than the end of one run. */
export function isSeveral(
  ended: readonly EndedRun[],
  { runs, wrong = [], missing = [] }: Pick<ReporterContext, 'runs' | 'wrong' | 'missing'>,
): boolean {
  return runs > 1 || ended.length > 1 || (ended.length > 0 && wrong.length + missing.length > 0)
}

export function renderEnd(end: EndOfRuns, style: Style): readonly string[] {
  const tried = inNamedOrder(triedRuns(end.ended), end.order, ({ last }) => last.notes.info)
  const failed = tried.filter(({ outcome }) => outcome !== 'pass')
  return [
    ...renderSlowest(tried, style),
    ...renderStories(failed, end, style),
    ...renderNames([...tried.filter(({ isFlaky }) => isFlaky), ...failed], end, style),
    '',
    renderTotal(tried, end),
  ]
}

function renderSlowest(tried: readonly TriedRun[], { paint, columns }: Style): readonly string[] {
  if (tried.length <= mostSlow) return []
  const slowest = tried
    .map(({ last, earlier }) => ({
      label: last.notes.info.label,
      wall: [...earlier, last].reduce((sum, { notes }) => sum + notes.wall, 0),
    }))
    .sort((a, b) => b.wall - a.wall)
    .slice(0, mostSlow)
    .map(({ label, wall }) => `${escapeTerminal(label)} ${formatClock(wall)}`)
  return ['', ...hang(`${paint.dim('slowest')}  `, slowest.join(', '), columns)]
}

/** A story that stands right above is not repeated. A line tells stories that were told before from other runs. */
function renderStories(
  failed: readonly TriedRun[],
  { ended, isUntold }: EndOfRuns,
  style: Style,
): readonly string[] {
  const [first] = failed
  const isAbove = failed.length === 1 && first?.earlier.length === 0 && first.last === ended.at(-1)
  if (isAbove && !isUntold) return []
  const told = failed.flatMap((one) => tellingAttempts(one))
  return [
    ...(isUntold || told.length === 0 ? [] : ['', style.paint.dim('did not pass:')]),
    ...told.flatMap(({ notes, verdict }) => ['', ...renderSummary(notes, verdict, style)]),
  ]
}

function renderNames(
  tried: readonly TriedRun[],
  { wrong, missing }: Pick<EndOfRuns, 'wrong' | 'missing'>,
  style: Style,
): readonly string[] {
  const files = missing.filter(({ file }) => file !== undefined)
  if (tried.length + wrong.length + files.length === 0) return []
  return [
    '',
    ...tried.flatMap((one) => renderName(one, style)),
    ...wrong.flatMap((one) => renderWrong(one, style)),
    ...files.flatMap((one) => renderMissing(one, style)),
  ]
}

/** `FAIL  relay-restart: bob reaches alice, at topologies/relay-restart.yaml:24`. */
function renderName(tried: TriedRun, { paint, columns }: Style): readonly string[] {
  const { isFlaky, outcome } = tried
  const [{ notes, verdict }] = tellingAttempts(tried)
  const [finding] = findingsOf(verdict).filter((one) => one.outcome === verdict.outcome)
  const word = isFlaky ? paint.yellow('FLAKY') : paintOutcome(outcome.toUpperCase(), paint)
  const attempts = tellAttempts(tried)
  const told = [
    notes.words.clean(finding === undefined || finding.about === 'run' ? verdict.reason : finding.title),
    `at ${placeOfFinding({ line: finding?.line ?? null, entry: null }, notes)}`,
    ...(attempts === null ? [] : [attempts]),
  ]
  return hang(`${word}  `, `${paint.bold(escapeTerminal(notes.info.label))}: ${told.join(', ')}`, columns)
}

function renderWrong({ file, mistakes }: WrongFile, { paint, columns }: Style): readonly string[] {
  return mistakes
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ line, column, message }) => {
      const place = line === null ? file : `${file}:${line}:${column}`
      return hang(`${paint.red.bold('WRONG')}  `, escapeTerminal(`${place}: ${message}`), columns)
    })
}

/** `UNKNOWN  relay.yaml: libp2p 3.3.9 cannot be had`, without the advice. */
function renderMissing({ name, reason }: MissingPart, { paint, columns }: Style): readonly string[] {
  const [told = reason] = reason.split('\n')
  return hang(`${paintOutcome('UNKNOWN', paint)}  `, escapeTerminal(`${name}: ${told}`), columns)
}
