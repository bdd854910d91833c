import { setImmediate } from 'node:timers/promises'
import { findRuns } from '../../results/find-runs.ts'
import type { RowChanges, RunRow } from '../page/run-row.ts'
import { SearchWatch } from './search-watch.ts'
import { WatchedRun } from './watched-run.ts'

/** All runs of a results folder, as of the last look. */
export class ResultsWatch {
  readonly #root: string
  readonly #watched = new Map<string, WatchedRun>()
  readonly #rows = new Map<string, RunRow>()
  readonly #searches: SearchWatch

  constructor(root: string) {
    this.#root = root
    this.#searches = new SearchWatch(root)
  }

  /** The folder of an existing run; null for any other text. */
  folderOf(id: string): string | null {
    return findRuns(this.#root).find((run) => run.id === id)?.folder ?? null
  }

  /** The newest run of a topology; null: there is none. */
  latestOf(topology: string): string | null {
    return findRuns(this.#root).findLast((run) => run.topology === topology)?.id ?? null
  }

  /** Everything, as of the last look. */
  all(): RowChanges {
    return { rows: [...this.#rows.values()], gone: [], searches: this.#searches.rows() }
  }

  /** Looks at the folder again and returns the changes. It yields to other work between two runs. */
  async look(): Promise<RowChanges> {
    const found = new Map(findRuns(this.#root).map((run) => [run.id, run]))
    const gone = [...this.#watched.keys()].filter((id) => !found.has(id))
    for (const id of gone) {
      this.#watched.delete(id)
      this.#rows.delete(id)
    }
    const rows: RunRow[] = []
    // The newest first, because readers look at them first.
    for (const [id, run] of [...found].reverse()) {
      const watched = this.#watched.get(id) ?? new WatchedRun(run)
      this.#watched.set(id, watched)
      const row = watched.look()
      if (row === this.#rows.get(id)) continue
      this.#rows.set(id, row)
      rows.push(row)
      await setImmediate()
    }
    return { rows, gone, ...(this.#searches.look() && { searches: this.#searches.rows() }) }
  }
}
