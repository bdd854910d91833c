import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Environment variable: the folder of the runs that test files share. */
export const sharedRunsVariable = 'TOPO_TEST_SHARED_RUNS'

/** The folder in which Node keeps compiled modules for tools that ask for it, such as vite. */
const compileCache = 'node-compile-cache'

/** Gives one run of the tests a temporary directory. The run fails when a test leaves something there. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'topo-tests-'))
  const [temporary, runs] = ['tmp', 'runs'].map((name) => path.join(folder, name)) as [string, string]
  for (const one of [temporary, runs]) mkdirSync(one)
  process.env['TMPDIR'] = temporary
  process.env[sharedRunsVariable] = runs
  return () => {
    const left = readdirSync(temporary).filter((name) => name !== compileCache)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    if (left.length > 0) throw new Error(`tests left in the temporary directory: ${left.sort().join(', ')}`)
  }
}
