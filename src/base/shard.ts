/** A part of a list of runs, for one machine of several: number `index` of `count`, from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/**
 * Returns the positions of a list of `length` items that belong to the shard: its number, and every `count`-th position
 * after that. Sizes differ by one at most. The shards together have every position once.
 */
export function positionsOf({ index, count }: Shard, length: number): readonly number[] {
  const own = Math.max(0, Math.ceil((length - index + 1) / count))
  return Array.from({ length: own }, (_, turn) => index - 1 + turn * count)
}

/** Largest number of shards. Slurm and Kubernetes start no more tasks of one job. */
export const mostShards = 100_000

export function isShard({ index, count }: Shard): boolean {
  return (
    Number.isSafeInteger(index) &&
    Number.isSafeInteger(count) &&
    index >= 1 &&
    index <= count &&
    count <= mostShards
  )
}

/** `shard 3 of 8` */
export function shardName({ index, count }: Shard): string {
  return `shard ${index} of ${count}`
}
