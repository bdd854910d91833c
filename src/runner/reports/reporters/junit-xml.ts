/**
 * JUnit XML as Jenkins, GitLab and GitHub actions read it. There is no standard; this is the part that they share:
 * testsuites > testsuite > properties, testcase > failure | error | skipped, system-out. The failed attempts of a run with
 * retries are Surefire's flakyFailure and rerunFailure. `time` is wall time in seconds, so that CI servers can divide
 * tests by it; the time of the run's clock is a property.
 */

import type { SearchReport } from '../search/search-report.ts'
import { escapeXmlText } from '../text/escape-xml.ts'
import { type Finding, findingsOf, hasStarted } from './findings.ts'
import { attributes, seconds, sumCounts } from './junit-attributes.ts'
import { searchSuite } from './junit-search.ts'
import type { MissingPart, WrongFile } from './reporter.ts'
import type { RunNotes } from './run-notes.ts'
import { plainStyle } from './style.ts'
import { renderFinding, renderSummary } from './summary.ts'
import { type EndedRun, type TriedRun, tellAttempts, triedRuns } from './tried-runs.ts'

interface Case {
  /** Unique in its suite: viewers merge two cases with the same name. */
  readonly name: string
  readonly line: number | null
  readonly time: number
  readonly finding: Finding | null
  /** Findings of the same entry in earlier attempts. */
  readonly earlier: readonly EarlierFinding[]
  /** Reason why the run did not reach the case; else null. */
  readonly skipped: string | null
}

interface EarlierFinding {
  readonly finding: Finding
  readonly notes: RunNotes
}

/** Parts of the command that gave no run of their own. */
export interface UnrunParts {
  readonly missing?: readonly MissingPart[]
  readonly wrong?: readonly WrongFile[]
  readonly searches?: readonly SearchReport[]
}

/** An error without a run. */
interface BareError {
  readonly name: string
  readonly file: string | null
  readonly line: number | null
  readonly message: string
  readonly text: string
}

