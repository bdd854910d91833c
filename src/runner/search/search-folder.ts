/**
 * The files of a search:
 *
 *     results/<name>/search/<id>/runs.ndjson     the result of every run, by which a search resumes
 *     results/<name>/search/<id>/list.ndjson     the runs in their order: faults, verdict, fingerprint, failures
 *     results/<name>/search/<id>/search.json     the state and all groups
 *     results/<name>/search/<id>/groups/         the smallest topologies of all groups, known ones too
 *     topologies/found/<name>.yaml               the smallest topology of each new group
 *     <corpus>/<hash>.json                       a timeline that did something new
 *
 * The id follows from the search, so a killed search finds its files again. Files are replaced in one step.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeFolder } from '../../base/make-folder.ts'
import { writeAtomic } from '../results/write-atomic.ts'
import type { Drawn } from './drawn.ts'
import { type FoundOptions, foundText, nameOf } from './found-file.ts'
import { type FailureGroup, mostWays } from './groups.ts'
import { Memory } from './memory.ts'
import type { SearchedRun, SearchState } from './search.ts'

export interface SearchFolderOptions {
  readonly results: string
  /** Name of the topology. */
  readonly name: string
  /** Everything that decides the runs: the text, the seed, the release, the version of topo. */
  readonly identity: readonly unknown[]
  readonly isResumed: boolean
  /** The folder for topologies of new groups. */
  readonly found: string
  readonly corpus: string | null
}

export class SearchFolder {
  readonly path: string
  readonly memory: Memory
  readonly #options: SearchFolderOptions
  readonly #files = new Map<string, string>()

  constructor(options: SearchFolderOptions) {
    const { results, name, identity, isResumed, found, corpus } = options
    this.#options = options
    const id = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12)
    this.path = path.join(results, name, 'search', id)
    makeFolder(path.join(this.path, 'groups'))
    makeFolder(found)
    if (corpus !== null) makeFolder(corpus)
    this.memory = new Memory(path.join(this.path, 'runs.ndjson'), !isResumed)
    // A killed search leaves the files of its last runs.
    rmSync(this.running, { recursive: true, force: true })
    writeFileSync(this.#list, '')
  }

  /** The folder for files of runs that go on. */
  get running(): string {
    return path.join(this.path, 'running')
  }

  get #list(): string {
    return path.join(this.path, 'list.ndjson')
  }

  /** The file of a group: the one to commit if it is new. */
  fileOf(group: FailureGroup): string {
    const folder = group.known === null ? this.#options.found : path.join(this.path, 'groups')
    return path.join(folder, `${nameOf(this.#options.name, group)}.yaml`)
  }

  writeGroup(group: FailureGroup, options: Omit<FoundOptions, 'folder'>): void {
    // Two ways may have shrunk to the same.
    for (let index = group.ways.length; index < mostWays; index += 1)
      this.#forget(this.#fileOfWay(group, index))
    for (const [index, way] of group.ways.entries()) {
      const file = this.#fileOfWay(group, index)
      const folder = path.dirname(file)
      const text = foundText(path.basename(file, '.yaml'), way, group.known, { ...options, folder })
      if (this.#files.get(file) === text) continue
      this.#files.set(file, text)
      writeAtomic(file, text)
    }
  }

  #fileOfWay(group: FailureGroup, index: number): string {
    if (index === 0) return this.fileOf(group)
    return path.join(this.path, 'groups', `${nameOf(this.#options.name, group)}-${index + 1}.yaml`)
  }

  #forget(file: string): void {
    if (this.#files.delete(file)) rmSync(file, { force: true })
  }

  writeRun({ index, faults, result, isNew }: SearchedRun): void {
    const { outcome, fingerprint, failures } = result
    const line = { index, faults, outcome, fingerprint, failures: failures.map(({ key }) => key), isNew }
    appendFileSync(this.#list, `${JSON.stringify(line)}\n`)
  }

  writeState(state: SearchState): void {
    const groups = state.groups.map((group) => ({
      id: group.id,
      file: this.fileOf(group),
      count: group.count,
      first: group.first,
      known: group.known,
      also: [...group.also],
      ways: group.ways,
      key: group.key,
    }))
    const { groups: _groups, isShrinking: _is, ...counts } = state
    writeAtomic(
      path.join(this.path, 'search.json'),
      `${JSON.stringify({ version: 1, ...counts, groups }, null, 2)}\n`,
    )
  }

  /** Adds a timeline to the corpus. */
  writeNews(faults: Drawn): void {
    const { corpus } = this.#options
    if (corpus === null) return
    const text = `${JSON.stringify(faults, null, 2)}\n`
    const name = createHash('sha256').update(text).digest('hex').slice(0, 16)
    writeAtomic(path.join(corpus, `${name}.json`), text)
  }

  close(): void {
    rmSync(this.running, { recursive: true, force: true })
  }
}

/** Reads the timelines of a corpus, in the order of their names. Timelines of other files are left out later. */
export function readCorpus(folder: string): readonly Drawn[] {
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Drawn)
}
