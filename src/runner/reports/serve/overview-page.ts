import { compareTexts } from '../../../base/compare-texts.ts'
import { type FoundRun, findRuns } from '../../results/find-runs.ts'
import { renderPage } from '../page/render-page.ts'
import type { ResultsData, RunRow } from '../page/run-row.ts'
import type { MissingPart } from '../reporters/reporter.ts'
import { SearchWatch } from './search-watch.ts'
import { WatchedRun } from './watched-run.ts'

export interface OverviewContent {
  /** The shown runs, by their folders below the results. */
  readonly ids: readonly string[]
  readonly missing: readonly MissingPart[]
}

/** Makes the page over the runs of a folder as a file in that folder. It links to the reports of the runs. */
export function overviewPage(root: string, { ids, missing }: OverviewContent, script: string): string {
  const shown = new Set(ids)
  const rows = findRuns(root)
    .filter(({ id }) => shown.has(id))
    .map(storedRow)
    .sort((a, b) => compareTexts(b.started, a.started))
  const watch = new SearchWatch(root)
  watch.look()
  // The shards of a joined search are there only to be merged again.
  const searches = watch.rows().filter(({ shard }) => shard === null)
  const data: ResultsData = { root, stored: { rows, missing: missing.map(({ reason }) => reason), searches } }
  return renderPage({ title: 'topo: results', summary: 'Runs and their verdicts.', data, script })
}

/** The row of a run that has ended, even if its log lacks the end. */
function storedRow(run: FoundRun): RunRow {
  const watched = new WatchedRun(run)
  let row = watched.look()
  // A look reads a part of a long log.
  for (let events = -1; row.state === 'running' && row.events > events; row = watched.look())
    events = row.events
  return row.state === 'running' ? { ...row, state: 'unknown', reason: 'the log has no end', due: null } : row
}
