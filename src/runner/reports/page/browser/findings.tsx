import { useState } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import { describeHole } from '../../../verdict/hole.ts'
import type { ExpectationVerdict, FaultVerdict } from '../../../verdict/verdict.ts'
import { type Finding, findingsOf } from '../../reporters/findings.ts'
import type { RunWords } from '../../text/run-words.ts'
import { faultCame } from '../fault-came.ts'
import { clean, symbols, wordOf } from '../words.ts'
import { type PatternedLine, printedFor } from './printed-for.ts'
import type { Actions, Report } from './report.ts'

interface Props {
  readonly report: Report
  readonly actions: Actions
}

const mostEvidence = 12
const mostAtFirst = 20

/** The problems, each with its reason and a link to its moment, then all expectations and faults. */
export function Findings({ report, actions }: Props) {
  const { words } = report
  const { verdict } = report.data
  const findings = findingsOf(verdict)
  const idle = verdict.faults.filter(({ outcome }) => outcome === 'changed-nothing').length
  const [all, setAll] = useState(false)
  const shown = all ? findings : findings.slice(0, mostAtFirst)
  return (
    <section aria-label="Findings" class="findings">
      {shown.map((finding) => (
        <FindingCard
          key={`${finding.entry} ${finding.title}`}
          finding={finding}
          report={report}
          actions={actions}
        />
      ))}
      {shown.length < findings.length ? (
        <button type="button" onClick={() => setAll(true)}>
          Show all {findings.length}
        </button>
      ) : null}
      {verdict.holes.map((hole) => (
        <p key={`${hole.peer} ${hole.relay} ${hole.from}`} class="hole">
          Warning: {clean(describeHole(hole))}
        </p>
      ))}
      <details class="entries" open={findings.length === 0 && verdict.expectations.length <= 12}>
        <summary>
          {plural(verdict.expectations.length, 'expectation')}, {plural(verdict.faults.length, 'fault')}
          {idle === 0 ? '' : `, ${idle} changed nothing`}
        </summary>
        <ol>
          {verdict.expectations.map((one) => (
            <ExpectationRow key={one.entry} expectation={one} words={words} actions={actions} />
          ))}
          {verdict.faults.map((one) => (
            <FaultRow key={one.entry} fault={one} words={words} actions={actions} />
          ))}
        </ol>
      </details>
    </section>
  )
}

function FindingCard({
  finding,
  report,
  actions,
}: {
  readonly finding: Finding
  readonly report: Report
  readonly actions: Actions
}) {
  const { outcome, title, mode, reason, entry, line, at, known } = finding
  const { words } = report
  const does = words.fault(entry)
  const because = report.data.plan.timeline.find(({ id }) => id === entry)?.because ?? null
  const evidence = report.data.verdict.expectations.find((one) => one.entry === entry)?.evidence ?? []
  return (
    <article class={`finding ${outcome}`}>
      <h2>
        <span class={`badge small ${outcome}`}>
          <span aria-hidden="true">{symbols[outcome]}</span> {outcome}
        </span>{' '}
        {words.clean(does === null ? title : `${title}: ${does}`)}
        {mode === null ? null : <span class="mode"> {mode}</span>}
      </h2>
      <p class="seen">{words.clean(reason)}</p>
      {because === null ? null : <p class="because">{clean(because)}</p>}
      {known === null ? null : (
        <p class="known-url">
          expected to fail: <Url text={known} />
        </p>
      )}
      <PrintedLines lines={printedFor(entry, report.events)} />
      <p class="where">
        {at === null ? null : (
          <button type="button" class="jump" onClick={() => actions.goToTime(at)}>
            Go to {formatClock(at)}
          </button>
        )}
        {evidence.slice(0, mostEvidence).map((n) => (
          <button type="button" class="plain" key={n} onClick={() => actions.goTo(n)}>
            event {n}
          </button>
        ))}
        {evidence.length > mostEvidence ? <span>and {evidence.length - mostEvidence} more</span> : null}
        {line === null ? null : (
          <span class="line">
            {clean(report.data.run.file)}:{line}
          </span>
        )}
      </p>
    </article>
  )
}

/** Lines that the nodes printed, with the times at which they did. */
function PrintedLines({ lines }: { readonly lines: readonly PatternedLine[] }) {
  if (lines.length === 0) return null
  return (
    <ol class="printed">
      {lines.map(({ at, node, line, matches }) => (
        <li key={`${at} ${node} ${line}`}>
          <span class="time">{formatClock(at)}</span> {clean(node)}: <code>{clean(line)}</code>
          {matches ? null : <span class="mode"> no match</span>}
        </li>
      ))}
    </ol>
  )
}

/** A link only for web addresses, because the text comes from a file. */
function Url({ text }: { readonly text: string }) {
  return /^https:\/\//.test(text) ? (
    <a href={text} rel="noreferrer noopener">
      {clean(text)}
    </a>
  ) : (
    <span>{clean(text)}</span>
  )
}

function ExpectationRow({
  expectation,
  words,
  actions,
}: {
  readonly expectation: ExpectationVerdict
  readonly words: RunWords
  readonly actions: Actions
}) {
  const { outcome, description, mode, reason, started, settledAt } = expectation
  const word = wordOf(outcome)
  const at = settledAt ?? started
  return (
    <li>
      <span class={`mark ${word}`} title={word}>
        <span aria-hidden="true">{symbols[word]}</span>
        <span class="unseen">{word}</span>
      </span>
      <Time at={at} actions={actions} />
      <span>
        {words.clean(description)} <span class="mode">{mode}</span>
        <span class="seen">{words.clean(reason)}</span>
      </span>
    </li>
  )
}

function FaultRow({
  fault,
  words,
  actions,
}: {
  readonly fault: FaultVerdict
  readonly words: RunWords
  readonly actions: Actions
}) {
  return (
    <li>
      <span class="mark fault" title="fault">
        <span aria-hidden="true">⚡</span>
        <span class="unseen">fault</span>
      </span>
      <Time at={fault.started} actions={actions} />
      <span>
        {words.clean(words.fault(fault.entry) ?? fault.entry)}{' '}
        <span class="mode">{fault.outcome.replaceAll('-', ' ')}</span>
        <span class="seen">{words.clean(faultCame(fault))}</span>
      </span>
    </li>
  )
}

function Time({ at, actions }: { readonly at: number | null; readonly actions: Actions }) {
  if (at === null) return <span class="time">never</span>
  return (
    <button type="button" class="plain time" onClick={() => actions.goToTime(at)}>
      {formatClock(at)}
    </button>
  )
}
