import type { Verdict } from '../verdict/verdict.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { type Finding, findingsOf } from './findings.ts'
import { formatEvent } from './format-event.ts'
import { formatClock, formatSpeed } from './format-time.ts'
import { type Paint, paintOutcome } from './paint.ts'
import type { RunRecord } from './run-record.ts'

/** The end of a run for people: a story for everything that is not fine, then the verdict. */
export function renderSummary(record: RunRecord, verdict: Verdict, paint: Paint): readonly string[] {
  const { info } = record
  const finding = (one: Finding) => ['', ...renderFinding(one, record, paint)]
  const word = verdict.outcome.toUpperCase()
  const stories = findingsOf(verdict).filter(({ entry }) => entry !== null)
  return [
    ...stories.flatMap(finding),
    ...renderBreakdowns(record, paint),
    '',
    `${paintOutcome(word, paint)}  ${paint.bold(escapeTerminal(info.label))}: ${escapeTerminal(verdict.reason)}`,
    `      ${renderCounts(verdict)}`,
    `      ${paint.dim(renderFacts(verdict, record.wall))}`,
    `      results  ${escapeTerminal(info.folder)}`,
    `      again    ${escapeTerminal(info.command)}`,
  ]
}

/** The end of one of several runs: one line when it passed. */
export function renderBrief(record: RunRecord, verdict: Verdict, paint: Paint): readonly string[] {
  if (verdict.outcome !== 'pass') return [...renderSummary(record, verdict, paint), '']
  const label = paint.bold(escapeTerminal(record.info.label))
  const time = `${formatClock(verdict.duration)} in ${formatClock(record.wall)}`
  return [`${paintOutcome('PASS', paint)}  ${label}: ${escapeTerminal(verdict.reason)}  ${paint.dim(time)}`]
}

/** What was expected, what was seen, where, and the events before. */
export function renderFinding(finding: Finding, record: RunRecord, paint: Paint): readonly string[] {
  const { outcome, title, mode, reason, entry, at, known } = finding
  const field = (name: string, value: string) => `           ${paint.dim(name.padEnd(9))} ${value}`
  const events = entry === null ? [] : record.stories.of(entry)
  return [
    `  ${paintOutcome(outcome.padEnd(7), paint)}  ${escapeTerminal(title)}`,
    ...(mode === null ? [] : [field('expected', mode)]),
    field('seen', escapeTerminal(reason)),
    ...(known === null ? [] : [field('known', escapeTerminal(known))]),
    field('where', `${location(finding, record)}${at === null ? '' : `, at ${formatClock(at)}`}`),
    ...(events.length === 0 ? [] : [field('before', '')]),
    ...events.map((event) => `${formatClock(event.t).padStart(20)}  ${formatEvent(event)}`),
  ].map((line) => line.trimEnd())
}

/** `topologies/hello.yaml:12 (2-reachable)`. */
function location({ line, entry }: Pick<Finding, 'line' | 'entry'>, { info }: RunRecord): string {
  const file = escapeTerminal(info.file)
  return line === null ? file : `${file}:${line}${entry === null ? '' : ` (${entry})`}`
}

/** `2 passed, 1 failed`. */
function renderCounts({ expectations }: Pick<Verdict, 'expectations'>): string {
  const words = { pass: 'passed', fail: 'failed', unknown: 'unknown', known: 'known' } as const
  const counts = Object.entries(words).flatMap(([outcome, word]) => {
    const count = expectations.filter((expectation) => expectation.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return counts.join(', ') || 'no expectations'
}

function renderFacts(verdict: Verdict, wall: number): string {
  const speed = formatSpeed(verdict.duration, wall)
  const time = `${formatClock(verdict.duration)} of ${verdict.clock} time in ${formatClock(wall)}`
  return `${time}${speed === '' ? '' : ` (${speed})`}, ${verdict.events} events, seed ${verdict.seed}, fingerprint ${verdict.fingerprint}`
}

/** Nodes that broke down, with the last that they printed. */
function renderBreakdowns({ failures }: RunRecord, paint: Paint): readonly string[] {
  return failures.flatMap((event) => [
    '',
    `  ${paintOutcome('unknown', paint)}  ${formatEvent(event)}`,
    ...event.log.map((line) => `           ${paint.dim('|')} ${escapeTerminal(line)}`),
  ])
}
