import { useState } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import { formatClockShort } from '../../text/format-time.ts'
import type { RunRow } from '../run-row.ts'
import { clean } from '../words.ts'
import { rowStates } from './row-states.ts'
import { Trend } from './trend.tsx'

interface Props {
  readonly topology: string
  /** Newest first. */
  readonly rows: readonly RunRow[]
  readonly chosen: readonly string[]
  /** Null in a page without a server, which could not compare runs. */
  readonly onChoose: ((id: string) => void) | null
}

const mostSquares = 40
const fewRows = 6

/** The runs of one topology, with their pass rate and recovery times. */
export function TopologyRuns({ topology, rows, chosen, onChoose }: Props) {
  const [showsAll, setShowsAll] = useState(false)
  const told = rows.filter(({ state }) => state === 'pass' || state === 'fail' || state === 'unknown')
  const passed = told.filter(({ state }) => state === 'pass').length
  const shown = showsAll ? rows : rows.slice(0, fewRows)
  const title = `topology-${topology}`
  return (
    <section class="panel topology" aria-labelledby={title} data-topology={topology}>
      <div class="bar">
        <h2 id={title}>{clean(topology)}</h2>
        <span class="rate">
          {told.length === 0 ? 'no verdict yet' : `${Math.round((100 * passed) / told.length)} % pass`}
          <span class="mode"> of {plural(told.length, 'run')}</span>
        </span>
        <ol class="squares" aria-label="Runs, the newest last">
          {rows
            .slice(0, mostSquares)
            .reverse()
            .map((row) => (
              <li key={row.id}>
                <a
                  class={`square ${row.state}`}
                  href={reportUrl(row, onChoose !== null)}
                  target="_blank"
                  rel="noopener"
                  title={`${rowStates[row.state].word}, ${timeOf(row)}`}
                >
                  <span aria-hidden="true">{rowStates[row.state].symbol}</span>
                  <span class="unseen">
                    {rowStates[row.state].word}, {timeOf(row)}
                  </span>
                </a>
              </li>
            ))}
        </ol>
      </div>
      <Trend rows={rows} />
      <ul class="runs">
        {shown.map((row) => (
          <Run key={row.id} row={row} isChosen={chosen.includes(row.id)} onChoose={onChoose} />
        ))}
      </ul>
      {rows.length <= fewRows ? null : (
        <button type="button" class="plain" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? `Only the newest ${fewRows}` : `All ${rows.length} runs`}
        </button>
      )}
    </section>
  )
}

interface RunProps {
  readonly row: RunRow
  readonly isChosen: boolean
  readonly onChoose: ((id: string) => void) | null
}

function Run({ row, isChosen, onChoose }: RunProps) {
  const { id, state, release, reason, time, events } = row
  const isReadable = state !== 'broken'
  return (
    <li class={`run ${state}`} data-run={id}>
      {onChoose === null ? null : (
        <label class="choose">
          <input type="checkbox" disabled={!isReadable} checked={isChosen} onChange={() => onChoose(id)} />
          <span class="unseen">Compare the run of {timeOf(row)}</span>
        </label>
      )}
      <span class={`badge small ${state}`}>
        <span aria-hidden="true">{rowStates[state].symbol}</span> {rowStates[state].word}
      </span>
      <span class="when">
        {isReadable ? (
          <a href={reportUrl(row, onChoose !== null)} target="_blank" rel="noopener">
            {timeOf(row)}
          </a>
        ) : (
          timeOf(row)
        )}
        {release === '' ? null : <span class="release">{release}</span>}
      </span>
      <span class="told">{state === 'running' ? <Progress row={row} /> : clean(reason)}</span>
      <span class="hint">{isReadable ? `${formatClock(time)}, ${plural(events, 'event')}` : ''}</span>
    </li>
  )
}

function Progress({ row }: { readonly row: RunRow }) {
  const { time, expectations, last } = row
  // The end is unknown for entries that follow others.
  const due = row.due !== null && row.due > time ? row.due : null
  const settled = expectations.filter(({ outcome }) => outcome !== 'waiting' && outcome !== 'running')
  const failed = settled.filter(({ outcome }) => outcome === 'fail').length
  return (
    <>
      <span class="progress-line">
        {due === null ? null : (
          <progress value={Math.min(time, due)} max={due} aria-label="How far the run is" />
        )}{' '}
        {formatClockShort(time)}
        {due === null ? '' : ` of ${formatClockShort(due)}`}, {settled.length} of{' '}
        {plural(expectations.length, 'expectation')} settled{failed === 0 ? '' : `, ${failed} failed`}
      </span>
      <span class="last">{clean(last)}</span>
    </>
  )
}

/** The report from the server, or else the file in the folder of the run. */
function reportUrl({ id }: RunRow, isServed: boolean): string {
  if (!isServed) return `${id}/report.html`
  return `/run?${new URLSearchParams({ id })}`
}

function timeOf({ started }: RunRow): string {
  return started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
}
