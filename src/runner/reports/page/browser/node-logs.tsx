import { useEffect, useRef } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import type { LogTail } from '../report-data.ts'
import { clean } from '../words.ts'
import { type LogLine, lineAt, logLines } from './log-lines.ts'
import type { Actions, Cursor, Report } from './report.ts'

interface Props {
  readonly report: Report
  readonly cursor: Cursor
  /** The marked node. */
  readonly node: string | null
  /** The text of the search. */
  readonly text: string
  readonly actions: Actions
}

/** The last lines that each node printed, with their times, at the cursor. */
export function NodeLogs({ report, cursor, node, text, actions }: Props) {
  const { logs } = report.data
  const open = new Set([node, report.cause?.node].filter((name) => name !== null))
  return (
    <section class="panel logs" aria-labelledby="logs-title">
      <h2 id="logs-title">
        Node logs <span class="mode">at {formatClock(cursor.t)}</span>
      </h2>
      {logs.length === 0 ? <p class="empty">No node printed anything.</p> : null}
      {logs.map((log) => (
        <NodeLog
          key={log.node}
          isOpen={open.has(log.node) || logs.length === 1}
          {...{ log, cursor, text, actions }}
        />
      ))}
    </section>
  )
}

function NodeLog({
  log,
  isOpen,
  cursor,
  text,
  actions,
}: Pick<Props, 'cursor' | 'text' | 'actions'> & { readonly log: LogTail; readonly isOpen: boolean }) {
  const lines = logLines(log, text)
  const at = lineAt(lines, cursor.t)
  const list = useRef<HTMLOListElement>(null)
  const follow = () => {
    const box = list.current
    const line = box?.children[Math.max(0, at)]
    if (box === null || !(line instanceof HTMLElement)) return
    box.scrollTop = line.offsetTop - box.clientHeight / 2
  }
  useEffect(follow, [at, lines.length])
  const found = text.trim() === '' ? '' : `${lines.length} of `
  return (
    <details open={isOpen || (found !== '' && lines.length > 0)} onToggle={follow} data-log={log.node}>
      <summary>
        {clean(log.node)}{' '}
        <span class="mode">
          {found}
          {plural(log.lines.length, 'line')}
        </span>
      </summary>
      {log.omitted === 0 ? null : (
        <p class="empty">{plural(log.omitted, 'byte')} before this are in the results folder.</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <ol ref={list} class="log" tabIndex={0} aria-label={`Log of ${clean(log.node)}`}>
        {lines.map((line, index) => (
          <Line
            key={line.number}
            line={line}
            isLater={index > at}
            isCurrent={index === at}
            actions={actions}
          />
        ))}
      </ol>
    </details>
  )
}

function Line({
  line: { time, text },
  isLater,
  isCurrent,
  actions,
}: {
  readonly line: LogLine
  readonly isLater: boolean
  readonly isCurrent: boolean
  readonly actions: Actions
}) {
  return (
    <li class={`${isLater ? 'later' : ''} ${isCurrent ? 'current' : ''}`}>
      {time === null ? (
        <span class="time" />
      ) : (
        <button type="button" class="plain time" onClick={() => actions.goToTime(time)}>
          {formatClock(time)}
        </button>
      )}
      <code>{clean(text)}</code>
    </li>
  )
}
