/** File writes that end at a moment, as those of a process that is killed. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Calls `act`, which dies at its `last` write of a file or change of a name: half of the text is written, and nothing
 * after it. Returns true if it came so far.
 */
export async function dyingAt(last: number, act: (die: AbortSignal) => Promise<void>): Promise<boolean> {
  const { writeFileSync, renameSync, rmSync } = fs
  const killed = new AbortController()
  let left = last
  /** Returns true for the last write. */
  const isLast = () => {
    left -= 1
    if (left === 0) killed.abort(new Error('killed'))
    return left === 0
  }
  Object.assign(fs, {
    // Node's appendFileSync calls this one too.
    writeFileSync: (file: string, text: string, options?: fs.WriteFileOptions) => {
      const isCut = isLast()
      if (left >= 0) writeFileSync(file, isCut ? text.slice(0, text.length / 2) : text, options)
    },
    renameSync: (from: string, to: string) => {
      if (!isLast() && left > 0) renameSync(from, to)
    },
    rmSync: (file: string, options?: fs.RmOptions) => {
      if (left > 0) rmSync(file, options)
    },
  })
  syncBuiltinESMExports()
  try {
    await act(killed.signal)
  } finally {
    Object.assign(fs, { writeFileSync, renameSync, rmSync })
    syncBuiltinESMExports()
  }
  return killed.signal.aborted
}
