import { expect, test } from 'vitest'
import { axisOf } from '../../../../../src/runner/reports/page/browser/number-axis.ts'

test.for(['time', 'count', 'bytes'] as const)('an axis of %s never begins below 0', (unit) => {
  const range = [0, 100] as const
  for (const numbers of [[0], [0, 0], [1], [0, 1, 600_000]]) {
    const { toX, ticks } = axisOf({ unit }, numbers, range)
    expect(toX(0)).toBe(0)
    expect(ticks[0]).toMatchObject({ x: 0, text: expect.stringMatching(/^0/) })
  }
})

test('an axis of numbers far from 0 begins near them', () => {
  const { toX } = axisOf({ unit: 'count' }, [1000, 1010], [0, 100])
  expect(toX(999)).toBeGreaterThan(-5)
  expect(toX(1010)).toBeLessThan(100)
})
