import { readShard } from '../../base/read-shard.ts'
import { Releases } from '../../runner/releases/releases.ts'
import type { NewShardRecord } from '../../runner/results/shard-record.ts'
import type { CliContext } from '../context.ts'
import { recordOf, runsOf } from '../shard-of-runs.ts'
import type { ToRun } from '../topologies-to-run.ts'
import { overridesIn, type RunFlags } from './flags.ts'
import { selectTopologies } from './select.ts'
import { type Unrun, wrongFilesOf } from './unrun.ts'

/** The runs of a command, in their order. */
export interface PreparedRuns extends Unrun {
  /** A topology is there once for each run. */
  readonly runs: readonly ToRun[]
  /** The record of the shard that these runs are; null: they are all runs. */
  readonly record: NewShardRecord | null
  readonly releases: Releases
}

/** Finds the topologies of the command, and makes the list of its runs. Installs nothing but what is needed for that. */
export async function prepareRuns(
  names: readonly string[],
  flags: RunFlags,
  { stderr, env }: CliContext,
): Promise<PreparedRuns> {
  const shard = flags.shard === undefined ? null : readShard(flags.shard, env)
  const releases = new Releases({ tell: (what) => stderr.write(`topo: ${what}\n`) })
  const { toRun, wrong, unavailable } = await selectTopologies(names, flags, { releases, stderr })
  const all = toRun.flatMap((one) => Array.from({ length: flags.repeat }, () => one))
  const unrun = { wrong, unavailable }
  if (shard === null) return { ...unrun, runs: all, record: null, releases }
  const record = recordOf(shard, all, {
    overrides: overridesIn(flags),
    until: flags.until ?? null,
    wrong: wrongFilesOf(unrun),
  })
  return { ...unrun, runs: runsOf(record, all), record, releases }
}
