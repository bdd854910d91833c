import { useEffect, useMemo, useState } from 'preact/hooks'
import { compareTexts } from '../../../../base/compare-texts.ts'
import { plural } from '../../../language/values/plural.ts'
import type { RowChanges, RunRow, RunState, SearchRow, StoredRows } from '../run-row.ts'
import { clean } from '../words.ts'
import { byUrgency } from './by-urgency.ts'
import { rowStates } from './row-states.ts'
import { Searches } from './searches.tsx'
import { TopologyRuns } from './topology-runs.tsx'

const mostCompared = 6

interface Props {
  readonly root: string
  /** Null: the server has the runs. */
  readonly stored: StoredRows | null
}

export function ResultsApp({ root, stored }: Props) {
  const { rows, searches, isLive } = useRows(stored)
  const [text, setText] = useState('')
  const [hidden, setHidden] = useState<ReadonlySet<RunState>>(new Set())
  const [chosen, setChosen] = useState<readonly string[]>([])
  const shown = useMemo(() => (rows ?? []).filter((row) => matches(row, text, hidden)), [rows, text, hidden])
  const groups = useMemo(() => byUrgency(shown), [shown])
  const choose = (id: string) =>
    setChosen((before) =>
      before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-mostCompared),
    )
  const toggle = (state: RunState) =>
    setHidden(
      (before) =>
        new Set(before.has(state) ? [...before].filter((one) => one !== state) : [...before, state]),
    )
  return (
    <div class="page">
      <header class="head">
        <h1>Results</h1>
        <p class="description">
          {clean(root)}{' '}
          {stored !== null ? null : (
            <output class={isLive ? 'live' : 'live lost'}>
              {isLive ? 'live' : 'topo serve does not answer'}
            </output>
          )}
        </p>
        {stored?.missing.map((reason) => (
          <p key={reason} class="live lost">
            {clean(reason)}
          </p>
        ))}
        <div class="bar">
          <input
            id="search"
            type="search"
            placeholder="Filter: topology, release, reason"
            aria-label="Filter runs"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <fieldset class="groups">
            <legend class="unseen">What is shown</legend>
            {(Object.keys(rowStates) as RunState[]).map((state) => (
              <label key={state}>
                <input type="checkbox" checked={!hidden.has(state)} onChange={() => toggle(state)} />{' '}
                {rowStates[state].symbol} {rowStates[state].word} ({count(rows, state)})
              </label>
            ))}
          </fieldset>
        </div>
      </header>
      <main>
        <Searches rows={searches} isServed={stored === null} />
        {rows === null ? <p class="empty">Reading …</p> : null}
        {rows !== null && groups.length === 0 ? <p class="empty">{emptiness(rows)}</p> : null}
        {groups.map(([topology, runs]) => (
          <TopologyRuns
            key={topology}
            topology={topology}
            rows={runs}
            chosen={chosen}
            onChoose={stored === null ? choose : null}
          />
        ))}
      </main>
      {chosen.length === 0 ? null : (
        <section class="chosen" aria-label="Comparison">
          <span aria-live="polite">
            {plural(chosen.length, 'run')} chosen{chosen.length === 1 ? ': choose another' : ''}
          </span>
          {chosen.length < 2 ? null : (
            <a class="act" href={compareUrl(chosen)} target="_blank" rel="noopener">
              Compare
            </a>
          )}
          <button type="button" onClick={() => setChosen([])}>
            Clear
          </button>
        </section>
      )}
    </div>
  )
}

interface Shown {
  /** Newest first; null: the server has not told them yet. */
  readonly rows: readonly RunRow[] | null
  readonly searches: readonly SearchRow[]
  /** True while the server answers. */
  readonly isLive: boolean
}

/** Returns all runs and searches as stored, or as the server announces them. */
function useRows(stored: StoredRows | null): Shown {
  const [searches, setSearches] = useState<readonly SearchRow[]>(stored?.searches ?? [])
  const [rows, setRows] = useState<readonly RunRow[] | null>(stored?.rows ?? null)
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    if (stored !== null) return
    const known = new Map<string, RunRow>()
    const source = new EventSource('/changes')
    source.onopen = () => {
      known.clear()
      setLive(true)
    }
    source.onerror = () => setLive(false)
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const changes = JSON.parse(data) as RowChanges
      for (const row of changes.rows) known.set(row.id, row)
      for (const id of changes.gone) known.delete(id)
      if (changes.searches !== undefined) setSearches(changes.searches)
      setRows([...known.values()].sort((a, b) => compareTexts(b.started, a.started)))
    }
    return () => source.close()
  }, [stored])
  return { rows, searches, isLive }
}

function count(rows: readonly RunRow[] | null, state: RunState): number {
  return rows?.filter((row) => row.state === state).length ?? 0
}

function emptiness(rows: readonly RunRow[]): string {
  return rows.length === 0
    ? 'There are no runs yet: topo run topologies/hello.yaml makes one.'
    : 'No run matches the filter.'
}

/** Returns true for a row with every word of the text. */
function matches(row: RunRow, text: string, hidden: ReadonlySet<RunState>): boolean {
  if (hidden.has(row.state)) return false
  const own = `${row.id} ${row.state} ${row.reason}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => own.includes(word))
}

/** The URL of a comparison with the oldest run. */
function compareUrl(ids: readonly string[]): string {
  const started = (id: string) => id.split('/').at(-1) ?? ''
  const sorted = [...ids].sort((a, b) => compareTexts(started(a), started(b)))
  return `/compare?${new URLSearchParams(sorted.map((id) => ['id', id]))}`
}
