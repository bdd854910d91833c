/** The memory of `topo run --last-failed`: the files of which a run did not pass the last time that they ran. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import * as z from 'zod'
import { lastRunName } from './files.ts'
import { writeAtomic } from './write-atomic.ts'

const lastRunVersion = 1

const lastRunSchema = z.strictObject({
  version: z.literal(lastRunVersion),
  /** Paths relative to the folder of the results, with `/`. */
  failed: z.array(z.string()),
})

/** Absolute paths; null: nothing ran yet, or the memory cannot be read. */
export function readLastFailed(root: string): readonly string[] | null {
  try {
    const { failed } = lastRunSchema.parse(JSON.parse(readFileSync(join(root, lastRunName), 'utf8')))
    return failed.map((file) => resolve(root, file))
  } catch {
    return null
  }
}

/**
 * Remembers a command that ran the files `ran`, of which `failed` did not pass. Failures of other files stay. Files that
 * are not there are forgotten.
 */
export function rememberRun(root: string, ran: readonly string[], failed: readonly string[]): void {
  const now = new Set(ran.map((file) => resolve(file)))
  const others = (readLastFailed(root) ?? []).filter((file) => !now.has(file))
  const all = new Set([...others, ...failed.map((file) => resolve(file))])
  const there = [...all].filter((file) => existsSync(file)).sort()
  const paths = there.map((file) => relative(root, file).split(sep).join('/'))
  const record = { version: lastRunVersion, failed: paths } satisfies z.output<typeof lastRunSchema>
  writeAtomic(join(root, lastRunName), `${JSON.stringify(record, null, 2)}\n`)
}
