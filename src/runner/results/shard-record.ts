/**
 * The record of a shard, `shard-3-of-8.json` in the folder with its results: the runs of the shard, and the folder of
 * each begun run. It is written before anything runs, so that a killed shard is still told. A second try in the same
 * folder has a record of its own, `shard-3-of-8.try-2.json`: the runs of the first count too.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { InputError, messageOf } from '../../base/errors.ts'
import { isShard } from '../../base/shard.ts'
import { writeAtomic } from './write-atomic.ts'

const recordVersion = 1
const recordName = /^shard-\d+-of-\d+(?:\.try-\d+)?\.json$/
/** A folder below the results, such as `hello/2026-…-1f2e3d`: no part leads out. */
const folderBelow = /^(?:[A-Za-z0-9][\w.-]*\/){1,2}[A-Za-z0-9][\w.-]*$/

const shardRun = z.strictObject({
  /** Position in the list of all shards, from 0. */
  position: z.number().int().min(0),
  name: z.string(),
  /** The release, when the command names several; null: the releases in the file. */
  release: z.string().nullable(),
  /** The values of an experiment, by their paths; empty: it is none. */
  varied: z.record(z.string(), z.string()).default({}),
  /** Its folder below the results; null before its start. A retry has the same position. */
  folder: z.string().regex(folderBelow).nullable(),
})

const mistake = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  line: z.number().nullable(),
  column: z.number().nullable(),
})

const recordSchema = z
  .strictObject({
    version: z.literal(recordVersion),
    shard: z.strictObject({ index: z.number(), count: z.number() }).refine(isShard),
    /** Hash of the list of all runs: shards of different lists do not belong together. */
    list: z.string(),
    /** Number of runs in that list. */
    total: z.number().int().min(0),
    runs: z.array(shardRun),
    /** Files of the command that cannot run, and their mistakes. */
    wrong: z
      .array(z.strictObject({ file: z.string(), mistakes: z.array(mistake).readonly() }))
      .readonly()
      .default([]),
  })
  .refine(({ runs, total }) => runs.every(({ position }) => position < total))

export type ShardRun = Readonly<z.output<typeof shardRun>>
export type ShardRecord = Readonly<z.output<typeof recordSchema>>
export type NewShardRecord = Readonly<Omit<z.input<typeof recordSchema>, 'version'>>

/** The hash of a list of runs, each told by everything that decides its events. */
export function hashOfList(runs: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(runs)).digest('hex').slice(0, 16)
}

/** The file of one try of a shard. */
export class ShardRecordFile {
  readonly #path: string

  private constructor(path: string) {
    this.#path = path
  }

  /** Makes a file in the folder, beside those of earlier tries. */
  static create(root: string, record: NewShardRecord): ShardRecordFile {
    const { index, count } = record.shard
    const name = `shard-${index}-of-${count}`
    let path = join(root, `${name}.json`)
    for (let attempt = 2; !claims(path); attempt += 1) path = join(root, `${name}.try-${attempt}.json`)
    const file = new ShardRecordFile(path)
    file.write(record)
    return file
  }

  write(record: NewShardRecord): void {
    const whole = { version: recordVersion, ...record } satisfies z.input<typeof recordSchema>
    writeAtomic(this.#path, `${JSON.stringify(whole, null, 2)}\n`)
  }
}

/** True if the file did not exist, and does now. */
function claims(path: string): boolean {
  try {
    writeFileSync(path, '', { flag: 'wx' })
    return true
  } catch (error) {
    if (existsSync(path)) return false
    throw error
  }
}

/**
 * The records in a folder of results, in the order of their shards and tries. Throws {@link InputError} for a broken one.
 */
export function readShardRecords(root: string): readonly ShardRecord[] {
  return (
    readdirSync(root)
      // An empty file: the command was killed before it had written its record, so before anything ran.
      .filter((name) => recordName.test(name) && statSync(join(root, name)).size > 0)
      .sort(new Intl.Collator('en', { numeric: true }).compare)
      .map((name) => readRecord(join(root, name)))
      .sort((a, b) => a.shard.index - b.shard.index)
  )
}

function readRecord(file: string): ShardRecord {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new InputError(`${file} is no record of a shard: ${problem}`)
  }
}
