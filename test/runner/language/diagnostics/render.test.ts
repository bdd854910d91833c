import { describe, expect, it } from 'vitest'
import { problem, warning } from '../../../../src/runner/language/diagnostics/diagnose.ts'
import { renderDiagnostics, toJson } from '../../../../src/runner/language/diagnostics/render.ts'
import { closest, suggest } from '../../../../src/runner/language/diagnostics/suggest.ts'
import { excerpt, printable } from '../../../../src/runner/language/text/excerpt.ts'
import { lineCounter } from '../../../../src/runner/language/text/lines.ts'

const file = {
  file: 'a.yaml',
  text: 'name: x\r\nseed: seven\r\n',
  diagnostics: [
    problem('wrong-type', { start: 15, end: 20 }, 'expected a number', 'write 7'),
    warning('never-started', null, 'nothing starts it'),
  ],
}

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
        '`topo explain-error <code>` tells more about a code, such as wrong-type',
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
      related: [],
    })
  })
})

describe('a diagnostic about two places', () => {
  const text = 'a: 1\nb: 2\nc: 3\nd: { e: 4, e: 5 }\n'
  const about = (start: number, others: readonly number[]) => ({
    file: 'a.yaml',
    text,
    diagnostics: [
      {
        ...problem('yaml-duplicate-key', { start, end: start + 1 }, 'twice'),
        label: 'again here',
        related: others.map((at) => ({ span: { start: at, end: at + 1 }, label: 'first here' })),
      },
    ],
  })
  const marks = (start: number, others: readonly number[]) =>
    renderDiagnostics([about(start, others)], { color: false })
      .split('\n')
      .filter((line) => /^( *|\d+) \||^\.\.\./.test(line))

  it.each([
    ['lines beside each other', 5, [0], ['1 | a: 1', '  | - first here', '2 | b: 2', '  | ^ again here']],
    ['lines apart', 10, [0], ['1 | a: 1', '  | - first here', '...', '3 | c: 3', '  | ^ again here']],
    ['one line', 26, [20], ['4 | d: { e: 4, e: 5 }', '  |      - first here', '  |            ^ again here']],
    ['a later line', 0, [5], ['1 | a: 1', '  | ^ again here', '2 | b: 2', '  | - first here']],
  ])('shows both, in the order of the file: %s', (_, start, others, rows) => {
    expect(marks(start, others).slice(1)).toEqual(rows)
  })

  it('tells programs both places', () => {
    expect(toJson([about(5, [0])])[0]).toMatchObject({
      start: { line: 2, column: 1 },
      label: 'again here',
      related: [{ label: 'first here', start: { line: 1, column: 1 }, end: { line: 1, column: 2 } }],
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
