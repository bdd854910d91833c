import { useMemo, useState } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import { describeHole, type Hole } from '../../../verdict/hole.ts'
import { type Finding, findingsOf } from '../../reporters/findings.ts'
import { clean, symbols } from '../words.ts'
import { CauseRows } from './cause-rows.tsx'
import { lineId } from './plan-view.tsx'
import { type PatternedLine, printedFor } from './printed-for.ts'
import { type Actions, causeIn, type Report } from './report.ts'
import { sourceLines } from './source-lines.ts'
import { WebLink } from './web-link.tsx'

interface Props {
  readonly report: Report
  readonly actions: Actions
}

const mostEvidence = 12
const mostAtFirst = 20

/** The first problem, with its cause. The others are below the timeline. */
export function FirstFinding({ report, actions }: Props) {
  const [finding] = findingsOf(report.data.verdict)
  const [hole] = report.data.verdict.holes
  return (
    <section aria-label="The first finding" class="findings">
      {finding !== undefined ? (
        <FindingCard finding={finding} report={report} actions={actions} isFirst />
      ) : hole !== undefined ? (
        <HoleCard hole={hole} report={report} actions={actions} />
      ) : null}
    </section>
  )
}

/** All problems but the first, each with its reason and a link to its moment. */
export function MoreFindings({ report, actions }: Props) {
  const { verdict } = report.data
  const all = findingsOf(verdict)
  const [showsAll, setShowsAll] = useState(false)
  const findings = all.slice(1)
  const holes = verdict.holes.slice(all.length === 0 ? 1 : 0)
  if (findings.length + holes.length === 0) return null
  const shown = showsAll ? findings : findings.slice(0, mostAtFirst)
  return (
    <section aria-labelledby="more-title" class="findings">
      <h2 id="more-title">{findings.length === 0 ? 'Findings' : 'More findings'}</h2>
      {shown.map((finding) => (
        <FindingCard
          key={`${finding.entry} ${finding.title}`}
          finding={finding}
          report={report}
          actions={actions}
          isFirst={false}
        />
      ))}
      {shown.length < findings.length ? (
        <button type="button" onClick={() => setShowsAll(true)}>
          Show all {findings.length}
        </button>
      ) : null}
      {holes.map((hole) => (
        <HoleCard
          key={`${hole.peer} ${hole.relay} ${hole.from}`}
          hole={hole}
          report={report}
          actions={actions}
        />
      ))}
    </section>
  )
}

/** A loss that no entry saw. */
function HoleCard({ hole, actions }: Props & { readonly hole: Hole }) {
  return (
    <article class="finding hole unknown">
      <h2>
        <span class="badge small unknown">
          <span aria-hidden="true">◌</span> hole
        </span>{' '}
        {clean(hole.peer)} had no reservation on {clean(hole.relay)}{' '}
        <span class="mode">for {formatClock(hole.to - hole.from)}, unseen</span>
      </h2>
      <p class="seen">Warning: {clean(describeHole(hole))}</p>
      <p class="where">
        <button type="button" class="jump" onClick={() => actions.goToTime(hole.from)}>
          Go to {formatClock(hole.from)}
        </button>
      </p>
    </article>
  )
}

function FindingCard({
  finding,
  report,
  actions,
  isFirst,
}: Props & {
  readonly finding: Finding
  readonly isFirst: boolean
}) {
  const { outcome, title, mode, reason, entry, line, at, known } = finding
  const { words } = report
  const does = words.fault(entry)
  const because = report.data.plan.timeline.find(({ id }) => id === entry)?.because ?? null
  const evidence = report.data.verdict.expectations.find((one) => one.entry === entry)?.evidence ?? []
  const ended = entry === null ? null : (report.moments.get(entry)?.ended ?? null)
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
          expected to fail: <WebLink text={known} otherwise={<span>{clean(known)}</span>} />
        </p>
      )}
      <PrintedLines lines={printedFor(entry, report.events)} />
      {entry === null ? null : <Explained {...{ entry, isFirst, report, actions }} />}
      <p class="where">
        {at === null ? null : (
          <button
            type="button"
            class="jump"
            onClick={() => (ended === null ? actions.goToTime(at) : actions.goTo(ended.n))}
          >
            Go to {formatClock(at)}
          </button>
        )}
        {evidence.slice(0, mostEvidence).map((n) => (
          <button type="button" class="plain" key={n} onClick={() => actions.goTo(n)}>
            event {n}
          </button>
        ))}
        {evidence.length > mostEvidence ? <span>and {evidence.length - mostEvidence} more</span> : null}
        {line === null ? null : <Place {...{ line, report }} />}
      </p>
    </article>
  )
}

/** The line of the topology, as a link where the page has its text. */
function Place({ line, report }: Pick<Props, 'report'> & { readonly line: number }) {
  const { run, source } = report.data
  const text = `${clean(run.file)}:${line}`
  return line > sourceLines(source).length ? (
    <span class="line">{text}</span>
  ) : (
    <a class="line" href={`#${lineId(line)}`}>
      {text}
    </a>
  )
}

/** The cause of a finding; for all but the first it is folded, and looked for when it is opened. */
function Explained({ entry, isFirst, report, actions }: Props & { entry: string; isFirst: boolean }) {
  const [isOpen, setOpen] = useState(isFirst)
  const cause = useMemo(() => (isOpen ? causeIn(report.data, report, entry) : null), [report, entry, isOpen])
  const isTold = report.data.verdict.expectations.some((one) => one.entry === entry)
  if (!isTold) return null
  const rows = cause === null ? null : <CauseRows {...{ report, entry, cause, actions }} />
  if (isFirst) return rows
  return (
    <details class="story" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Its cause</summary>
      {rows}
    </details>
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
