import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as z from 'zod'
import { makeFolder } from '../../base/make-folder.ts'
import { resultFiles, safeName } from './files.ts'
import { writeAtomic } from './write-atomic.ts'

const memoryVersion = 1

const memorySchema = z.strictObject({
  version: z.literal(memoryVersion),
  /** Release -> the folder of its run, seen from the folder of the topology's results. */
  runs: z.record(z.string(), z.string()),
})

/**
 * Which runs a bisection has made, so that one that was killed goes on where it was and no release is run twice. The
 * verdicts stay where they are, in the folders of the runs: a run that was deleted is made again.
 */
export class BisectMemory {
  readonly #home: string
  readonly #file: string
  readonly #runs: Map<string, string>

  /** `what` is all that a verdict depends on but the release: the topology, the seed, topo itself. */
  constructor(root: string, name: string, what: readonly string[]) {
    if (!safeName.test(name)) throw new Error(`${name} names no results`)
    this.#home = join(root, name)
    const key = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 12)
    this.#file = join(this.#home, `bisect-${key}.json`)
    this.#runs = new Map(Object.entries(readRuns(this.#file)))
  }

  /** The folders of the runs that are still there, by release. */
  folders(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#runs]
        .map(([release, folder]) => [release, join(this.#home, folder)] as const)
        .filter(([, folder]) => existsSync(join(folder, resultFiles.plan))),
    )
  }

  /** Nothing that was run before counts any more; the runs stay where they are. */
  forget(): void {
    this.#runs.clear()
  }

  remember(release: string, folder: string): void {
    this.#runs.set(release, relative(this.#home, folder))
    const runs = Object.fromEntries([...this.#runs].sort(([a], [b]) => (a < b ? -1 : 1)))
    makeFolder(this.#home)
    writeAtomic(this.#file, `${JSON.stringify({ version: memoryVersion, runs }, null, 2)}\n`)
  }
}

/** A memory that is missing or cannot be read costs time, and nothing else. */
function readRuns(file: string): Readonly<Record<string, string>> {
  try {
    return memorySchema.parse(JSON.parse(readFileSync(file, 'utf8'))).runs
  } catch {
    return {}
  }
}
