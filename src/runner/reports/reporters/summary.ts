import { join } from 'node:path'
import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import { captureFolder, nodeLogFolder } from '../../results/files.ts'
import { describeHole } from '../../verdict/hole.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { formatSpeed } from '../text/format-time.ts'
import { hang } from '../text/hang.ts'
import { paintOutcome } from '../text/paint.ts'
import { shellWord } from '../text/shell-word.ts'
import { type Finding, findingsOf, hasStarted } from './findings.ts'
import type { RunNotes } from './run-notes.ts'
import type { Told } from './stories.ts'
import type { Style } from './style.ts'

const narrow = 60

/** The end of a run for people: a story for each problem, then the verdict. */
export function renderSummary(notes: RunNotes, verdict: Verdict, style: Style): readonly string[] {
  const { info, words } = notes
  const { paint, columns, topo } = style
  const stories = findingsOf(verdict).filter(({ about }) => about !== 'run')
  const word = verdict.outcome.toUpperCase()
  const head = `${paintOutcome(word, paint)}  ${paint.bold(escapeTerminal(info.label))}: `
  const line = (text: string) => hang('      ', text, columns)
  // A wrapped command could not be copied.
  const command = (name: string, text: string) => `      ${paint.dim(name.padEnd(8))} ${escapeTerminal(text)}`
  return [
    ...stories.flatMap((one) => ['', ...renderFinding(one, notes, style)]),
    ...renderBreakdowns(notes, style),
    ...renderHoles(notes, verdict, style),
    '',
    ...hang('', `${head}${words.clean(verdict.reason)}`, columns),
    ...line(renderCounts(verdict)),
    ...line(renderFacts(verdict, notes.wall)).map((one) => paint.dim(one)),
    command('results', info.folder),
    command('report', `${topo} report ${shellWord(info.folder)} --open`),
    ...(info.captures.length === 0 ? [] : [command('packets', join(info.folder, captureFolder))]),
    command('again', info.command.replace(/^topo /, `${topo} `)),
  ]
}

/** The end of one of several runs: one line when it passed, or is a retry, whose first attempt has told its story. */
export function renderBrief(notes: RunNotes, verdict: Verdict, style: Style): readonly string[] {
  const { outcome } = verdict
  const isRetry = notes.info.retryOf !== null
  if (outcome !== 'pass' && !isRetry) return [...renderSummary(notes, verdict, style), '']
  const { paint, columns } = style
  const label = `${paint.bold(escapeTerminal(notes.info.label))}${isRetry ? ' (retry)' : ''}`
  const time = paint.dim(`${formatClock(verdict.duration)} in ${formatClock(notes.wall)}`)
  const prefix = `${paintOutcome(outcome.toUpperCase(), paint)}  `
  return [
    ...hang(prefix, `${label}: ${escapeTerminal(verdict.reason)}  ${time}`, columns),
    ...renderHoles(notes, verdict, style),
  ]
}

/** The expectation, the observation, the place, and the events before. */
export function renderFinding(finding: Finding, notes: RunNotes, style: Style): readonly string[] {
  const { paint, columns } = style
  const { outcome, title, mode, reason, entry, at, known } = finding
  const { words } = notes
  const indent = columns < narrow ? 2 : 11
  const label = (name: string) => `${' '.repeat(indent)}${paint.dim(name.padEnd(9))} `
  const field = (name: string, value: string) => hang(label(name), value, columns)
  // Wrapped URLs and paths could not be clicked or copied.
  const whole = (name: string, value: string) => [`${label(name)}${value}`]
  const does = words.fault(entry)
  // A known failure needs no story.
  const before = entry === null || outcome === 'known' ? [] : notes.stories.of(entry)
  return [
    ...hang(
      `  ${paintOutcome(outcome.padEnd(7), paint)}  `,
      words.clean(does === null ? title : `${title}: ${does}`),
      columns,
    ),
    ...(mode === null ? [] : field('expected', mode)),
    ...field('seen', words.clean(reason)),
    ...(known === null ? [] : whole('known', escapeTerminal(known))),
    ...whole('where', `${placeOfFinding(finding, notes)}${at === null ? '' : `, at ${formatClock(at)}`}`),
    ...(before.length === 0 ? [] : field('before', '')),
    ...before.flatMap((told) =>
      hang(
        `${formatClock(told.at).padStart(indent + 9)}  `,
        `${words.tell(told.event)}${renderTimes(told)}`,
        columns,
      ),
    ),
  ].map((line) => line.trimEnd())
}

/** ` (10 times until 1m 5s)`; empty for a single event. */
function renderTimes({ at, times, until }: Told): string {
  if (times === 1) return ''
  return ` (${plural(times, 'time')}${until === at ? '' : ` until ${formatClock(until)}`})`
}

/** `topologies/hello.yaml:12 (2-reachable)`; `2-reachable` for an entry without a file. */
export function placeOfFinding({ line, entry }: Pick<Finding, 'line' | 'entry'>, { info }: RunNotes): string {
  const file = escapeTerminal(info.file)
  if (line === null) return entry ?? file
  return `${file}:${line}${entry === null ? '' : ` (${entry})`}`
}

/** `2 passed, 1 failed, 1 not reached, 1 fault changed nothing`. */
function renderCounts({ expectations, faults }: Pick<Verdict, 'expectations' | 'faults'>): string {
  const reached = expectations.filter(hasStarted)
  const words = { pass: 'passed', fail: 'failed', unknown: 'unknown', known: 'known' } as const
  const counts = Object.entries(words).flatMap(([outcome, word]) => {
    const count = reached.filter((expectation) => expectation.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  const unreached = expectations.length - reached.length
  const idle = faults.filter(({ outcome }) => outcome === 'changed-nothing').length
  const all = [
    ...(expectations.length === 0 ? ['no expectations'] : counts),
    ...(unreached === 0 ? [] : [`${unreached} not reached`]),
    ...(idle === 0 ? [] : [`${plural(idle, 'fault')} changed nothing`]),
  ]
  return all.join(', ')
}

function renderFacts(verdict: Verdict, wall: number): string {
  const speed = formatSpeed(verdict.duration, wall)
  const time = `${formatClock(verdict.duration)} of ${verdict.clock} time in ${formatClock(wall)}`
  return `${time}${speed === '' ? '' : ` (${speed})`}, ${plural(verdict.events, 'event')}, seed ${verdict.seed}, fingerprint ${verdict.fingerprint}`
}

/** Losses that no entry of the timeline saw. */
function renderHoles({ words }: RunNotes, { holes }: Verdict, { paint, columns }: Style): readonly string[] {
  return holes.flatMap((hole) =>
    hang(`  ${paint.yellow('warning')}  `, words.clean(describeHole(hole)), columns),
  )
}

/** Failed nodes, with their last output and the path of their log. */
function renderBreakdowns({ failures, info, words }: RunNotes, { paint, columns }: Style): readonly string[] {
  const indent = ' '.repeat(11)
  return failures.flatMap((event) => [
    '',
    ...hang(`  ${paintOutcome('unknown', paint)}  `, words.tell(event), columns),
    ...event.log.flatMap((line) => hang(`${indent}${paint.dim('|')} `, escapeTerminal(line), columns)),
    // A wrapped path could not be copied.
    ...(event.log.length === 0 ? [] : [`${indent}${paint.dim('log')} ${nodeLog(info, event.node)}`]),
  ])
}

function nodeLog({ folder }: RunNotes['info'], node: string): string {
  return escapeTerminal(join(folder, nodeLogFolder, `${node}.log`))
}
