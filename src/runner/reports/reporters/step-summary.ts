/** The summary of a GitHub Actions job: a table of its runs, and a folded story for each run with problems. */

import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { escapeXmlText } from '../text/escape-xml.ts'
import { findingsOf } from './findings.ts'
import type { RunNotes } from './run-notes.ts'
import { plainStyle } from './style.ts'
import { renderSummary } from './summary.ts'
import { renderTotal } from './total.ts'

export interface EndedRun {
  readonly notes: RunNotes
  readonly verdict: Verdict
}

/** GitHub refuses a summary of more than 1 MiB. */
const mostBytes = 900 * 1024

/** Renders GitHub's Markdown; `all` also counts runs that never started. */
export function renderStepSummary(runs: readonly EndedRun[], all = runs.length): string {
  const verdicts = runs.map(({ verdict }) => verdict)
  const head = [
    `### topo: ${renderTotal(verdicts, all, null)}`,
    '',
    '| | topology | expectations | time | reason |',
    '| --- | --- | --- | --- | --- |',
    ...runs.map(renderRow),
    '',
  ].join('\n')
  const parts = [head]
  let room = mostBytes - Buffer.byteLength(head)
  for (const run of runs.filter(({ verdict }) => verdict.outcome !== 'pass')) {
    const story = renderStory(run)
    room -= Buffer.byteLength(story)
    if (room < 0) break
    parts.push(story)
  }
  return parts.join('\n')
}

const marks = { pass: '✅ pass', fail: '❌ fail', unknown: '❔ unknown' } as const

function renderRow({ notes, verdict }: EndedRun): string {
  const { outcome, expectations, duration, reason } = verdict
  const fine = expectations.filter((one) => one.outcome === 'pass').length
  const known = expectations.filter((one) => one.outcome === 'known').length
  const count = `${fine} of ${expectations.length}${known === 0 ? '' : `, ${known} known`}`
  const cells = [
    marks[outcome],
    cell(notes.info.label),
    count,
    formatClock(duration),
    cell(notes.words.name(reason)),
  ]
  return `| ${cells.join(' | ')} |`
}

function renderStory({ notes, verdict }: EndedRun): string {
  const count = findingsOf(verdict).filter(({ outcome }) => outcome !== 'known').length
  const title = `${notes.info.label}: ${plural(count, 'finding')}`
  const lines = renderSummary(notes, verdict, plainStyle).join('\n').trim()
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
