import { expect, it } from 'vitest'
import {
  formatRange,
  parseRange,
  readValue,
  writeValue,
} from '../../../../src/runner/language/values/range.ts'

it.each([
  ['1s-10m', { of: 'duration', min: 1000, max: 600_000 }],
  ['1h30m-2h', { of: 'duration', min: 5_400_000, max: 7_200_000 }],
  ['-10m-10m', { of: 'offset', min: -600_000, max: 600_000 }],
  ['-10m--5m', { of: 'offset', min: -600_000, max: -300_000 }],
  ['64KiB-1MiB', { of: 'size', min: 65_536, max: 1_048_576 }],
  ['0%-2.5%', { of: 'percentage', min: 0, max: 25 }],
  ['1-6', { of: 'number', min: 1, max: 6 }],
  ['6-1', { of: 'number', min: 6, max: 1 }],
])('%s is a range', (text, range) => {
  const parsed = parseRange(text)
  expect(parsed).toEqual(range)
  if (parsed !== undefined) expect(parseRange(formatRange(parsed))).toEqual(parsed)
})

it.each(['alice', 'port-restricted-cone', '10s', '10s-', '10s-5', 'relay-1', ''])(
  '%j is no range',
  (text) => {
    expect(parseRange(text)).toBeUndefined()
  },
)

it('a value of a range is written as a topology has it, and read again', () => {
  expect(writeValue('offset', -90_000)).toBe('-1m30s')
  expect(readValue('offset', '-1m30s')).toBe(-90_000)
  expect(writeValue('number', 3)).toBe(3)
  expect(readValue('size', writeValue('size', 65_536))).toBe(65_536)
})
