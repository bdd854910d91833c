import { useMemo } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import { describeHole } from '../../../verdict/hole.ts'
import { entryList, type ListedEntry } from '../entry-list.ts'
import { faultCame } from '../fault-came.ts'
import type { Moment } from '../report-model.ts'
import { clean, symbols, wordOf } from '../words.ts'
import type { Actions, Report } from './report.ts'
import { lastAt } from './use-cursor.ts'

interface Props {
  readonly report: Report
  readonly actions: Actions
}

/** All expectations and faults in the order of time; open where something failed or the list is short. */
export function Entries({ report, actions }: Props) {
  const { data, events, moments } = report
  const { verdict } = data
  const rows = useMemo(() => entryList(verdict, moments, (time) => lastAt(events, time)), [report])
  const idle = verdict.faults.filter(({ outcome }) => outcome === 'changed-nothing').length
  return (
    <details class="panel entries" open={verdict.outcome !== 'pass' || rows.length <= 12}>
      <summary>
        <h2>
          {plural(verdict.expectations.length, 'expectation')}, {plural(verdict.faults.length, 'fault')}
          {idle === 0 ? '' : `, ${idle} changed nothing`}
          {verdict.holes.length === 0 ? '' : `, ${plural(verdict.holes.length, 'hole')}`}
        </h2>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <ol tabIndex={0} aria-label="Expectations and faults in the order of time">
        {rows.map((row) => (
          <EntryRow key={keyOf(row)} row={row} report={report} actions={actions} />
        ))}
      </ol>
    </details>
  )
}

function keyOf(row: ListedEntry): string {
  switch (row.type) {
    case 'expectation':
      return row.expectation.entry
    case 'fault':
      return row.fault.entry
    case 'hole':
      return `hole ${row.hole.peer} ${row.hole.relay} ${row.hole.from}`
    case 'passed':
      return `passed ${row.at.n}`
    default:
      return row satisfies never
  }
}

function EntryRow({ row, report, actions }: Props & { readonly row: ListedEntry }) {
  const { words } = report
  switch (row.type) {
    case 'expectation': {
      const { outcome, description, mode, reason } = row.expectation
      const word = wordOf(outcome)
      return (
        <li>
          <Sign symbol={symbols[word]} word={word} />
          <Time at={row.at} actions={actions} />
          <span>
            {words.clean(description)} <span class="mode">{mode}</span>
            <span class="seen">{words.clean(reason)}</span>
          </span>
        </li>
      )
    }
    case 'fault': {
      const { entry, outcome } = row.fault
      return (
        <li class="fault">
          <Sign symbol="⚡" word="fault" />
          <Time at={row.at} actions={actions} />
          <span>
            {words.clean(words.fault(entry) ?? entry)}{' '}
            <span class="mode">{outcome.replaceAll('-', ' ')}</span>
            <span class="seen">{words.clean(faultCame(row.fault))}</span>
          </span>
        </li>
      )
    }
    case 'hole':
      return (
        <li>
          <Sign symbol="◌" word="hole" />
          <Time at={row.at} actions={actions} />
          <span>{clean(describeHole(row.hole))}</span>
        </li>
      )
    case 'passed':
      return (
        <li class="passed">
          <Sign symbol={symbols.pass} word="pass" />
          <Time at={row.at} actions={actions} />
          <details>
            <summary>
              {row.entries.length} × {clean(row.kind)}: all hold{' '}
              <span class="mode">until {formatClock(row.until.t)}</span>
            </summary>
            <ol>
              {row.entries.map((one) => (
                <EntryRow key={keyOf(one)} row={one} report={report} actions={actions} />
              ))}
            </ol>
          </details>
        </li>
      )
    default:
      return row satisfies never
  }
}

function Sign({ symbol, word }: { readonly symbol: string; readonly word: string }) {
  return (
    <span class={`mark ${word}`} title={word}>
      <span aria-hidden="true">{symbol}</span>
      <span class="unseen">{word}</span>
    </span>
  )
}

function Time({ at, actions }: { readonly at: Moment | null; readonly actions: Actions }) {
  if (at === null) return <span class="time">never</span>
  return (
    <button type="button" class="plain time" onClick={() => actions.goTo(at.n)}>
      {formatClock(at.t)}
    </button>
  )
}
