import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from '../../../../src/runner/reports/text/shell-word.ts'

test.each(['results/hello/latest', 'my results', "it's", '$(id)', 'a;b', '*', ''])(
  'a shell takes %j for one word',
  (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text)
  },
)

test('a plain word gets no quotes', () => {
  expect(shellWord('results/hello/2026-11-22T12-33-05.169Z-e0a227')).not.toContain("'")
})
