import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type FSWatcher, watch } from 'chokidar'

/** Editors write a file in several steps, which are one change. */
const settleTime = 100

/** Files and folders that can be added to while they are watched. */
export interface WatchedFiles extends AsyncDisposable {
  /** Resolves when no change can be missed any more. A path that is not there yet is watched from its folder. */
  readonly add: (paths: readonly string[]) => Promise<void>
}

/**
 * Calls `onChange` with the absolute paths of files that have changed, together if they change at once. Leaves out the
 * folder with the results, which each run changes.
 */
export function watchFiles(results: string, onChange: (files: ReadonlySet<string>) => void): WatchedFiles {
  const folder = path.resolve(results)
  const watchers: FSWatcher[] = []
  const known = new Set<string>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  const take = (event: string, file: string) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    changed.add(path.resolve(file))
    timer ??= setTimeout(() => {
      timer = null
      const files = changed
      changed = new Set()
      onChange(files)
    }, settleTime)
  }
  const open = async (depth: Place['depth'], places: readonly Place[]) => {
    const watcher = watch(
      places.map(({ at }) => at),
      {
        ...(depth !== null && { depth }),
        ignoreInitial: true,
        ignored: (file) => isIgnored(file) || path.resolve(file) === folder,
      },
    )
    watchers.push(watcher)
    watcher.on('all', take)
    await once(watcher, 'ready')
  }
  return {
    add: async (paths) => {
      const added = paths.map(placeOf).filter((place) => !known.has(JSON.stringify(place)))
      const places = new Map(added.map((place) => [JSON.stringify(place), place]))
      for (const key of places.keys()) known.add(key)
      const byDepth = Map.groupBy(places.values(), ({ depth }) => depth)
      await Promise.all([...byDepth].map(([depth, all]) => open(depth, all)))
    },
    [Symbol.asyncDispose]: async () => {
      if (timer !== null) clearTimeout(timer)
      await Promise.all(watchers.map((watcher) => watcher.close()))
    },
  }
}

interface Place {
  readonly at: string
  /** Levels of folders below; null: all of them. */
  readonly depth: number | null
}

/** The path, or the nearest folder that is there. */
function placeOf(file: string): Place {
  if (existsSync(file)) return { at: file, depth: null }
  let at = path.dirname(path.resolve(file))
  let depth = 0
  for (; !existsSync(at); at = path.dirname(at)) depth += 1
  return { at, depth }
}

/** Packages and hidden folders change without any meaning for a topology. */
function isIgnored(file: string): boolean {
  const parts = path.relative(process.cwd(), file).split(path.sep)
  return parts.some((part) => part === 'node_modules' || /^\.[^.]/.test(part))
}
