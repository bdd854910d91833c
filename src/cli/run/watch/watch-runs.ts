/**
 * `topo run --watch`: runs again what a changed file affects, and what a key asks for.
 *
 *     keys.ts         what is typed -> wishes
 *     watch-files.ts  changed files -> wishes
 *     wish.ts         a wish, and how several become one (wish-box.ts)
 *     watched-runs.ts the runs of one wish after the other
 *     sources-of.ts   the files of each topology
 */
import { type ExitCode, exitCode, HarnessError, InputError } from '../../../base/errors.ts'
import { reporters } from '../../../runner/reports/reporters/registry.ts'
import type { CliContext } from '../../context.ts'
import { placesOf } from '../../find-named.ts'
import type { RunFlags } from '../flags.ts'
import { readKeys, WatchKeys } from './keys.ts'
import { watchFiles } from './watch-files.ts'
import { WatchedRuns } from './watched-runs.ts'
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
  await watcher.add(placesOf(names))
  using _keys = readKeys(
    context.stdin,
    new WatchKeys(
      (wish) => inbox.put(wish),
      (text) => context.stdout.write(text),
    ),
  )
  const watched = new WatchedRuns(names, flags, context, watcher)
  let code: ExitCode = exitCode.pass
  let wish: Wish = { kind: flags.lastFailed === true ? 'failed' : 'all' }
  while (wish.kind !== 'quit' && wish.kind !== 'interrupt') {
    const keys = new AbortController()
    inbox.onKey(({ kind }) =>
      keys.abort(new HarnessError(kind === 'interrupt' ? 'it was interrupted' : 'a key ended it')),
    )
    code = (await watched.run(wish, AbortSignal.any([signal, keys.signal]))) ?? code
    wish = await inbox.next()
  }
  return wish.kind === 'interrupt' ? exitCode.interrupted : code
}

function refuse({ shard, list, reporter = [] }: RunFlags): void {
  const document = reporter.find((name) => reporters[name].isDocument)
  if (shard !== undefined || list === true || document !== undefined)
    throw new InputError(
      '--watch shows runs to people, again and again: leave out --shard, --list and --reporter json or junit',
    )
}
