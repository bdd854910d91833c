import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/base/random.ts'

const draw = (random: () => number, count: number) => Array.from({ length: count }, random)

describe('the seeded generator', () => {
  it('gives the same numbers for the same seed and labels, today and on any machine', () => {
    expect(draw(createRandom(7, 'a', 1), 50)).toEqual(draw(createRandom(7, 'a', 1), 50))
    expect(draw(createRandom(1), 3).map((each) => each.toFixed(9))).toMatchInlineSnapshot(`
      [
        "0.454515115",
        "0.705580424",
        "0.400839140",
      ]
    `)
  })

  it.each([
    ['seed', createRandom(8, 'a', 'b')],
    ['label', createRandom(7, 'a', 'c')],
    ['split of labels', createRandom(7, 'ab')],
  ])('gives others for another %s', (_, other) => {
    const first = draw(createRandom(7, 'a', 'b'), 20)
    expect(draw(other, 20).filter((each) => first.includes(each))).toEqual([])
  })

  it('spreads evenly over [0, 1), for neighbouring seeds too', () => {
    for (const source of [
      draw(createRandom(1), 10_000),
      Array.from({ length: 10_000 }, (_, seed) => createRandom(seed)()),
    ]) {
      const buckets = new Array<number>(10).fill(0)
      for (const each of source) buckets[Math.floor(each * 10)] = (buckets[Math.floor(each * 10)] ?? 0) + 1
      expect(buckets).toHaveLength(10)
      expect(Math.min(...buckets)).toBeGreaterThan(900)
      expect(Math.max(...buckets)).toBeLessThan(1100)
    }
  })
})
