import { expect, test } from 'vitest'
import { plural } from '../../../../src/runner/language/values/plural.ts'

test.each([
  [0, '0 nodes'],
  [1, '1 node'],
  [2, '2 nodes'],
  [1200, '1,200 nodes'],
])('%i of a kind is told as %s', (count, told) => {
  expect(plural(count, 'node')).toBe(told)
})

test('a word with an irregular plural gives it', () => {
  expect([1, 2].map((count) => plural(count, 'topology', 'topologies'))).toEqual([
    '1 topology',
    '2 topologies',
  ])
})
