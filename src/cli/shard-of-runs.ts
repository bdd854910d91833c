/** The shard of `topo run`: its runs, and its record beside their results. */
import { posix, relative, sep } from 'node:path'
import { BugError } from '../base/errors.ts'
import { positionsOf, type Shard, shardName } from '../base/shard.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import { plural } from '../runner/language/values/plural.ts'
import type { NamedReporter } from '../runner/reports/reporters/reporting.ts'
import {
  hashOfList,
  type NewShardRecord,
  type ShardRecord,
  ShardRecordFile,
} from '../runner/results/shard-record.ts'
import { labelOf, type ToRun } from './topologies-to-run.ts'

interface Settings {
  readonly overrides: Overrides
  readonly until: number | null
  readonly wrong: ShardRecord['wrong']
}

/** The record of a shard before its first run; `all` is the list that the shards divide. */
export function recordOf(
  shard: Shard,
  all: readonly ToRun[],
  { wrong, ...settings }: Settings,
): Omit<ShardRecord, 'version'> {
  const list = hashOfList([settings, ...all.map((one) => [labelOf(one), one.topology.source.text])])
  const runs = positionsOf(shard, all.length).map((position) => {
    const { name, release, varied } = runAt(all, position)
    return { position, name, release, varied, folder: null }
  })
  return { shard, list, total: all.length, runs, wrong }
}

/** The runs of the record, from the list that it was made of. */
export function runsOf({ runs }: Pick<NewShardRecord, 'runs'>, all: readonly ToRun[]): readonly ToRun[] {
  return runs.map(({ position }) => runAt(all, position))
}

/** `shard 3 of 8 has 5 of 40 runs` */
export function tellShard({ shard, runs, total }: NewShardRecord): string {
  const own = runs.length === 0 ? 'none' : String(runs.length)
  return `${shardName(shard)} has ${own} of ${plural(total, 'run')}`
}

/** Writes the record into the folder of the results, now and at the start of each run. */
export function shardKeeper(root: string, record: NewShardRecord): NamedReporter {
  const file = ShardRecordFile.create(root, record)
  let { runs } = record
  return {
    name: 'record of the shard',
    reporter: {
      start: (_plan, { label, folder, retryOf }) => {
        const below = relative(root, folder).split(sep).join('/')
        if (retryOf === null) {
          // Repeated runs have one label; any of their positions will do.
          const begun = runs.find((run) => run.folder === null && labelOf(run) === label)
          if (begun === undefined) throw new BugError(`the shard has no run ${label}`)
          runs = runs.map((run) => (run === begun ? { ...run, folder: below } : run))
        } else {
          const first = runs.find((run) => run.folder === posix.join(posix.dirname(below), retryOf))
          if (first === undefined) throw new BugError(`the shard has no run ${retryOf}`)
          runs = [...runs, { ...first, folder: below }]
        }
        file.write({ ...record, runs })
        return { event: () => {}, end: () => {} }
      },
      close: () => {},
    },
  }
}

function runAt(all: readonly ToRun[], position: number): ToRun {
  const run = all[position]
  if (run === undefined) throw new BugError(`there is no run ${position} of ${all.length}`)
  return run
}
