import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { backoff } from '../../../src/nodes/peer/backoff.ts'

const never = () => 0
const hour = 3_600_000

describe('the pause before an attempt', () => {
  it.each([
    [0, 1000],
    [1, 2000],
    [2, 4000],
    [5, 32_000],
    [6, 60_000],
    [7, 60_000],
    [100_000, 60_000],
  ])('after %i failures is at most %i ms', (failures, longest) => {
    expect(backoff(failures, never)).toBe(longest)
  })

  it('is shorter by chance, by up to a fifth', () => {
    expect(backoff(6, () => 0.5)).toBe(54_000)
    expect(backoff(6, () => 0.999_999)).toBe(48_000)
  })

  it('differs among those who lost the same relay at once', () => {
    const pauses = Array.from({ length: 20 }, (_, seed) => backoff(0, createRandom(seed)))
    expect(new Set(pauses).size).toBeGreaterThan(15)
  })

  it('makes 60 to 75 attempts of an hour of failures', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const attempts = attemptsWithin(hour, createRandom(seed))
      expect(attempts).toBeGreaterThanOrEqual(60)
      expect(attempts).toBeLessThanOrEqual(75)
    }
  })
})

function attemptsWithin(time: number, random: () => number): number {
  let attempts = 0
  for (let now = backoff(0, random); now <= time; now += backoff(attempts, random)) attempts += 1
  return attempts
}
