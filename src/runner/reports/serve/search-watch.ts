import { statSync } from 'node:fs'
import path from 'node:path'
import { compareTexts } from '../../../base/compare-texts.ts'
import { shardName } from '../../../base/shard.ts'
import { outcomeOfSearch } from '../../search/outcome-of-search.ts'
import { findSearches, readRecord, searchFiles } from '../../search/stored-search.ts'
import type { SearchRow } from '../page/run-row.ts'
import { assertOwnSearch } from './assert-own-files.ts'

interface Seen {
  /** A text that changes with the record. */
  readonly footprint: string
  /** Null: it cannot be read. */
  readonly row: SearchRow | null
}

/** All searches of a results folder, as of the last look. */
export class SearchWatch {
  readonly #root: string
  #seen = new Map<string, Seen>()

  constructor(root: string) {
    this.#root = root
  }

  /** The latest first. */
  rows(): readonly SearchRow[] {
    return [...this.#seen.values()]
      .flatMap(({ row }) => row ?? [])
      .sort((a, b) => compareTexts(b.changed, a.changed))
  }

  /** Looks at the folder again. Returns true if something has changed. */
  look(): boolean {
    const seen = new Map<string, Seen>()
    for (const folder of findSearches(this.#root)) {
      const status = statSync(path.join(folder, searchFiles.record), { throwIfNoEntry: false })
      const footprint = `${status?.size} ${status?.mtimeMs} ${status?.ino}`
      const before = this.#seen.get(folder)
      const isSame = before?.footprint === footprint
      seen.set(folder, isSame ? before : { footprint, row: this.#read(folder, status?.mtime ?? new Date(0)) })
    }
    const isNews =
      seen.size !== this.#seen.size || [...seen].some(([folder, one]) => one !== this.#seen.get(folder))
    this.#seen = seen
    return isNews
  }

  #read(folder: string, changed: Date): SearchRow | null {
    try {
      assertOwnSearch(folder)
      const record = readRecord(folder)
      const { name, seed, shard, runs, signatures, groups } = record
      const known = groups.filter((group) => group.known !== null).length
      return {
        id: idOf(this.#root, folder),
        ...{ name, seed, runs, signatures, known },
        shard: shard === null ? null : shardName(shard),
        outcome: outcomeOfSearch(record),
        fresh: groups.length - known,
        changed: changed.toISOString(),
      }
    } catch {
      return null
    }
  }
}

/** Returns the folder of an existing search; null for any other text. */
export function searchFolderOf(root: string, id: string): string | null {
  return findSearches(root).find((folder) => idOf(root, folder) === id) ?? null
}

function idOf(root: string, folder: string): string {
  return path.relative(root, folder).split(path.sep).join('/')
}
