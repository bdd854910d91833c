/** The files of a search that tell what it has found: its record, and the list of its runs. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { InputError, messageOf } from '../../base/errors.ts'
import type { Shard } from '../../base/shard.ts'
import { safeName } from '../results/files.ts'
import type { ReleasePair } from './difference.ts'
import type { Drawn } from './drawn.ts'
import type { FailureGroup } from './groups.ts'
import { signatureOf } from './guide.ts'
import type { Played } from './play.ts'
import type { SearchedRun, SearchState } from './search.ts'

export const searchFiles = {
  record: 'search.json',
  source: 'search.yaml',
  list: 'list.ndjson',
  page: 'index.html',
  junit: 'junit.xml',
} as const

/** The folder in that of a topology that holds its searches. */
export const searchesName = 'search'

/** Everything that decides a search, and a part of its outcome. */
export interface SearchHead {
  /** Follows from everything that decides the runs: shards of one search have the same. */
  readonly id: string
  readonly name: string
  /** The file of the search, as its user named it. */
  readonly file: string
  readonly seed: number
  /** The releases that the command names: none, one, or the two that it compares. */
  readonly release: string | null
  readonly pair: ReleasePair | null
  /** The part of the runs that this machine makes; null: all. */
  readonly shard: Shard | null
  /** Number of runs of all shards together; null: as many as the time allows. */
  readonly count: number | null
}

export interface SearchRecord extends SearchHead, Omit<SearchState, 'groups' | 'isShrinking'> {
  readonly groups: readonly FailureGroup[]
  /** Number of things that the search has told so far, in an order that a resumed search repeats. */
  readonly told: number
}

/** A group, and the file of its smallest topology. */
export interface StoredGroup extends FailureGroup {
  readonly file: string
}

export interface StoredRecord extends SearchRecord {
  readonly groups: readonly StoredGroup[]
}

/** A run, in the list of all runs. */
export interface ListedRun {
  readonly index: number
  readonly faults: Drawn
  readonly outcome: Played['outcome']
  readonly fingerprint: string
  /** The keys of its failures. */
  readonly failures: readonly string[]
  readonly signature: number
  /** Features that no run before it in the list had. */
  readonly news: readonly number[]
}

export interface StoredSearch {
  readonly folder: string
  readonly record: StoredRecord
  /** In the order of their positions. */
  readonly list: readonly ListedRun[]
  /** The text of the file of the search. */
  readonly source: string
}

export function listedRun({ index, faults, result, news }: SearchedRun): ListedRun {
  const { outcome, fingerprint, failures, features } = result
  const keys = failures.map(({ key }) => key)
  return { index, faults, outcome, fingerprint, failures: keys, signature: signatureOf(features), news }
}

const recordVersion = 1

export function recordText(
  { groups, ...record }: SearchRecord,
  fileOf: (group: FailureGroup) => string,
): string {
  const written = groups.map((group) => ({ ...group, file: fileOf(group), also: [...group.also] }))
  return `${JSON.stringify({ version: recordVersion, ...record, groups: written }, null, 2)}\n`
}

/** Returns the folders of all searches below a folder of results. It follows no links. */
export function findSearches(root: string): readonly string[] {
  return foldersIn(root)
    .filter((name) => safeName.test(name))
    .flatMap((name) => {
      const home = path.join(root, name, searchesName)
      return foldersIn(home).map((id) => path.join(home, id))
    })
    .filter(isSearch)
}

/** Returns true for the folder of a search. */
export function isSearch(folder: string): boolean {
  return isFile(path.join(folder, searchFiles.record))
}

/** Throws {@link InputError} for a search that cannot be read. */
export function openSearch(folder: string): StoredSearch {
  const record = readRecord(folder)
  try {
    const source = readFileSync(path.join(folder, searchFiles.source), 'utf8')
    return { folder, record, list: readList(path.join(folder, searchFiles.list)), source }
  } catch (error) {
    throw new InputError(`${folder} is no search that can be read: ${messageOf(error)}`)
  }
}

/** Reads the state and the groups alone. Throws {@link InputError} for a record that cannot be read. */
export function readRecord(folder: string): StoredRecord {
  const file = path.join(folder, searchFiles.record)
  try {
    const { version, groups, ...head } = JSON.parse(readFileSync(file, 'utf8'))
    if (version !== recordVersion) throw new Error(`its version is ${version}, and not ${recordVersion}`)
    return {
      ...head,
      groups: groups.map((group: StoredGroup) => ({ ...group, also: new Set(group.also) })),
    }
  } catch (error) {
    throw new InputError(`${file} is no record of a search: ${messageOf(error)}`)
  }
}

/** The last line of a killed search may be cut short. */
function readList(file: string): readonly ListedRun[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): readonly ListedRun[] => {
      try {
        return [JSON.parse(line)]
      } catch {
        return []
      }
    })
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  } catch {
    return []
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
}
