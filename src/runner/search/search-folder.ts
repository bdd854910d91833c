/**
 * The files of a search:
 *
 *     results/<name>/search/<id>/runs.ndjson     the result of every run, by which a search resumes
 *     results/<name>/search/<id>/corpus.json     the timelines with which it began
 *     results/<name>/search/<id>/list.ndjson     the runs in their order: faults, verdict, fingerprint, failures, news
 *     results/<name>/search/<id>/search.json     the state and all groups; search.yaml: the file of the search
 *     results/<name>/search/<id>/groups/         the smallest topologies of known groups, and further ways of all groups
 *     topologies/found/<name>.yaml               the smallest topology of each new group
 *     <corpus>/<hash>.json                       a timeline that did something new
 *
 * The id follows from the search, so a killed search finds its files again. A shard has a folder of its own, such as
 * `<id>-3-of-8`. Files are replaced in one step.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { InputError, messageOf } from '../../base/errors.ts'
import { isAlive } from '../../base/is-alive.ts'
import { makeFolder } from '../../base/make-folder.ts'
import { prepareFolder } from '../results/results-folder.ts'
import { writeAtomic } from '../results/write-atomic.ts'
import type { Drawn } from './drawn.ts'
import { type FoundOptions, foundText, nameOf } from './found-file.ts'
import { type FailureGroup, mostWays } from './groups.ts'
import { Memory } from './memory.ts'
import type { SearchState } from './search.ts'
import {
  isSearch,
  type ListedRun,
  readRecord,
  recordText,
  type SearchHead,
  type SearchRecord,
  searchesName,
  searchFiles,
} from './stored-search.ts'

export interface SearchFolderOptions {
  readonly results: string
  readonly head: SearchHead
  /** The text of the file of the search. */
  readonly source: string
  /** The folder for topologies of new groups; null: with those of the known ones. */
  readonly found: string | null
  readonly corpus: string | null
}

/** Files that serve only the machine of the search: its results of single runs, its lock, and its runs that go on. */
export const ownFiles = { memory: 'runs.ndjson', lock: 'process', running: 'running' } as const

export interface BegunSearch {
  /** True: it goes on with the files of before. */
  readonly isResumed: boolean
  /** Number of things that the files tell; 0: the search is new. */
  readonly before: number
  /** The results of its runs. */
  readonly memory: Memory
  /** The timelines with which it begins. */
  readonly corpus: readonly Drawn[]
}

/** Returns the id of a search. `identity`: everything that decides the runs. */
export function searchId(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12)
}

export class SearchFolder {
  readonly path: string
  readonly #options: SearchFolderOptions
  readonly #files = new Map<string, string>()
  /** The groups by the names of their files. */
  readonly #names = new Map<string, string>()

  constructor(options: SearchFolderOptions) {
    const { results, head, source, found, corpus } = options
    this.#options = options
    const { id, name, shard } = head
    const folder = shard === null ? id : `${id}-${shard.index}-of-${shard.count}`
    this.path = path.join(results, name, searchesName, folder)
    makeFolder(this.#groups)
    if (found !== null) prepareFolder(found, '--found')
    if (corpus !== null) prepareFolder(corpus, '--corpus')
    this.#lock()
    // A killed search leaves the files of its last runs.
    rmSync(this.running, { recursive: true, force: true })
    writeAtomic(path.join(this.path, searchFiles.source), source)
  }

  /**
   * Begins a search, or goes on with the one whose files are there. `corpus`: the timelines with which a new one begins. A
   * search that resumes begins with those of before, even if the corpus has grown.
   */
  begin(isResumed: boolean, state: SearchState, corpus: readonly Drawn[]): BegunSearch {
    const goesOn = isResumed && isSearch(this.path)
    const memory = new Memory(path.join(this.path, ownFiles.memory), !goesOn)
    if (goesOn)
      return {
        isResumed: true,
        before: readRecord(this.path).told,
        memory,
        corpus: readTimelines(this.#corpus),
      }
    writeAtomic(this.#corpus, `${JSON.stringify(corpus)}\n`)
    this.writeList([])
    this.writeState(state, 0)
    return { isResumed: false, before: 0, memory, corpus }
  }

  /** Throws {@link InputError} while another process writes the same search. */
  #lock(): void {
    const own = `${process.pid} ${hostname()}`
    if (createdWith(this.#lockFile, own)) return
    const held = readFileSync(this.#lockFile, 'utf8')
    const [pid = '', host] = held.split(' ')
    if (held !== own && host === hostname() && isAlive(Number(pid)))
      throw new InputError(
        `process ${pid} makes this search already: wait for its end, or name another folder with --results (if that process is no topo, remove ${this.#lockFile})`,
      )
    writeAtomic(this.#lockFile, own)
  }

  get #lockFile(): string {
    return path.join(this.path, ownFiles.lock)
  }

  get #corpus(): string {
    return path.join(this.path, 'corpus.json')
  }

  /** The folder for files of runs that go on. */
  get running(): string {
    return path.join(this.path, ownFiles.running)
  }

  get #list(): string {
    return path.join(this.path, searchFiles.list)
  }

  get #groups(): string {
    return path.join(this.path, 'groups')
  }

  /** The file of a group: the one to commit if it is new. */
  fileOf(group: FailureGroup): string {
    const { found } = this.#options
    const folder = group.known === null && found !== null ? found : this.#groups
    return path.join(folder, `${this.#nameOf(group)}.yaml`)
  }

  /** Two groups may begin with the same digits: then the second one has all of its own. */
  #nameOf(group: FailureGroup): string {
    const { name } = this.#options.head
    const short = nameOf(name, group)
    const owner = this.#names.get(short) ?? group.id
    this.#names.set(short, owner)
    return owner === group.id ? short : nameOf(name, group, group.id.length)
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
    return path.join(this.#groups, `${this.#nameOf(group)}-${index + 1}.yaml`)
  }

  #forget(file: string): void {
    this.#files.delete(file)
    rmSync(file, { force: true })
  }

  writeRun(run: ListedRun): void {
    appendFileSync(this.#list, `${JSON.stringify(run)}\n`)
  }

  writeList(list: readonly ListedRun[]): void {
    writeAtomic(this.#list, list.map((run) => `${JSON.stringify(run)}\n`).join(''))
  }

  /** `told`: the number of things that the search has told so far. */
  writeState({ isShrinking: _, ...counts }: SearchState, told: number): void {
    this.writeRecord({ ...this.#options.head, ...counts, told })
  }

  writeRecord(record: SearchRecord): void {
    writeAtomic(
      path.join(this.path, searchFiles.record),
      recordText(record, (group) => this.fileOf(group)),
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
    rmSync(this.#lockFile, { force: true })
  }
}

/** Reads the timelines with which a search began. */
/** Creates a file; false: it is there already. One caller succeeds, however many try at once. */
function createdWith(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function readTimelines(file: string): readonly Drawn[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Drawn[]
  } catch (error) {
    throw new InputError(
      `${file} cannot be read: ${messageOf(error)}; without --resume the search begins anew`,
    )
  }
}
