import { describe, expect, it } from 'vitest'
import { fakeSearch } from './fake-search.ts'

const parts = [1, 2, 3].map((index) => ({ index, count: 3 }))

describe('the shards of a search', () => {
  it('have each run once between them', async () => {
    const lists = await Promise.all(parts.map((shard) => fakeSearch({ shard, count: 20 })))
    const indexes = lists.flatMap(({ list }) => list.map(({ index }) => index))
    expect(indexes.toSorted((a, b) => a - b)).toEqual([...Array(20).keys()])
    expect(lists.map(({ state }) => state.runs)).toEqual([7, 7, 6])
  })

  it('draw the same runs with any number of jobs, and not those of each other', async () => {
    const drawn = async (index: number, jobs: number) =>
      (await fakeSearch({ shard: { index, count: 3 }, count: 60, jobs })).list.map(({ faults }) => faults)
    const first = await drawn(1, 1)
    expect(await drawn(1, 4)).toEqual(first)
    expect(await drawn(2, 1)).not.toEqual(first)
  })
})
