import { expect, test } from 'vitest'
import { sourceLines } from '../../../../../src/runner/reports/page/browser/source-lines.ts'

test.for([
  ['name: x\nnodes:\n\tboot: {}\n', ['name: x', 'nodes:', '\tboot: {}']],
  ['name: x\r\nnodes: {}\r\n\r\n', ['name: x', 'nodes: {}']],
  ['name: \u202ex\u001b[31m', ['name: \\u{202e}x\\x1b[31m']],
  ['', []],
] as const)('the lines of %j are shown as %j', ([source, lines]) => {
  expect(sourceLines(source)).toEqual(lines)
})
