import { existsSync } from 'node:fs'
import path from 'node:path'
import { type ExitCode, InputError } from '../../../base/errors.ts'
import { plural } from '../../../runner/language/values/plural.ts'
import type { CliContext } from '../../context.ts'
import { findNamed } from '../../find-named.ts'
import { tellError } from '../../tell-error.ts'
import { NoMatchError } from '../filter.ts'
import type { RunFlags } from '../flags.ts'
import { prepareRuns } from '../prepare-runs.ts'
import { makeReady, runAll } from '../run-all.ts'
import { affectedBy, type SourcesByFile, sourcesOf, withWrong } from './sources-of.ts'
import type { WatchedFiles } from './watch-files.ts'
import type { Wish } from './wish.ts'

/** The topologies that are watched, and the runs of one wish after the other. */
export class WatchedRuns {
  readonly #names: readonly string[]
  readonly #flags: RunFlags
  readonly #context: CliContext
  readonly #watcher: Pick<WatchedFiles, 'add'>
  #sources: SourcesByFile = new Map()
  #grep: RegExp | null = null

  constructor(
    names: readonly string[],
    flags: RunFlags,
    context: CliContext,
    watcher: Pick<WatchedFiles, 'add'>,
  ) {
    this.#names = names
    this.#flags = flags
    this.#context = context
    this.#watcher = watcher
  }

  /**
   * Runs what is wished; a mistake of the user ends only these runs. Resolves with null, and prints nothing, for a change
   * that affects no topology, or none that the filters choose.
   */
  async run(wish: Wish, signal: AbortSignal): Promise<ExitCode | null> {
    const names = this.#namesFor(wish)
    if (names === null) return null
    try {
      const code = await this.#play(names, this.#flagsFor(wish), signal)
      this.#tellKeys(signal)
      return code
    } catch (error) {
      if (error instanceof NoMatchError && wish.kind === 'changed') return null
      const code = tellError(error, this.#context)
      this.#tellKeys(signal)
      return code
    }
  }

  #tellKeys({ aborted }: AbortSignal): void {
    if (aborted) return
    const files = new Set([...this.#sources.values()].flatMap((one) => [...one]))
    const count = [...files].filter((file) => existsSync(file)).length
    this.#context.stdout.write(`\nwatching ${plural(count, 'file')}: a all, f failed, p pattern, q quit\n`)
  }

  async #play(names: readonly string[], flags: RunFlags, signal: AbortSignal): Promise<ExitCode> {
    const prepared = await prepareRuns(names, flags, this.#context)
    const ready = await makeReady(prepared, flags, this.#context)
    const found = await sourcesOf(prepared.runs, prepared.releases)
    this.#sources = withWrong(this.#sources, found, ready.wrong)
    await this.#watcher.add([...this.#sources.values()].flatMap((files) => [...files]))
    return runAll(ready, flags, this.#context, signal)
  }

  /** The arguments of the next runs; null: the change is none of theirs. */
  #namesFor(wish: Wish): readonly string[] | null {
    if (wish.kind !== 'changed') return this.#names
    const known = new Map(this.#sources)
    // A new topology in a watched folder.
    for (const file of this.#named()) if (!known.has(file)) known.set(file, new Set([path.resolve(file)]))
    const affected = affectedBy(wish.files, known).filter((file) => existsSync(file))
    return affected.length === 0 ? null : affected
  }

  /** None of the names may match a file yet, which the first runs have told. */
  #named(): readonly string[] {
    try {
      return findNamed(this.#names).files
    } catch (error) {
      if (error instanceof InputError) return []
      throw error
    }
  }

  #flagsFor(wish: Wish): RunFlags {
    if (wish.kind === 'all') this.#grep = null
    if (wish.kind === 'pattern') this.#grep = wish.pattern
    const { lastFailed: _, ...flags } = this.#flags
    return {
      ...flags,
      ...(this.#grep !== null && { grep: this.#grep }),
      ...(wish.kind === 'failed' && { lastFailed: true }),
    }
  }
}
