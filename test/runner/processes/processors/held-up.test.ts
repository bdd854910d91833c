import { expect, test } from 'vitest'
import { heldUpWatch, type ProcessSample } from '../../../../src/runner/processes/processors/held-up.ts'

test.each<[string, (second: number) => ProcessSample | null, readonly boolean[]]>([
  ['gets a tenth of a processor', (second) => ({ isWilling: true, cpu: second * 100 }), [true, true, true]],
  [
    'gets a processor of its own',
    (second) => ({ isWilling: true, cpu: second * 1000 }),
    [true, false, false],
  ],
  ['waits for something', () => ({ isWilling: false, cpu: 40 }), [false, false, false]],
  ['has ended', () => null, [false, false, false]],
])('a process that %s is held up, or not', (_, sampleAt, expected) => {
  let second = 0
  const isHeldUp = heldUpWatch(
    () => sampleAt(second),
    () => second * 1000,
  )
  const answers = expected.map(() => {
    second++
    return isHeldUp([7])
  })
  expect(answers).toEqual(expected)
})
