import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inRange, parseCount } from '../../../../src/runner/language/values/count.ts'
import { formatDuration, parseDuration } from '../../../../src/runner/language/values/duration.ts'
import { parseOffset } from '../../../../src/runner/language/values/offset.ts'
import { matches, select } from '../../../../src/runner/language/values/selector.ts'
import { formatSize, parseSize } from '../../../../src/runner/language/values/size.ts'

describe('durations', () => {
  it('are the same after they are written and read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 * 86_400_000 }), (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value)
      }),
    )
  })

  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['2d', 172_800_000],
    ['0s', 0],
  ])('%s is %i milliseconds', (text, value) => {
    expect(parseDuration(text)).toBe(value)
  })

  it.each(['', '10', '-5s', '5 s', '1e3s', '10S', 's', '1001d', `${'9'.repeat(400)}d`, '1s '])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )
})

describe('offsets', () => {
  it.each([
    ['10m', 600_000],
    ['-1h30m', -5_400_000],
    ['-0s', 0],
  ])('%s is %i milliseconds', (text, value) => {
    expect(parseOffset(text)).toBe(value)
  })

  it.each(['', '-', '10', '--5s', '+5s', '- 5s', '5m-3s', '-1001d'])('%j is none', (text) => {
    expect(parseOffset(text)).toBeUndefined()
  })
})

describe('sizes', () => {
  it('are the same after they are written and read', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(parseSize(formatSize(value))).toBe(value)
      }),
    )
  })

  it.each([
    [131_072, '128KiB'],
    [2 ** 30, '1GiB'],
    [1000, '1000B'],
    [0, '0B'],
  ])('%i bytes are written %s', (value, text) => {
    expect(formatSize(value)).toBe(text)
  })
})

describe('counts', () => {
  it('admit what they say', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (limit, value) => {
        const admits = (text: string) => {
          const range = parseCount(text)
          return range !== undefined && inRange(value, range)
        }
        expect(admits(`>=${limit}`)).toBe(value >= limit)
        expect(admits(`>${limit}`)).toBe(value > limit)
        expect(admits(`<=${limit}`)).toBe(value <= limit)
        expect(admits(`<${limit}`)).toBe(value < limit)
        expect(admits(`${limit}`)).toBe(value === limit)
        expect(admits(`3..${limit}`)).toBe(value >= 3 && value <= limit)
      }),
    )
  })
})

describe('selectors', () => {
  const names = ['boot', 'bob-1', 'bob-2', 'alice']

  it.each([
    [['*'], names],
    [['bob-*'], ['bob-1', 'bob-2']],
    [
      ['alice', 'boot'],
      ['boot', 'alice'],
    ],
    [['bo?'], []],
    [['bo??'], ['boot']],
    [['*o*'], ['boot', 'bob-1', 'bob-2']],
    [
      ['bob-*', 'bob-1'],
      ['bob-1', 'bob-2'],
    ],
  ])('%j selects %j, in the order of the nodes', (patterns, selected) => {
    expect(select(patterns, names).selected).toEqual(selected)
  })

  it('say which patterns match nothing', () => {
    expect(select(['alice', 'zoe', 'x*'], names).unmatched).toEqual(['zoe', 'x*'])
  })

  it('match as the corresponding regular expression does', () => {
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
    fc.assert(
      fc.property(glob, text, (pattern, name) => {
        const source = pattern.replaceAll('*', '.*').replaceAll('?', '.')
        expect(matches(pattern, name)).toBe(new RegExp(`^${source}$`).test(name))
      }),
      { numRuns: 2000 },
    )
  })

  it('match a hostile pattern without backtracking, which would take some 10^17 steps', () => {
    expect(matches(`${'*a'.repeat(31)}b`, 'a'.repeat(63))).toBe(false)
  })
})
