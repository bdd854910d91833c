import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../../../../src/base/random.ts'
import { assignShares, countsOf, shuffled } from '../../../../src/runner/language/values/shares.ts'

const parts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 }).map((weights) => {
  const sum = weights.reduce((all, one) => all + one, 0)
  return weights.map((one, index) => ({ of: `kind-${index}`, share: one / sum }))
})
const totals = fc.integer({ min: 0, max: 2000 })

it('shares give every place, and none gets one more or less than its exact part', () => {
  fc.assert(
    fc.property(parts, totals, (shares, total) => {
      const counts = countsOf(shares, total)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total)
      for (const [index, { share }] of shares.entries())
        expect(Math.abs((counts[index] ?? 0) - share * total)).toBeLessThan(1)
    }),
  )
})

it.each([
  [[0.3, 0.5, 0.2], 100, [30, 50, 20]],
  [[0.3, 0.5, 0.2], 7, [2, 4, 1]],
  [[0.5, 0.5], 3, [2, 1]],
  [[0.1, 0.2, 0.7], 10, [1, 2, 7]],
  [[0.29, 0.71], 100, [29, 71]],
])('shares of %j of %i nodes are %j', (shares, total, counts) => {
  expect(
    countsOf(
      shares.map((share) => ({ share })),
      total,
    ),
  ).toEqual(counts)
})

it('the seed decides who gets which share, and never how many', () => {
  const shares = [
    { of: 'symmetric', share: 0.3 },
    { of: 'none', share: 0.7 },
  ]
  const assigned = (seed: number) => assignShares(shares, 100, createRandom(seed))
  expect(assigned(1)).toEqual(assigned(1))
  expect(assigned(1)).not.toEqual(assigned(2))
  for (const seed of [1, 2]) expect(assigned(seed).filter((one) => one === 'symmetric')).toHaveLength(30)
})

it('a shuffled list has all items, and every item gets everywhere', () => {
  const items = [0, 1, 2, 3]
  const places = new Set<string>()
  const random = createRandom(1)
  for (let turn = 0; turn < 400; turn += 1) {
    const mixed = shuffled(items, random)
    expect(mixed.toSorted()).toEqual(items)
    for (const [place, item] of mixed.entries()) places.add(`${item} at ${place}`)
  }
  expect(places.size).toBe(16)
})
