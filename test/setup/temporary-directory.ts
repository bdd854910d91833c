import { mkdirSync, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Environment variable: the folder of the runs that test files share. */
export const sharedRunsVariable = 'TOPO_TEST_SHARED_RUNS'

/** The folder in which Node keeps compiled modules for tools that ask for it, such as vite. */
const compileCache = 'node-compile-cache'

/** Milliseconds that the workers have to end after their last files. */
const grace = 20_000

/** Gives one run of the tests a temporary directory. The run fails when a test leaves something there. */
export default function setup(): () => Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'topo-tests-'))
  const [temporary, runs] = ['tmp', 'runs'].map((name) => path.join(folder, name)) as [string, string]
  for (const one of [temporary, runs]) mkdirSync(one)
  process.env['TMPDIR'] = temporary
  process.env[sharedRunsVariable] = runs
  return async () => {
    await emptied(temporary)
    const left = leftIn(temporary)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    if (left.length > 0) throw new Error(`tests left in the temporary directory: ${left.join(', ')}`)
  }
}

function leftIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name !== compileCache)
    .sort()
}

/** Waits until nothing is left, at most the grace period: Vitest tears down while its last workers end. */
function emptied(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, look)
    const timer = setTimeout(end, grace)
    function end(): void {
      clearTimeout(timer)
      watcher.close()
      resolve()
    }
    function look(): void {
      if (leftIn(folder).length === 0) end()
    }
    look()
  })
}
