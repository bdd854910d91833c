import { setImmediate } from 'node:timers/promises'
import { findRuns } from '../../results/find-runs.ts'
import type { RowChanges, RunRow } from '../page/run-row.ts'
import { WatchedRun } from './watched-run.ts'

/** All runs of a results folder, as of the last look. */
export class ResultsWatch {
  readonly #root: string
  readonly #watched = new Map<string, WatchedRun>()
  readonly #rows = new Map<string, RunRow>()

  constructor(root: string) {
    this.#root = root
  }

  /** The folder of an existing run; null for any other text. */
  folderOf(id: string): string | null {
    return findRuns(this.#root).find((run) => run.id === id)?.folder ?? null
  }

  rows(): readonly RunRow[] {
    return [...this.#rows.values()]
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
    return { rows, gone }
  }
}