/** Missing parts are a suite of their own, with an error for each; so are wrong files. Each search is a suite. */
export function junitXml(
  runs: readonly EndedRun[],
  { missing = [], wrong = [], searches = [] }: UnrunParts = {},
): string {
  const suites = triedRuns(runs).map((tried) => ({ tried, cases: casesOf(tried) }))
  const bare = { 'missing results': missing.map(ofMissing), 'wrong files': wrong.map(ofWrong) }
  const errors = missing.length + wrong.length
  const searched = searches.map(searchSuite)
  const all = sumCounts([
    counts(suites.flatMap(({ cases }) => cases)),
    ...searched.map((suite) => suite.counts),
    { tests: errors, failures: 0, errors, skipped: 0 },
  ])
  const time = runs.reduce((sum, { notes }) => sum + notes.wall, 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'topo', ...all, time: seconds(time) })}>`,
    ...suites.flatMap(({ tried, cases }) => renderSuite(tried, cases)),
    ...searched.flatMap(({ lines }) => lines),
    ...Object.entries(bare).flatMap(([name, found]) => renderBare(name, found)),
    '</testsuites>',
    '',
  ].join('\n')
}

function casesOf(tried: TriedRun): readonly Case[] {
  const {
    last: { notes, verdict },
    earlier,
  } = tried
  const findings = findingsOf(verdict)
  const before = earlier.flatMap((attempt) =>
    findingsOf(attempt.verdict).map((finding) => ({ finding, notes: attempt.notes })),
  )
  const found = new Map(findings.map((finding) => [finding.entry, finding]))
  const expectations = verdict.expectations.map((expectation) => ({
    name: `${expectation.entry}: ${expectation.description} (${expectation.mode})`,
    line: expectation.line,
    time: notes.wallOf(expectation.entry),
    finding: found.get(expectation.entry) ?? null,
    earlier: before.filter(({ finding }) => finding.entry === expectation.entry),
    skipped: hasStarted(expectation) ? null : expectation.reason,
  }))
  const entries = new Set(verdict.expectations.map(({ entry }) => entry))
  const others = findings
    .filter(({ entry }) => entry === null || !entries.has(entry))
    .map((finding) => ({
      name: finding.title,
      line: finding.line,
      time: 0,
      finding,
      earlier: [],
      skipped: null,
    }))
  return [...expectations, ...others, ...ofAttempts(tried)]
}

/** Attempts that differ in virtual time make the outcome unknown, whatever the last one says. */
function ofAttempts(tried: TriedRun): readonly Case[] {
  const attempts = tellAttempts(tried)
  if (!tried.isUnsteady || attempts === null) return []
  const name = 'the same events in each attempt'
  const finding = {
    ...({ about: 'run', outcome: 'unknown', title: name, mode: null, reason: attempts } as const),
    ...{ entry: null, line: null, at: null, known: null },
  }
  return [{ name, line: null, time: 0, finding, earlier: [], skipped: null }]
}

function renderSuite(tried: TriedRun, cases: readonly Case[]): readonly string[] {
  const { notes, verdict } = tried.last
  const { info, started } = notes
  const attempts = tellAttempts(tried)
  const properties = {
    outcome: tried.outcome,
    ...(attempts !== null && { attempts }),
    reason: verdict.reason,
    seed: verdict.seed,
    fingerprint: verdict.fingerprint,
    clock: verdict.clock,
    fabric: verdict.fabric,
    'clock-seconds': seconds(verdict.duration),
    results: info.folder,
    command: info.command,
  }
  const time = { time: seconds(notes.wall), timestamp: started?.toISOString().replace(/\..*/, '') }
  return [
    `  <testsuite${attributes({ name: info.label, ...counts(cases), ...time, file: info.file })}>`,
    '    <properties>',
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...cases.flatMap((one) => renderCase(one, notes)),
    `    <system-out>${escapeXmlText(renderSummary(notes, verdict, plainStyle).join('\n').trim())}</system-out>`,
    '  </testsuite>',
  ]
}

function renderCase(one: Case, notes: RunNotes): readonly string[] {
  const { name, line, time, finding, earlier, skipped } = one
  const { label: classname, file } = notes.info
  const head = `    <testcase${attributes({ name, classname, time: seconds(time), file, line })}`
  if (skipped !== null) return [`${head}>`, renderSkipped(skipped), '    </testcase>']
  const results = [
    ...(finding === null ? [] : [renderResult(finding, notes)]),
    ...earlier.map((before) => renderEarlier(before, finding === null ? 'flakyFailure' : 'rerunFailure')),
  ]
  return results.length === 0 ? [`${head}/>`] : [`${head}>`, ...results, '    </testcase>']
}

function renderEarlier({ finding, notes }: EarlierFinding, tag: 'flakyFailure' | 'rerunFailure'): string {
  const { reason: message, outcome: type } = finding
  const story = renderFinding(finding, notes, plainStyle).join('\n')
  return `      <${tag}${attributes({ message, type })}><stackTrace>${escapeXmlText(story)}</stackTrace></${tag}>`
}

function ofMissing({ name, reason, file }: MissingPart): BareError {
  return { name, file: file ?? null, line: null, message: reason, text: '' }
}

function ofWrong({ file, mistakes }: WrongFile): BareError {
  const errors = mistakes.filter(({ severity }) => severity === 'error')
  const lines = errors.map(({ line, column, code, message, hint }) => {
    const place = line === null ? file : `${file}:${line}:${column}`
    return `${place}: error[${code}]: ${message}${hint === null ? '' : `\n  ${hint}`}`
  })
  const message = errors.map((error) => error.message).join('; ')
  return { name: file, file, line: errors[0]?.line ?? null, message, text: lines.join('\n') }
}

function renderBare(suite: string, errors: readonly BareError[]): readonly string[] {
  if (errors.length === 0) return []
  const count = { tests: errors.length, failures: 0, errors: errors.length, skipped: 0 }
  const time = seconds(0)
  return [
    `  <testsuite${attributes({ name: suite, ...count, time })}>`,
    ...errors.flatMap(({ name, file, line, message, text }) => {
      const error = attributes({ message, type: suite === 'wrong files' ? 'wrong' : 'unknown' })
      return [
        `    <testcase${attributes({ name, classname: suite, time, file, line })}>`,
        text === '' ? `      <error${error}/>` : `      <error${error}>${escapeXmlText(text)}</error>`,
        '    </testcase>',
      ]
    }),
    '  </testsuite>',
  ]
}

function renderSkipped(message: string): string {
  return `      <skipped${attributes({ message })}/>`
}

function renderResult(finding: Finding, notes: RunNotes): string {
  const { outcome, reason, known } = finding
  const story = renderFinding(finding, notes, plainStyle).join('\n')
  switch (outcome) {
    case 'known':
      return renderSkipped(`known: ${known}: ${reason}`)
    case 'fail':
    case 'unknown': {
      const tag = outcome === 'fail' ? 'failure' : 'error'
      return `      <${tag}${attributes({ message: reason, type: outcome })}>${escapeXmlText(story)}</${tag}>`
    }
  }
}

function counts(cases: readonly Case[]) {
  const count = (outcome: Finding['outcome']) =>
    cases.filter(({ finding }) => finding?.outcome === outcome).length
  const skipped = count('known') + cases.filter((one) => one.skipped !== null).length
  return { tests: cases.length, failures: count('fail'), errors: count('unknown'), skipped }
}
