import { expect, test } from 'vitest'
import { Screen } from '../../../../src/runner/reports/reporters/screen.ts'
import { TerminalOutput } from '../../../support/terminal-output.ts'

const wide = (text: string) => text.padEnd(60, '.')

test('a frame replaces the frame before, and printed lines stay above it', async () => {
  const output = new TerminalOutput(80, 24)
  const screen = new Screen(output)
  screen.draw(['one', 'two'])
  screen.print(['kept'])
  screen.draw(['three', 'four', 'five'])
  expect(await output.lines()).toEqual(['kept', 'three', 'four', 'five'])
  screen.close()
  expect(await output.lines()).toEqual(['kept'])
})

test.each([
  ['more', ['head', 'a', 'new', 'foot']],
  ['fewer', ['head', 'foot']],
])('%s lines between others that stay leave none of the old ones', async (_how, lines) => {
  const output = new TerminalOutput()
  const screen = new Screen(output)
  screen.draw(['head', 'a', 'b', 'foot'].slice(0, 4))
  screen.draw(['head', 'a', 'foot'])
  screen.draw(lines)
  expect(await output.lines()).toEqual(lines)
})

test.each([
  ['narrower', 40],
  ['much narrower', 16],
  ['wider', 120],
])('a terminal that becomes %s shows every line once', async (_how, columns) => {
  const output = new TerminalOutput(60, 24)
  const screen = new Screen(output)
  screen.print(['kept'])
  screen.draw([wide('one'), wide('two'), 'three'])
  await output.resize(columns, 24)
  screen.draw(['four', 'five'])
  expect(await output.lines()).toEqual(['kept', 'four', 'five'])
  screen.draw(['six'])
  screen.close()
  expect(await output.lines()).toEqual(['kept'])
})
