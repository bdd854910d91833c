import { expect, it } from 'vitest'
import { createRandom } from '../../../../src/base/random.ts'
import { distribution, drawing, gamma } from '../../../../src/runner/language/values/distribution.ts'

/** The mean and the median of many draws, in seconds. */
function sample(written: unknown, count = 40_000) {
  const next = drawing(distribution.parse(written), createRandom(1))
  const values = Array.from({ length: count }, next).sort((a, b) => a - b)
  expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  return { mean: mean / 1000, median: (values[count / 2] ?? 0) / 1000 }
}

it.each([
  ['1m', 60, 60],
  [{ distribution: 'fixed', mean: '1m' }, 60, 60],
  [{ distribution: 'exponential', mean: '1m' }, 60, 60 * Math.LN2],
  [{ distribution: 'weibull', mean: '1m', shape: 2 }, 60, (60 / gamma(1.5)) * Math.LN2 ** 0.5],
  [
    { distribution: 'weibull', mean: '1m', shape: 0.6 },
    60,
    (60 / gamma(1 + 1 / 0.6)) * Math.LN2 ** (1 / 0.6),
  ],
  [{ distribution: 'pareto', mean: '1m', shape: 3 }, 60, 40 * 2 ** (1 / 3)],
  [{ distribution: 'lognormal', mean: '1m', shape: 0.5 }, 60, 60 * Math.exp(-0.125)],
])(
  'draws of %j have the mean that is asked for, and the median of the distribution',
  (written, mean, median) => {
    const found = sample(written)
    expect(found.mean / mean).toBeCloseTo(1, 1)
    expect(found.median / median).toBeCloseTo(1, 1)
  },
)

it('the gamma function is that of the tables', () => {
  for (const [x, value] of [
    [1, 1],
    [1.5, Math.sqrt(Math.PI) / 2],
    [5, 24],
    [11, 3_628_800],
  ] as const)
    expect(gamma(x) / value).toBeCloseTo(1, 12)
})
