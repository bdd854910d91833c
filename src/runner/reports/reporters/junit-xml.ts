/**
 * JUnit XML as Jenkins, GitLab and GitHub actions read it. There is no standard; this is the part that they share:
 * testsuites > testsuite > properties, testcase > failure | error | skipped, system-out. `time` is the run's clock in
 * seconds; wall time is a property.
 */

import type { ExpectationVerdict, Verdict } from '../../verdict/verdict.ts'
import { escapeXmlAttribute, escapeXmlText } from '../text/escape-xml.ts'
import { type Finding, findingsOf, hasStarted } from './findings.ts'
import type { MissingPart } from './reporter.ts'
import type { RunNotes } from './run-notes.ts'
import { plainStyle } from './style.ts'
import { renderFinding, renderSummary } from './summary.ts'

export interface JunitRun {
  readonly notes: RunNotes
  readonly verdict: Verdict
}

interface Case {
  /** Unique in its suite: viewers merge two cases with the same name. */
  readonly name: string
  readonly line: number | null
  readonly time: number
  readonly finding: Finding | null
  /** Reason why the run did not reach the case; else null. */
  readonly skipped: string | null
}

/** Missing parts are a suite of their own, with an error for each. */
export function junitXml(runs: readonly JunitRun[], missing: readonly MissingPart[] = []): string {
  const suites = runs.map((run) => ({ ...run, cases: casesOf(run.verdict) }))
  const all = [...suites.flatMap(({ cases }) => cases), ...missing.map(missingCase)]
  const time = runs.reduce((sum, { verdict }) => sum + verdict.duration, 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'topo', ...counts(all), time: seconds(time) })}>`,
    ...suites.flatMap((suite) => renderSuite(suite, suite.cases)),
    ...renderMissing(missing),
    '</testsuites>',
    '',
  ].join('\n')
}

function casesOf(verdict: Verdict): readonly Case[] {
  const findings = findingsOf(verdict)
  const found = new Map(findings.map((finding) => [finding.entry, finding]))
  const expectations = verdict.expectations.map((expectation) => ({
    name: `${expectation.entry}: ${expectation.description} (${expectation.mode})`,
    line: expectation.line,
    time: lengthOf(expectation),
    finding: found.get(expectation.entry) ?? null,
    skipped: hasStarted(expectation) ? null : expectation.reason,
  }))
  const entries = new Set(verdict.expectations.map(({ entry }) => entry))
  const others = findings
    .filter(({ entry }) => entry === null || !entries.has(entry))
    .map((finding) => ({ name: finding.title, line: finding.line, time: 0, finding, skipped: null }))
  return [...expectations, ...others]
}

function lengthOf({ started, settledAt }: ExpectationVerdict): number {
  return started === null || settledAt === null ? 0 : settledAt - started
}

function renderSuite({ notes, verdict }: JunitRun, cases: readonly Case[]): readonly string[] {
  const { info, started } = notes
  const properties = {
    outcome: verdict.outcome,
    reason: verdict.reason,
    seed: verdict.seed,
    fingerprint: verdict.fingerprint,
    clock: verdict.clock,
    fabric: verdict.fabric,
    'wall-seconds': seconds(notes.wall),
    results: info.folder,
    command: info.command,
  }
  const time = { time: seconds(verdict.duration), timestamp: started?.toISOString().replace(/\..*/, '') }
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

function renderCase({ name, line, time, finding, skipped }: Case, notes: RunNotes): readonly string[] {
  const { label: classname, file } = notes.info
  const head = `    <testcase${attributes({ name, classname, time: seconds(time), file, line })}`
  if (skipped !== null) return [`${head}>`, renderSkipped(skipped), '    </testcase>']
  return finding === null ? [`${head}/>`] : [`${head}>`, renderResult(finding, notes), '    </testcase>']
}

function missingCase({ name, reason }: MissingPart): Case {
  const none = { mode: null, entry: null, line: null, at: null, known: null }
  const finding: Finding = { about: 'run', outcome: 'unknown', title: name, reason, ...none }
  return { name, line: null, time: 0, finding, skipped: null }
}

function renderMissing(missing: readonly MissingPart[]): readonly string[] {
  if (missing.length === 0) return []
  const name = 'missing results'
  return [
    `  <testsuite${attributes({ name, ...counts(missing.map(missingCase)), time: seconds(0) })}>`,
    ...missing.flatMap((part) => [
      `    <testcase${attributes({ name: part.name, classname: name, time: seconds(0) })}>`,
      `      <error${attributes({ message: part.reason, type: 'unknown' })}/>`,
      '    </testcase>',
    ]),
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

function attributes(values: Readonly<Record<string, string | number | null | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXmlAttribute(String(value))}"`)
    .join('')
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
