import { describe, expect, it } from 'vitest'
import { bailCount, limitValue, seedList } from '../../src/cli/option-values.ts'

describe('the value of an option', () => {
  it.each(['1-20', '1,5,9', '0', '1-20, 42', '7-7', '1-10000'])('--seeds %j is right', (text) => {
    expect(seedList(text)).toBe(text)
  })

  it.each([
    ['20-1', '"20-1" is no seed and no range of seeds: write 1-20, or 1,5,9.'],
    ['1,,2', '"" is no seed'],
    ['', '"" is no seed'],
    ['[1-3, 7]', '"[1-3" is no seed'],
    ['1.5', '"1.5" is no seed'],
    ['99999999999999999999', '"99999999999999999999" is no seed'],
    ['1-10001', '"1-10001" has more seeds than 10000, the most of a range.'],
  ])('--seeds %j is wrong', (text, message) => {
    expect(() => seedList(text)).toThrow(message)
  })

  it('--bail before a file says where to put it', () => {
    expect(bailCount('3')).toBe(3)
    expect(() => bailCount('topologies/a.yaml')).toThrow('write --bail=3, or put --bail after the files')
    expect(() => bailCount('0')).toThrow('expected a whole number from 1')
  })

  it('--timeout is more than nothing', () => {
    expect(limitValue('1ms')).toBe(1)
    expect(() => limitValue('0s')).toThrow('expected a duration above 0s')
  })
})
