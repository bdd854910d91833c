import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Gives one run of the tests a temporary directory of its own. The run fails if a test leaves something in it. */
export default function setup(): () => void {
  const directory = mkdtempSync(path.join(tmpdir(), 'topo-tests-'))
  process.env['TMPDIR'] = directory
  return () => {
    const left = readdirSync(directory)
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    if (left.length > 0) throw new Error(`tests left in the temporary directory: ${left.sort().join(', ')}`)
  }
}
