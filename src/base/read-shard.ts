import { InputError } from './errors.ts'
import { isShard, mostShards, type Shard } from './shard.ts'
import { shardOfMachine } from './shard-of-machine.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the value of `--shard`: `3/8`, or `auto` for the variables of the engine. Throws {@link InputError}. */
export function readShard(text: string, env: Environment): Shard {
  if (text === 'auto') return shardOfMachine(env)
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  if (isShard(shard)) return shard
  const problem =
    index === undefined
      ? 'is no shard'
      : shard.count === 0 || shard.count > mostShards
        ? `does not exist: there are 1 to ${mostShards} shards`
        : `does not exist: the shards are 1/${count} to ${count}/${count}`
  throw new InputError(
    `--shard ${JSON.stringify(text)} ${problem}; 3/8 is the third of eight, and "auto" asks Slurm, Kubernetes or the CI server`,
  )
}
