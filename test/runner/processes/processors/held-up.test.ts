import { expect, test } from 'vitest'
import { heldUpWatch, type ProcessSample } from '../../../../src/runner/processes/processors/held-up.ts'

const limit = 4000

test.each<[string, (second: number) => ProcessSample | null, readonly boolean[]]>([
  ['gets a tenth of a processor', (second) => ({ isWilling: true, cpu: second * 100 }), [true, true, true]],
  [
    'gets a processor of its own',
    (second) => ({ isWilling: true, cpu: second * 1000 }),
    [true, true, false, false],
  ],
  [
    'gets a processor of its own after four seconds with a tenth',
    (second) => ({ isWilling: true, cpu: second <= 5 ? second * 100 : 500 + (second - 5) * 1000 }),
    [true, true, true, true, true, true, false],
  ],
  ['waits for something', () => ({ isWilling: false, cpu: 40 }), [false, false, false]],
  [
    'sleeps for moments between its reads of a disk',
    (second) => ({ isWilling: second % 3 === 1, cpu: 40 }),
    [true, true, true, true, true, true, true],
  ],
  [
    'waits for something after its work',
    (second) => ({ isWilling: second <= 2, cpu: 40 }),
    [true, true, true, true, false, false],
  ],
  ['has ended', () => null, [false, false, false]],
])('a process that %s is held up, or not', (_, sampleAt, expected) => {
  let second = 0
  const isHeldUp = heldUpWatch(limit, () => sampleAt(second))
  const answers = expected.map((_, index) => {
    second++
    return isHeldUp(new Set([7]), index === 0)
  })
  expect(answers).toEqual(expected)
})

test('the processor time of an earlier round does not count', () => {
  let second = 0
  const isHeldUp = heldUpWatch(limit, () => ({ isWilling: true, cpu: second * 1000 }))
  const answers = [true, false, false, true, false, false].map((isNew) => {
    second++
    return isHeldUp(new Set([7]), isNew)
  })
  expect(answers).toEqual([true, true, false, true, true, false])
})
