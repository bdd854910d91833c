/** The summary of a GitHub Actions job: a table of its runs, and a folded story for each run with problems. */

import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import { tellCounts, tellFirst } from '../search/render-search.ts'
import type { SearchReport } from '../search/search-report.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { escapeXmlText } from '../text/escape-xml.ts'
import { findingsOf } from './findings.ts'
import type { MissingPart, Mistake, WrongFile } from './reporter.ts'
import type { Style } from './style.ts'
import { renderSummary } from './summary.ts'
import { renderTotal } from './total.ts'
import { type TriedRun, tellAttempts, tellingAttempts } from './tried-runs.ts'

export interface JobSummary {
  /** Number of runs, with those that never started. */
  readonly runs: number
  readonly missing: readonly MissingPart[]
  readonly wrong: readonly WrongFile[]
  /** Style of the stories. */
  readonly style: Style
}

/** GitHub refuses a summary of more than 1 MiB. */
const mostBytes = 900 * 1024

/** Renders GitHub's Markdown. */
export function renderStepSummary(tried: readonly TriedRun[], { style, ...command }: JobSummary): string {
  const { missing, wrong } = command
  const head = [
    `### topo: ${renderTotal(tried, { ...command, wall: null })}`,
    '',
    '| | topology | expectations | time | reason |',
    '| --- | --- | --- | --- | --- |',
    ...wrong.flatMap(({ file, mistakes }) => mistakes.map((mistake) => renderMistake(file, mistake))),
    ...missing.map(renderMissing),
    ...tried.map(renderRow),
    '',
  ].join('\n')
  const parts = [head]
  let room = mostBytes - Buffer.byteLength(head)
  for (const run of tried.filter(({ outcome, isFlaky }) => outcome !== 'pass' || isFlaky)) {
    const story = renderStory(run, style)
    room -= Buffer.byteLength(story)
    if (room < 0) break
    parts.push(story)
  }
  return parts.join('\n')
}

/** Renders the groups of a search as GitHub's Markdown. */
export function renderSearchSummary(report: SearchReport): string {
  const rows = report.groups.map((group) => {
    const { known, expectation, reason, file } = group
    const mark = known === null ? '❌ new' : '≈ known'
    return `| ${[mark, cell(expectation), cell(reason), cell(tellFirst(group)), cell(known ?? file)].join(' | ')} |`
  })
  const unseen = report.unseen.map((one) => `| ❔ never seen | ${cell(one)} | | | |`)
  const table = ['| | expectation | reason | runs | |', '| --- | --- | --- | --- | --- |', ...rows, ...unseen]
  return [
    `### topo: search ${cell(report.name)}: ${cell(tellCounts(report))}`,
    '',
    ...(rows.length + unseen.length > 0 ? table : []),
    '',
  ].join('\n')
}

const marks = { pass: '✅ pass', fail: '❌ fail', unknown: '❔ unknown' } as const

/** Warnings of a wrong file only add to its errors. */
function renderMistake(file: string, { severity, line, column, message }: Mistake): string {
  const place = line === null ? file : `${file}:${line}:${column}`
  const mark = severity === 'error' ? '❌ wrong' : '⚠️ warning'
  return `| ${[mark, cell(place), '', '', cell(message)].join(' | ')} |`
}

function renderMissing({ name, reason }: MissingPart): string {
  return `| ${[marks.unknown, cell(name), '', '', cell(reason)].join(' | ')} |`
}

function renderRow(tried: TriedRun): string {
  const { notes, verdict } = tried.last
  const { expectations, duration, reason } = verdict
  const fine = expectations.filter((one) => one.outcome === 'pass').length
  const known = expectations.filter((one) => one.outcome === 'known').length
  const count = `${fine} of ${expectations.length}${known === 0 ? '' : `, ${known} known`}`
  const cells = [
    tried.isFlaky ? '⚠️ flaky' : marks[tried.outcome],
    cell(notes.info.label),
    count,
    formatClock(duration),
    cell([tellAttempts(tried), notes.words.name(reason)].filter((text) => text !== null).join('; ')),
  ]
  return `| ${cells.join(' | ')} |`
}

function renderStory(tried: TriedRun, style: Style): string {
  const attempts = tellingAttempts(tried)
  const [{ notes, verdict }] = attempts
  const count = findingsOf(verdict).filter(({ outcome }) => outcome !== 'known').length
  const title = `${notes.info.label}: ${plural(count, 'finding')}`
  const lines = attempts
    .map((one) => renderSummary(one.notes, one.verdict, style).join('\n').trim())
    .join('\n\n')
  return `<details><summary>${escapeXmlText(escapeTerminal(title))}</summary>\n<pre>\n${inHtml(lines)}\n</pre>\n</details>\n`
}

/** Fills empty lines, which would end the block of HTML. */
function inHtml(text: string): string {
  return escapeXmlText(text).replace(/\n(?=\n)/g, '\n&nbsp;')
}

/** Escapes text for one cell of a Markdown table. */
function cell(text: string): string {
  return escapeTerminal(text, 300).replace(
    /[&<>|\\`*_~[\]()#!@:]/g,
    (character) => `&#${character.codePointAt(0)};`,
  )
}
