import path from 'node:path'
import { watch } from 'chokidar'

/** Editors write a file in several steps, which are one change. */
const settleTime = 100

/** Files and folders that can be added to while they are watched. */
export interface WatchedFiles extends AsyncDisposable {
  readonly add: (paths: readonly string[]) => void
}

/**
 * Calls `onChange` with the absolute paths of files that have changed, together if they change at once. Leaves out the
 * folder with the results, which each run changes.
 */
export function watchFiles(results: string, onChange: (files: ReadonlySet<string>) => void): WatchedFiles {
  const folder = path.resolve(results)
  const watcher = watch([], {
    ignoreInitial: true,
    ignored: (file) => isIgnored(file) || path.resolve(file) === folder,
  })
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  watcher.on('all', (event, file) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    changed.add(path.resolve(file))
    timer ??= setTimeout(() => {
      timer = null
      const files = changed
      changed = new Set()
      onChange(files)
    }, settleTime)
  })
  return {
    add: (paths) => {
      watcher.add([...paths])
    },
    [Symbol.asyncDispose]: async () => {
      if (timer !== null) clearTimeout(timer)
      await watcher.close()
    },
  }
}

/** Packages and hidden folders change without any meaning for a topology. */
function isIgnored(file: string): boolean {
  const parts = path.relative(process.cwd(), file).split(path.sep)
  return parts.some((part) => part === 'node_modules' || /^\.[^.]/.test(part))
}
