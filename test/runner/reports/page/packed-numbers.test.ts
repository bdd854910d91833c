import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberReader, NumberWriter } from '../../../../src/runner/reports/page/packed-numbers.ts'

test('whole numbers of any size survive packing, and small ones take a byte each', () => {
  const number = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat())
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const writer = new NumberWriter()
      for (const each of numbers) writer.push(each)
      const reader = new NumberReader(writer.toString())
      const read: number[] = []
      while (reader.hasMore) read.push(reader.next())
      expect(read).toEqual(numbers)
    }),
  )
  const writer = new NumberWriter()
  for (let number = 0; number < 128; number += 1) writer.push(number)
  expect(atob(writer.toString())).toHaveLength(128)
})
