import { measures } from '../../../language/expectations/measures.ts'
import type { ComparedExpectation, Comparison } from '../../compare/comparison.ts'
import { expectationsAre, formatCell, formatMeasure } from '../../compare/wording.ts'
import type { RunWords } from '../../text/run-words.ts'
import { clean, symbols } from '../words.ts'
import { directions, toneOf } from './comparison-header.tsx'

/** The outcome of each expectation on every side; expectations without a difference are folded. */
export function ComparedExpectations({
  comparison,
  words,
}: {
  readonly comparison: Comparison
  readonly words: RunWords
}) {
  const { expectations, sides } = comparison
  const differing = expectations.filter(({ direction }) => direction !== 'same')
  const same = expectations.filter(({ direction }) => direction === 'same')
  if (expectations.length === 0) return null
  const labels = sides.map(({ label }) => clean(label))
  return (
    <section class="panel compared" aria-labelledby="expectations-title">
      <h2 id="expectations-title">Expectations</h2>
      {differing.length === 0 ? null : <Table labels={labels} words={words} rows={differing} />}
      {same.length === 0 ? null : (
        <details open={differing.length === 0}>
          <summary>{expectationsAre(same.length)} the same</summary>
          <Table labels={labels} words={words} rows={same} />
        </details>
      )}
    </section>
  )
}

function Table({
  labels,
  words,
  rows,
}: {
  readonly labels: readonly string[]
  readonly words: RunWords
  readonly rows: readonly ComparedExpectation[]
}) {
  return (
    <table class="sided">
      <thead>
        <tr>
          <th scope="col">Expectation</th>
          {labels.map((label) => (
            <th scope="col" key={label}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.entry} ${row.description}`} labels={labels} words={words} row={row} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly labels: readonly string[]
  readonly words: RunWords
  readonly row: ComparedExpectation
}

function Row({ labels, words, row }: RowProps) {
  const { symbol, tone } = directions[row.direction]
  return (
    <tr class={tone}>
      <th scope="row">
        <span class={`mark ${tone}`}>
          {symbol} {row.direction}
        </span>{' '}
        {words.clean(row.description)} <span class="mode">{row.mode}</span>
      </th>
      {row.cells.map((cell, side) => (
        <td key={labels[side]} data-title={labels[side]} class={cell === null ? '' : toneOf(cell)}>
          <span class={cell === null ? '' : `mark ${toneOf(cell)}`}>
            {cell === null ? '' : symbols[toneOf(cell)]} {formatCell(cell)}
          </span>
          {cell === null || cell.reason === '' ? null : <span class="seen">{words.clean(cell.reason)}</span>}
          {row.measures
            .filter(({ differs }) => differs)
            .map(({ name, spreads }) => (
              <span key={name} class="seen">
                {measures[name].label}: {formatMeasure(name, spreads[side] ?? null)}
              </span>
            ))}
        </td>
      ))}
    </tr>
  )
}
