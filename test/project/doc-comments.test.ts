/** Doc comments begin with a noun phrase or a verb, as CONTRIBUTING.md says. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, it } from 'vitest'
import { root } from '../support/run-topology.ts'

const riddle =
  /^(?:(?:What|Whether|Who|Whom|Whose|Where|How|When)(?:ever)?|That which|(?:Those|One) (?:that|who))\b/i

const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => `src/${file.replaceAll(path.sep, '/')}`)

/** The doc comments of a source that begin with a word of {@link riddle}. */
function riddlesIn(file: string, source: string): readonly string[] {
  return parseSync(file, source).comments.flatMap(({ type, value }) => {
    if (type !== 'Block' || !value.startsWith('*')) return []
    const text = value.replaceAll(/^[*\s]+/gm, '').trim()
    return riddle.test(text) ? [`${file}: ${text.split('\n')[0]}`] : []
  })
}

it('no doc comment opens with What, Whether, Who, Where, How, When, Those that or One that', () => {
  const sources = files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const)
  expect(sources.length).toBeGreaterThan(500)
  expect(sources.flatMap(([file, source]) => riddlesIn(file, source))).toEqual([])
})

it.each([
  ['/** What it sends. */\nconst a = 1', 'a.ts: What it sends.'],
  ['/**\n * Whoever asks\n * twice.\n */\nfunction f() {}', 'a.ts: Whoever asks'],
  ['interface A {\n  /** How often. */\n  readonly a: number\n}', 'a.ts: How often.'],
  ['/** One that ends. */\nclass A {}', 'a.ts: One that ends.'],
  ['/** Those who ask. */\nclass A {}', 'a.ts: Those who ask.'],
])('%j is found', (source, found) => {
  expect(riddlesIn('a.ts', source)).toEqual([found])
})

it.each([
  '/** One side of a comparison. */\nconst a = 1',
  '/** Whole numbers. */\nconst a = 1',
  '/* What it sends. */\nconst a = 1',
  "const glob = 'src/**/What it sends.*/'",
])('%j is not', (source) => {
  expect(riddlesIn('a.ts', source)).toEqual([])
})
