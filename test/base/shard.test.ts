import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readShard } from '../../src/base/read-shard.ts'
import { positionsOf } from '../../src/base/shard.ts'

describe('the shards of a list', () => {
  it('have every position once, and sizes that differ by one at most', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 40 }), (length, count) => {
        const shards = Array.from({ length: count }, (_, place) =>
          positionsOf({ index: place + 1, count }, length),
        )
        expect(shards.flat().sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, at) => at))
        const sizes = shards.map((shard) => shard.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2)
      }),
    )
  })

  it('take turns in the order of the list', () => {
    expect(positionsOf({ index: 2, count: 3 }, 8)).toEqual([1, 4, 7])
    expect(positionsOf({ index: 3, count: 3 }, 2)).toEqual([])
  })
})

describe('--shard', () => {
  it.each([
    ['3/8', {}, '3/8'],
    ['1/1', { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '9' }, '1/1'],
    ['auto', { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '4' }, '1/4'],
    ['auto', slurm({ id: 4, count: 4, min: 1, max: 4 }), '4/4'],
    ['auto', slurm({ id: 30, count: 4, min: 10, max: 40, step: 10 }), '3/4'],
    ['auto', { JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '8' }, '1/8'],
    ['auto', { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '8' }, '3/8'],
    ['auto', { CI_NODE_INDEX: '', JOB_COMPLETION_INDEX: '2', JOB_COMPLETIONS: '8' }, '3/8'],
    ['auto', { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '8', ...slurm({ id: 2, count: 8 }) }, '3/8'],
  ])('%s with %j is %s', (text, env, shard) => {
    const { index, count } = readShard(text, env)
    expect(`${index}/${count}`).toBe(shard)
  })

  it.each([
    ['0/8', {}, '--shard "0/8" does not exist: the shards are 1/8 to 8/8'],
    ['1/4294967296', {}, 'there are 1 to 100000 shards'],
    ['9/8', {}, '--shard "9/8" does not exist'],
    ['1/0', {}, '--shard "1/0" does not exist'],
    ['3', {}, '--shard "3" is no shard; 3/8 is the third of eight'],
    ['-1/8', {}, '--shard "-1/8" is no shard'],
    ['Auto', {}, '"auto" asks Slurm, Kubernetes or the CI server'],
    ['auto', {}, 'nothing tells the shard of this machine'],
    ['auto', { CI_NODE_TOTAL: '1' }, 'in GitLab: parallel: 8'],
    ['auto', { JOB_COMPLETION_INDEX: '0' }, 'JOB_COMPLETION_INDEX is set, but JOB_COMPLETIONS'],
    ['auto', { JOB_COMPLETION_INDEX: '8', JOB_COMPLETIONS: '8' }, 'no shard of 8: JOB_COMPLETIONS must be'],
    ['auto', { SLURM_ARRAY_TASK_ID: '1' }, 'SLURM_ARRAY_TASK_COUNT, the number of shards, is not: set it'],
    ['auto', slurm({ id: 1, count: 3, min: 1, max: 7 }), 'must be evenly spaced'],
    ['auto', slurm({ id: 3, count: 3, min: 1, max: 5, step: 0 }), 'must be evenly spaced'],
    ['auto', { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '8' }, 'CI_NODE_INDEX counts from 1'],
    [
      'auto',
      { CI_NODE_INDEX: 'one', CI_NODE_TOTAL: '8' },
      'CI_NODE_INDEX is "one", which is no whole number',
    ],
    [
      'auto',
      { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '8', JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '2' },
      'Kubernetes says 1/2, and the CI server says 3/8: name one of them, such as --shard 1/2',
    ],
  ])('%s with %j is refused', (text, env, message) => {
    expect(() => readShard(text, env)).toThrow(message)
  })
})

function slurm(values: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`SLURM_ARRAY_TASK_${name.toUpperCase()}`, String(value)]),
  )
}
