import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as z from 'zod'
import { compareTexts } from '../../base/compare-texts.ts'
import { makeFolder } from '../../base/make-folder.ts'
import { resultFiles, safeName } from './files.ts'
import { writeAtomic } from './write-atomic.ts'

const memoryVersion = 1

const memorySchema = z.strictObject({
  version: z.literal(memoryVersion),
  /** Release -> the folder of its run, relative to the folder of the topology's results. */
  runs: z.record(z.string(), z.string()),
})

/**
 * The runs of a bisection, so that a killed one resumes and no release runs twice. The verdicts stay in the folders of
 * the runs: a deleted run is made again.
 */
export class BisectMemory {
  readonly #home: string
  readonly #file: string
  readonly #runs: Map<string, string>

  /** `what` has everything that a verdict depends on beside the release: the topology, the seed, topo itself. */
  constructor(root: string, name: string, what: readonly string[]) {
    if (!safeName.test(name)) throw new Error(`${name} names no results`)
    this.#home = join(root, name)
    const key = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 12)
    this.#file = join(this.#home, `bisect-${key}.json`)
    this.#runs = new Map(Object.entries(readRuns(this.#file)))
  }

  /** The folders of the runs that still exist, by release. */
  folders(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#runs]
        .map(([release, folder]) => [release, join(this.#home, folder)] as const)
        .filter(([, folder]) => existsSync(join(folder, resultFiles.plan))),
    )
  }

  /** Forgets all earlier runs, and leaves their folders. */
  forget(): void {
    this.#runs.clear()
  }

  remember(release: string, folder: string): void {
    this.#runs.set(release, relative(this.#home, folder))
    const runs = Object.fromEntries([...this.#runs].sort(([a], [b]) => compareTexts(a, b)))
    makeFolder(this.#home)
    writeAtomic(this.#file, `${JSON.stringify({ version: memoryVersion, runs }, null, 2)}\n`)
  }
}

/** A missing or unreadable memory costs only time. */
function readRuns(file: string): Readonly<Record<string, string>> {
  try {
    return memorySchema.parse(JSON.parse(readFileSync(file, 'utf8'))).runs
  } catch {
    return {}
  }
}
