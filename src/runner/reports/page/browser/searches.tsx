import { plural } from '../../../language/values/plural.ts'
import type { SearchRow } from '../run-row.ts'
import { clean, symbols } from '../words.ts'

interface Props {
  /** The latest first. */
  readonly rows: readonly SearchRow[]
  readonly isServed: boolean
}

/** The searches of the folder, each with a link to its page. */
export function Searches({ rows, isServed }: Props) {
  if (rows.length === 0) return null
  return (
    <section class="panel searches" aria-labelledby="searches">
      <h2 id="searches">Searches</h2>
      <ul class="runs">
        {rows.map((row) => (
          <Search key={row.id} row={row} isServed={isServed} />
        ))}
      </ul>
    </section>
  )
}

function Search({ row, isServed }: { readonly row: SearchRow; readonly isServed: boolean }) {
  const { id, name, seed, shard, runs, signatures, outcome, fresh, known, changed } = row
  const word = outcome === 'pass' && known > 0 ? 'known' : outcome
  const url = isServed ? `/search?${new URLSearchParams({ id })}` : `${id}/index.html`
  return (
    <li class="search" data-search={id}>
      <span class={`badge small ${word}`}>
        <span aria-hidden="true">{symbols[word]}</span> {outcome === 'unknown' ? outcome : `${fresh} new`}
      </span>
      <span>
        <a href={url} target="_blank" rel="noopener">
          {clean(name)}
        </a>{' '}
        <span class="mode">
          {plural(runs, 'run')}, {plural(signatures, 'signature')}, {plural(known, 'known failure')}, seed{' '}
          {seed}
          {shard === null ? '' : `, ${shard}`}
        </span>
      </span>
      <span class="hint">{changed.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</span>
    </li>
  )
}
