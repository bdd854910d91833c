import { useEffect, useMemo, useRef } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import { describeHole } from '../../../verdict/hole.ts'
import { entryList, type ListedEntry } from '../entry-list.ts'
import { faultCame } from '../fault-came.ts'
import type { Moment } from '../report-model.ts'
import { clean, symbols, wordOf } from '../words.ts'
import type { Actions, Cursor, Report } from './report.ts'
import { Same } from './same.ts'
import { lastAt } from './use-cursor.ts'

interface Props {
  readonly report: Report
  readonly cursor: Cursor
  readonly actions: Actions
}

/**
 * All expectations and faults in the order of time; open where something failed or the list is short. The row of the
 * cursor is marked.
 */
export function Entries({ report, cursor, actions }: Props) {
  const { data, events, moments } = report
  const { verdict } = data
  const rows = useMemo(() => entryList(verdict, moments, (time) => lastAt(events, time)), [report])
  const here = rows.findLast(({ at }) => at !== null && at.n <= cursor.n)
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => showRow(list.current), [here])
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
      <ol ref={list} tabIndex={0} aria-label="Expectations and faults in the order of time">
        {rows.map((row) => (
          <Same key={keyOf(row)} of={[row, row === here]}>
            <EntryRow row={row} isHere={row === here} report={report} actions={actions} />
          </Same>
        ))}
      </ol>
    </details>
  )
}

/** Scrolls the list, and not the page, to the row of the cursor. */
function showRow(list: HTMLOListElement | null): void {
  const row = list?.querySelector<HTMLElement>(':scope > [aria-current]')
  if (list === null || row === undefined || row === null) return
  const [box, own] = [list.getBoundingClientRect(), row.getBoundingClientRect()]
  if (own.top < box.top) list.scrollTop -= box.top - own.top
  else if (own.bottom > box.bottom) list.scrollTop += own.bottom - box.bottom
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

interface RowProps extends Pick<Props, 'report' | 'actions'> {
  readonly row: ListedEntry
  /** True: the cursor is there. */
  readonly isHere: boolean
}

function EntryRow({ row, isHere, report, actions }: RowProps) {
  const { words } = report
  const current = isHere ? 'true' : undefined
  switch (row.type) {
    case 'expectation': {
      const { outcome, description, mode, reason } = row.expectation
      const word = wordOf(outcome)
      return (
        <li class={word} aria-current={current}>
          <Sign symbol={symbols[word]} word={word} />
          <Time at={row.at} actions={actions} />
          <span>
            {words.clean(description)} <span class="mode">{mode}</span>
            <span class="seen">{words.clean(reason)}</span>
          </span>
          <Took entry={row.expectation.entry} report={report} />
        </li>
      )
    }
    case 'fault': {
      const { entry, outcome } = row.fault
      return (
        <li class="fault" aria-current={current}>
          <Sign symbol="⚡" word="fault" />
          <Time at={row.at} actions={actions} />
          <span>
            {words.clean(words.fault(entry) ?? entry)}{' '}
            <span class="mode">{outcome.replaceAll('-', ' ')}</span>
            <span class="seen">{words.clean(faultCame(row.fault))}</span>
          </span>
          <Took entry={entry} report={report} />
        </li>
      )
    }
    case 'hole':
      return (
        <li aria-current={current}>
          <Sign symbol="◌" word="hole" />
          <Time at={row.at} actions={actions} />
          <span>{clean(describeHole(row.hole))}</span>
        </li>
      )
    case 'passed':
      return (
        <li class="passed" aria-current={current}>
          <Sign symbol={symbols.pass} word="pass" />
          <Time at={row.at} actions={actions} />
          <details>
            <summary>
              {row.entries.length} × {clean(row.kind)}: all hold{' '}
              <span class="mode">until {formatClock(row.until.t)}</span>
            </summary>
            <ol>
              {row.entries.map((one) => (
                <EntryRow key={keyOf(one)} row={one} isHere={false} report={report} actions={actions} />
              ))}
            </ol>
          </details>
        </li>
      )
    default:
      return row satisfies never
  }
}

/** The time from the start of an entry to its end. */
function Took({ entry, report }: { readonly entry: string } & Pick<Props, 'report'>) {
  const moments = report.moments.get(entry)
  if (moments === undefined) return null
  return (
    <span class="took">
      <span class="unseen">took </span>
      {formatClock(moments.ended.t - moments.started.t)}
    </span>
  )
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
