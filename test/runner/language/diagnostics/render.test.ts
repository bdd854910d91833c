import { describe, expect, it } from 'vitest'
import { renderDiagnostics, toJson } from '../../../../src/runner/language/diagnostics/render.ts'
import { closest, suggest } from '../../../../src/runner/language/diagnostics/suggest.ts'
import { excerpt, printable } from '../../../../src/runner/language/text/excerpt.ts'
import { lineCounter } from '../../../../src/runner/language/text/lines.ts'

const file = {
  file: 'a.yaml',
  text: 'name: x\r\nseed: seven\r\n',
  diagnostics: [
    {
      code: 'wrong-type',
      severity: 'error',
      message: 'expected a number',
      hint: 'write 7',
      span: { start: 15, end: 20 },
    },
    { code: 'never-started', severity: 'warning', message: 'nothing starts it', hint: null, span: null },
  ],
} as const

describe('diagnostics', () => {
  it('show file, line, column, the line, a caret and help, and how many there are', () => {
    expect(renderDiagnostics([file], { color: false })).toBe(
      [
        'error[wrong-type]: expected a number',
        ' --> a.yaml:2:7',
        '  |',
        '2 | seed: seven',
        '  |       ^^^^^',
        '  = help: write 7',
        '',
        'warning[never-started]: nothing starts it',
        ' --> a.yaml',
        '',
        '1 error and 1 warning in a.yaml',
        '',
      ].join('\n'),
    )
  })

  it('are the same with colour once the colour is taken away', () => {
    const painted = renderDiagnostics([file], { color: true })
    expect(painted).toContain('\u001b[1;31m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them
    expect(painted.replace(/\u001b\[[\d;]*m/g, '')).toBe(renderDiagnostics([file], { color: false }))
  })

  it('say nothing when nothing is wrong', () => {
    expect(renderDiagnostics([{ ...file, diagnostics: [] }], { color: false })).toBe('')
  })

  it('have positions for programs', () => {
    expect(toJson([file])[0]).toMatchObject({
      file: 'a.yaml',
      start: { offset: 15, line: 2, column: 7 },
      end: { offset: 20, line: 2, column: 12 },
    })
  })
})

describe('an excerpt', () => {
  it.each([
    ['plain', 'node: boto', 6, 4, '      ^^^^'],
    ['a tab before', '\tnode: boto', 7, 4, '          ^^^^'],
    ['wide characters before', '日本: boto', 4, 4, '      ^^^^'],
    ['a wide character marked', 'x: 日', 3, 1, '   ^^'],
    ['an escape before', '\u001b[1m boto', 5, 4, '        ^^^^'],
    ['a joined emoji before', '👩\u200d👧 boto', 6, 4, `${' '.repeat(13)}^^^^`],
    ['a mark after the end', 'node:', 5, 1, '     ^'],
  ])('puts the caret below what is meant: %s', (_, line, at, length, caret) => {
    const { indent, width } = excerpt(line, at, length)
    expect(' '.repeat(indent) + '^'.repeat(width)).toBe(caret)
  })

  it('cuts a long line around the caret', () => {
    const { text, indent, width } = excerpt(`${'a'.repeat(5000)}WRONG${'b'.repeat(5000)}`, 5000, 5)
    expect(text.length).toBeLessThan(110)
    expect(text.slice(indent, indent + width)).toBe('WRONG')
  })

  it('shows control characters instead of sending them', () => {
    expect(printable('\u001b[31m\u0000\u202e\u009b')).toBe('\\x1b[31m\\x00\\u{202e}\\x9b')
  })
})

describe('a suggestion', () => {
  it.each([
    ['boto', ['boot', 'alice'], 'boot'],
    ['rechable', ['reachable', 'unreachable'], 'reachable'],
    ['Boot', ['boot'], 'boot'],
    ['x', ['boot', 'alice'], null],
    ['', ['boot'], null],
  ])('for %j of %j is %j', (word, choices, wanted) => {
    expect(closest(word, choices)).toBe(wanted)
  })

  it('lists the choices only when they are few', () => {
    expect(suggest('zzz', ['a', 'b'])).toBe('one of a, b')
    expect(
      suggest(
        'zzzzzzz',
        Array.from({ length: 50 }, (_, index) => `n${index}`),
      ),
    ).toBeNull()
  })
})

it('lines and columns count from 1, whatever ends the lines', () => {
  const lines = lineCounter('a\r\nbc\n')
  expect([0, 3, 4, 6].map((offset) => lines.position(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
    { line: 3, column: 1 },
  ])
  expect(lines.line(1).text).toBe('a')
  expect(lines.line(9).text).toBe('')
})
