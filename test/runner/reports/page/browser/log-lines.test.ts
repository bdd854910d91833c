import { expect, test } from 'vitest'
import { lineAt, logLines } from '../../../../../src/runner/reports/page/browser/log-lines.ts'

const log = {
  node: 'alice',
  lines: ['Listening', 'at the relay', 'lost', '    at dial (node.js)'],
  times: [10, null, 500, null],
  omitted: 0,
}

test('a line without a time has that of the line before it', () => {
  expect(logLines(log, '').map(({ time }) => time)).toEqual([10, 10, 500, 500])
})

test('the search finds lines by all of its words, whatever their case', () => {
  expect(logLines(log, 'AT relay').map(({ number }) => number)).toEqual([1])
  expect(logLines(log, 'nothing')).toEqual([])
})

test.each([
  [0, -1],
  [10, 1],
  [499, 1],
  [500, 3],
])('at %i ms the last line is number %i', (time, number) => {
  expect(lineAt(logLines(log, ''), time)).toBe(number)
})

test('lines of an old run, which have no times, belong to every moment', () => {
  const { times: _, ...old } = log
  expect(lineAt(logLines(old, ''), 0)).toBe(3)
})
