import type { Drawn } from './drawn.ts'
import type { FoundOptions } from './found-file.ts'
import type { FailureGroup } from './groups.ts'
import type { SearchedRun, SearchListener, SearchState } from './search.ts'
import type { SearchFolder } from './search-folder.ts'
import { type ListedRun, listedRun } from './stored-search.ts'

/**
 * Writes a search into its folder while it goes on. A search that resumes tells all that it told before once more, in the
 * same order. The files have that already, and more of it, so they stay as they are until it tells something new.
 */
export class SearchWriter implements Required<SearchListener> {
  readonly #folder: SearchFolder
  readonly #written: Omit<FoundOptions, 'folder'>
  /** Number of things that the files tell. */
  readonly #before: number
  #told = 0
  readonly #list: ListedRun[] = []

  /** `before`: the number of things that the files tell; 0 for a new search. */
  constructor(folder: SearchFolder, written: Omit<FoundOptions, 'folder'>, before: number) {
    this.#folder = folder
    this.#written = written
    this.#before = before
  }

  run(run: SearchedRun, state: SearchState): void {
    const listed = listedRun(run)
    this.#list.push(listed)
    this.#tell(state, (isFirst) => {
      if (!isFirst) this.#folder.writeRun(listed)
    })
  }

  group(group: FailureGroup, state: SearchState): void {
    this.#tell(state, () => this.#folder.writeGroup(group, this.#written))
  }

  news(faults: Drawn, state: SearchState): void {
    this.#tell(state, () => this.#folder.writeNews(faults))
  }

  #tell(state: SearchState, write: (isFirst: boolean) => void): void {
    this.#told += 1
    if (this.#told <= this.#before) return
    const isFirst = this.#told === this.#before + 1
    if (isFirst) this.#catchUp(state)
    write(isFirst)
    this.#folder.writeState(state, this.#told)
  }

  /** Writes all that was told so far, because a kill may have come between the files of one thing. */
  #catchUp({ groups }: SearchState): void {
    this.#folder.writeList(this.#list)
    for (const group of groups) this.#folder.writeGroup(group, this.#written)
  }
}
