/**
 * `topo run --watch`: runs again what a changed file affects, and what a key asks for.
 *
 *     keys.ts         what is typed -> wishes
 *     watch-files.ts  changed files -> wishes
 *     wish.ts         a wish, and how several become one (wish-box.ts)
 *     sources-of.ts   the files of each topology
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type ExitCode, exitCode, HarnessError, InputError } from '../../../base/errors.ts'
import { plural } from '../../../runner/language/values/plural.ts'
import { reporters } from '../../../runner/reports/reporters/registry.ts'
import type { CliContext } from '../../context.ts'
import { tellError } from '../../tell-error.ts'
import { findNamed } from '../find-named.ts'
import type { RunFlags } from '../flags.ts'
import { prepareRuns } from '../prepare-runs.ts'
import { makeReady, runAll } from '../run-all.ts'
import { readKeys, WatchKeys } from './keys.ts'
import { affectedBy, type SourcesByFile, sourcesOf } from './sources-of.ts'
import { type WatchedFiles, watchFiles } from './watch-files.ts'
import type { Wish } from './wish.ts'
import { WishBox } from './wish-box.ts'

/** Runs until the key q or a signal; returns the exit code of the last runs. */
export async function watchRuns(
  names: readonly string[],
  flags: RunFlags,
  context: CliContext,
  signal: AbortSignal,
): Promise<ExitCode> {
  refuse(flags)
  const inbox = new WishBox()
  signal.addEventListener('abort', () => inbox.put({ kind: 'quit' }), { once: true })
  await using watcher = watchFiles(flags.results, (files) => inbox.put({ kind: 'changed', files }))
  watcher.add(names.filter((name) => existsSync(name)))
  using _keys = readKeys(
    context.stdin,
    new WatchKeys(
      (wish) => inbox.put(wish),
      (text) => context.stdout.write(text),
    ),
  )
  const watched = new WatchedRuns(names, flags, context, watcher)
  let code: ExitCode = exitCode.pass
  for (let wish: Wish = { kind: 'all' }; wish.kind !== 'quit'; wish = await inbox.next()) {
    const keys = new AbortController()
    inbox.onKey(() => keys.abort(new HarnessError('a key ended it')))
    code = await watched.run(wish, AbortSignal.any([signal, keys.signal]))
  }
  return code
}

/** The topologies that are watched, and the runs of one wish after the other. */
class WatchedRuns {
  readonly #names: readonly string[]
  readonly #flags: RunFlags
  readonly #context: CliContext
  readonly #watcher: WatchedFiles
  #sources: SourcesByFile = new Map()
  #grep: RegExp | null = null

  constructor(names: readonly string[], flags: RunFlags, context: CliContext, watcher: WatchedFiles) {
    this.#names = names
    this.#flags = flags
    this.#context = context
    this.#watcher = watcher
  }

  /** Runs what is wished; a mistake of the user ends only these runs. */
  async run(wish: Wish, signal: AbortSignal): Promise<ExitCode> {
    const { stdout } = this.#context
    try {
      const names = this.#namesFor(wish)
      if (names === null) return exitCode.pass
      return await this.#play(names, this.#flagsFor(wish), signal)
    } catch (error) {
      return tellError(error, this.#context)
    } finally {
      const files = new Set([...this.#sources.values()].flatMap((one) => [...one]))
      if (!signal.aborted)
        stdout.write(`\nwatching ${plural(files.size, 'file')}: a all, f failed, p pattern, q quit\n`)
    }
  }

  async #play(names: readonly string[], flags: RunFlags, signal: AbortSignal): Promise<ExitCode> {
    const prepared = await prepareRuns(names, flags, this.#context)
    const ready = await makeReady(prepared, flags, this.#context)
    const wrong = ready.wrong.map(({ file, diagnosed }) => {
      return [
        file,
        new Set([file, ...diagnosed.map((one) => one.file)].map((one) => path.resolve(one))),
      ] as const
    })
    const found = new Map([...(await sourcesOf(prepared.runs, prepared.releases)), ...wrong])
    this.#sources = new Map([...this.#sources, ...found])
    this.#watcher.add([...found.values()].flatMap((files) => [...files]))
    return runAll(ready, flags, this.#context, signal)
  }

  /** The arguments of the next runs; null: the change is none of theirs. */
  #namesFor(wish: Wish): readonly string[] | null {
    if (wish.kind !== 'changed') return this.#names
    const known = new Map(this.#sources)
    // A new topology in a watched folder.
    for (const file of findNamed(this.#names).files)
      if (!known.has(file)) known.set(file, new Set([path.resolve(file)]))
    const affected = affectedBy(wish.files, known).filter((file) => existsSync(file))
    return affected.length === 0 ? null : affected
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

function refuse({ shard, list, reporter = [] }: RunFlags): void {
  const document = reporter.find((name) => reporters[name].isDocument)
  if (shard !== undefined || list === true || document !== undefined)
    throw new InputError(
      '--watch shows runs to people, again and again: leave out --shard, --list and --reporter json or junit',
    )
}
