import { useMemo, useState } from 'preact/hooks'
import { cellOf, keyOf, type ProbeEvent } from '../../../language/expectations/pairs.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { RunWords } from '../../text/run-words.ts'
import { latest } from '../run-states.ts'
import { clean } from '../words.ts'
import type { Actions, Cursor, Report } from './report.ts'
import { Same } from './same.ts'
import { ScrollingTable } from './scrolling-table.tsx'

interface Props {
  readonly report: Report
  readonly cursor: Cursor
  readonly actions: Actions
}

const looks = {
  direct: { symbol: '●', word: 'direct' },
  relayed: { symbol: '◐', word: 'relayed' },
  unreachable: { symbol: '✕', word: 'unreachable' },
  untold: { symbol: '?', word: 'unknown' },
  unasked: { symbol: '·', word: 'not probed yet' },
} as const

type Look = keyof typeof looks

/** Rows until the reader asks for all: a table of a thousand rows makes a page slow. */
const mostRows = 40

/** Reachability by the latest probe of each pair up to the cursor, for nodes with probes. */
export function Matrix({ report, cursor, actions }: Props) {
  const [shown, setShown] = useState<ProbeEvent | null>(null)
  const [showsAll, setShowsAll] = useState(false)
  const { rows, columns } = useMemo(() => axesOf(report), [report])
  const shownRows = showsAll ? rows : rows.slice(0, mostRows)
  return (
    <section class="panel matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">
        Who reaches whom <span class="mode">at {formatClock(cursor.t)}, by the latest probe</span>
      </h2>
      {rows.length === 0 ? (
        <p class="empty">This run has no probes.</p>
      ) : (
        <>
          <ScrollingTable label="Table of who reaches whom">
            <table class={`${columns.length > 6 ? 'many' : ''} ${columns.length > 20 ? 'dense' : ''}`}>
              <thead>
                <tr>
                  <th scope="col" class="corner">
                    from \ to
                  </th>
                  {columns.map((to) => (
                    <th scope="col" key={to}>
                      <span>{clean(to)}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shownRows.map(({ from, answers }) => {
                  const probes = answers.map((own) => latest(own, cursor.n))
                  return (
                    <Same key={from} of={probes}>
                      <tr>
                        <th scope="row">{clean(from)}</th>
                        {columns.map((to, column) => (
                          <Same key={to} of={[probes[column]]}>
                            <Cell
                              {...{ from, to, actions }}
                              probe={probes[column] ?? null}
                              words={report.words}
                              onShow={setShown}
                            />
                          </Same>
                        ))}
                      </tr>
                    </Same>
                  )
                })}
              </tbody>
            </table>
          </ScrollingTable>
          {shownRows.length === rows.length ? null : (
            <button type="button" onClick={() => setShowsAll(true)}>
              Show all {rows.length} rows
            </button>
          )}
          <p class="hint key">
            {Object.values(looks).map(({ symbol, word }) => (
              <span key={word}>
                {symbol} {word}
              </span>
            ))}
          </p>
          <p class="probe" aria-live="polite">
            {shown === null ? '' : `${formatClock(shown.t)}: ${report.words.tell(shown)}`}
          </p>
        </>
      )}
    </section>
  )
}

function Cell({
  from,
  to,
  probe,
  words,
  onShow,
  actions,
}: {
  readonly from: string
  readonly to: string
  readonly probe: ProbeEvent | null
  readonly words: RunWords
  readonly onShow: (probe: ProbeEvent | null) => void
  readonly actions: Actions
}) {
  if (from === to) return <td class="self" />
  const look = lookOf(probe)
  const { symbol, word } = looks[look]
  return (
    <td class={`cell ${look}`} data-from={from} data-to={to}>
      {probe === null ? (
        <span>
          <span aria-hidden="true">{symbol}</span>
          <span class="unseen">{word}</span>
        </span>
      ) : (
        <button
          type="button"
          title={words.tell(probe)}
          onMouseEnter={() => onShow(probe)}
          onFocus={() => onShow(probe)}
          onClick={() => actions.goTo(probe.n)}
        >
          <span aria-hidden="true">{symbol}</span>
          <span class="unseen">{word}</span>
        </button>
      )}
    </td>
  )
}

function lookOf(probe: ProbeEvent | null): Look {
  if (probe === null) return 'unasked'
  return probe.outcome === 'untold' ? 'untold' : cellOf(probe)
}

/** Rows and columns in the order of the plan, with all probe results of each pair. */
function axesOf({ model }: Report) {
  const probes = [...model.probes.values()].flatMap(([first]) => first ?? [])
  const from = new Set(probes.map((probe) => probe.from))
  const to = new Set(probes.map((probe) => probe.to))
  const names = model.nodes.map(({ name }) => name)
  const columns = names.filter((name) => to.has(name))
  const rows = names
    .filter((name) => from.has(name))
    .map((name) => ({
      from: name,
      answers: columns.map((other) => model.probes.get(keyOf({ from: name, to: other })) ?? []),
    }))
  return { rows, columns }
}
