import { join } from 'node:path'
import { InputError } from '../../base/errors.ts'
import { positionsOf, type Shard, shardName } from '../../base/shard.ts'
import { plural } from '../../runner/language/values/plural.ts'
import type { MissingPart, WrongFile } from '../../runner/reports/reporters/reporter.ts'
import { findRuns } from '../../runner/results/find-runs.ts'
import { readShardRecords, type ShardRecord } from '../../runner/results/shard-record.ts'

/** A run of a shard, in the folder of its results. */
export interface GatheredRun {
  /** Position in the list that the shards divide; runs without a shard are numbered as they are found. */
  readonly position: number
  /** Name and release as in the command; null: as the run itself says. */
  readonly name: string | null
  readonly release: string | null
  readonly varied: Readonly<Record<string, string>>
  /** Its folder below the results, with `/`. */
  readonly id: string
  readonly folder: string
}

export interface Gathered {
  readonly runs: readonly GatheredRun[]
  readonly missing: readonly MissingPart[]
  /** Files of the command that cannot run. */
  readonly wrong: readonly WrongFile[]
  /** Number of runs in the list, with the missing ones. */
  readonly total: number
  /** False: the folders have no shards, so repeated runs may be of different topologies. */
  readonly isSharded: boolean
}

/** A folder of results, and the records of shards in it. */
interface ShardFolder {
  readonly root: string
  readonly records: readonly ShardRecord[]
}

/** Finds all runs of the folders. Throws {@link InputError} for shards that do not belong together. */
export function gatherRuns(folders: readonly string[], absent: readonly string[]): Gathered {
  const sources = folders.map((root) => ({ root, records: readShardRecords(root) }))
  const gone = absent.map((root) => ({ name: root, reason: `there is no folder ${root}` }))
  const first = sources.find(({ records }) => records.length > 0)?.records[0]
  return first === undefined ? allRuns(folders, gone) : runsOfShards(sources, first, gone)
}

function allRuns(folders: readonly string[], gone: readonly MissingPart[]): Gathered {
  const empty = folders.filter((root) => findRuns(root).length === 0).map(withoutRuns)
  const ids = new Map<string, number>()
  const runs = folders.flatMap((root) =>
    findRuns(root).map(({ id, folder }) => {
      const position = ids.get(id) ?? ids.size
      ids.set(id, position)
      return { position, name: null, release: null, varied: {}, id, folder }
    }),
  )
  return { runs, missing: [...gone, ...empty], wrong: [], total: ids.size, isSharded: false }
}

function runsOfShards(
  sources: readonly ShardFolder[],
  first: ShardRecord,
  gone: readonly MissingPart[],
): Gathered {
  const { list, total } = first
  const { count } = first.shard
  for (const { root, records } of sources) {
    for (const record of records) {
      const isOther = record.list !== list || record.total !== total || record.shard.count !== count
      if (isOther) throw new InputError(stranger(root, record.shard, first.shard))
    }
  }
  const listed = sources.flatMap(({ root, records }) => records.flatMap((record) => begunRuns(root, record)))
  // A merged folder may have an older copy of a record.
  const runs = [...new Map(listed.map((run) => [run.folder, run])).values()]
  const begun = new Set(runs.map(({ position }) => position))
  const known = new Set(sources.flatMap(({ records }) => records.map(({ shard }) => shard.index)))
  const lost = Array.from({ length: count }, (_, place) => ({ index: place + 1, count })).flatMap((shard) =>
    lostOf(shard, { total, begun, isKnown: known.has(shard.index) }),
  )
  const bare = sources.filter(({ records }) => records.length === 0).map(({ root }) => withoutShard(root))
  // Each shard reads all files.
  const wrong = [
    ...new Map(
      sources
        .flatMap(({ records }) => records.flatMap((record) => record.wrong))
        .map((one) => [one.file, one]),
    ).values(),
  ]
  return { runs, missing: [...gone, ...bare, ...lost], wrong, total, isSharded: true }
}

function begunRuns(root: string, { runs }: ShardRecord): readonly GatheredRun[] {
  return runs.flatMap(({ folder, ...run }) =>
    folder === null ? [] : [{ ...run, id: folder, folder: join(root, folder) }],
  )
}

interface KnownShard {
  readonly total: number
  /** Positions with a run. */
  readonly begun: ReadonlySet<number>
  /** True: a folder has the record of the shard. */
  readonly isKnown: boolean
}

function lostOf(shard: Shard, { total, begun, isKnown }: KnownShard): readonly MissingPart[] {
  const own = positionsOf(shard, total)
  const lost = own.filter((position) => !begun.has(position))
  if (lost.length === 0) return []
  const name = shardName(shard)
  const reason = isKnown
    ? `${name} ended before ${lost.length} of its ${plural(own.length, 'run')} began`
    : `${name} is missing, with ${plural(own.length, 'run')}: no folder has its results`
  return [{ name, reason }]
}

function stranger(root: string, shard: Shard, first: Shard): string {
  const reason =
    shard.count === first.count
      ? 'they ran other topologies, or with other options'
      : `the other folders have shards of ${first.count}`
  return `${shardName(shard)} in ${root} does not belong to the others: ${reason}. Merge only the folders of one command, each with the same list`
}

function withoutRuns(root: string): MissingPart {
  return { name: root, reason: `${root} has no results` }
}

function withoutShard(root: string): MissingPart {
  return { name: root, reason: `${root} has no record of a shard, so its runs are left out` }
}
