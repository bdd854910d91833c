import { describe, expect, it } from 'vitest'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'

const head = 'name: x\nclock: real\nfabric: host\n'
const nodes = 'nodes:\n  a: { kind: peer, listen: true, count: 1000 }\n'

const files: readonly (readonly [string, string])[] = [
  ['a file of 5 MB', `${head}# ${'x'.repeat(5e6)}\n`],
  ['a megabyte of quotes', '"'.repeat(2 ** 20)],
  ['a megabyte of brackets', '['.repeat(2 ** 20)],
  ['a megabyte of braces', '{a: '.repeat(2 ** 18)],
  ['a megabyte of keys', Array.from({ length: 110_000 }, (_, index) => `k${index}:`).join('\n')],
  ['a megabyte of anchors', '&a '.repeat(3e5)],
  ['a megabyte of aliases', '*a\n'.repeat(3e5)],
  ['a megabyte of dashes', '- '.repeat(2 ** 19)],
  ['a staircase', Array.from({ length: 1400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
  ['a megabyte of NUL', '\0'.repeat(2 ** 20)],
  [
    'forty thousand unknown keys',
    `${head}${Array.from({ length: 40_000 }, (_, i) => `key${i}: 1`).join('\n')}\n`,
  ],
  [
    'an alias bomb of merges',
    `a: &a { x: 1, y: 2 }\n${[...'bcdefghijklmnop'].map((c, i) => `${c}: &${c} { l: *${'abcdefghijklmnop'[i]}, r: *${'abcdefghijklmnop'[i]} }`).join('\n')}\n`,
  ],
  [
    'a hundred tables of a million cells',
    `${head}${nodes}timeline:\n${'  - { at: 1s, expect: matrix, table: { "*": { "*": direct } } }\n'.repeat(100)}`,
  ],
  [
    'thousands of patterns over a thousand nodes',
    `${head}${nodes}timeline:\n${`  - { at: 0s, expect: process, node: ["${Array(500).fill('*a*a*a*a*a*a*a*a*a*b').join('", "')}"] }\n`.repeat(40)}`,
  ],
  [
    'a million links',
    `name: x\nnodes:\n  a: { kind: peer, nat: cgnat, count: 1000 }\nlinks:\n  - { between: [a-*, a-*], latency: 1ms }\ntimeline: []\n`,
  ],
  [
    'hundreds of links with everybody on one side',
    `name: x\nnodes:\n  a: { kind: peer, count: 1000 }\nlinks:\n${'  - { between: [a-1, a-*], latency: 1ms }\n'.repeat(900)}timeline: []\n`,
  ],
  [
    'thousands of routers behind each other',
    `name: x\nrouters:\n${Array.from({ length: 3000 }, (_, i) => `  r${i}: { nat: none, behind: r${i + 1} }`).join('\n')}\nnodes:\n  a: { kind: peer, behind: r0, count: 1000, address: 1.2.3.4 }\ntimeline: []\n`,
  ],
  [
    'a chain of ten thousand entries',
    `${head}nodes:\n  a: { kind: peer, listen: true }\ntimeline:\n${'  - { fault: kill, node: a }\n'.repeat(6000)}`,
  ],
]

/** Lines of 200,000 characters, each with a mistake that an edit of its line could explain. */
const long = 200_000
const lines: readonly (readonly [string, string])[] = [
  ['spaces before a brace', `nodes:${' '.repeat(long)}}`],
  ['spaces before a key', `nodes:\n  a: {}\n${' '.repeat(long)}b: {}`],
  ['spaces after a mistake', `foo: ]\nbar: ${' '.repeat(long)}x`],
  ['words without a colon', `nodes\n${'a '.repeat(long / 2)}`],
  ['words before a colon', `foo: ${'a '.repeat(long / 2)}: b: c`],
  ['keys and values', `nodes: ${'a: b '.repeat(long / 5)}`],
  ['keys without a space', `foo: ${'a:b '.repeat(long / 4)}: x`],
  ['dashes', `nodes: {}\n${'- '.repeat(long / 2)}x`],
  ['hyphens', `foo\n${'-'.repeat(long)}`],
  ['commas', `nodes: { ${'a, '.repeat(long / 3)}`],
  ['quotes', `foo: "a" ${'"b" '.repeat(long / 4)}`],
  ['brackets and comments', `foo: [ ${'}#'.repeat(long / 2)}`],
  ['slashes', `foo: ] ${'// '.repeat(long / 3)}`],
  ['semicolons', `foo: ] ${'; '.repeat(long / 2)}`],
]

const longLines = lines.map(
  ([what, text]) => [`a long line of ${what}`, `name: x\n${text}\ntimeline: []\n`] as const,
)

describe('a hostile file', () => {
  it.each([...files, ...longLines])('%s is refused, with few diagnostics', (_, text) => {
    const loaded = loadTopology({ file: 'x.yaml', text })
    expect(loaded.ok).toBe(false)
    if (!loaded.ok) {
      expect(loaded.file.diagnostics.length).toBeGreaterThan(0)
      expect(loaded.file.diagnostics.length).toBeLessThanOrEqual(200)
    }
  })
})
