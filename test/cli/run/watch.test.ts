import { resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { CliContext } from '../../../src/cli/context.ts'
import { WatchKeys } from '../../../src/cli/run/watch/keys.ts'
import { affectedBy, withWrong } from '../../../src/cli/run/watch/sources-of.ts'
import { WatchedRuns } from '../../../src/cli/run/watch/watched-runs.ts'
import { joinWishes, type Wish } from '../../../src/cli/run/watch/wish.ts'
import { WishBox } from '../../../src/cli/run/watch/wish-box.ts'
import { problem } from '../../../src/runner/language/diagnostics/diagnose.ts'
import { TextOutput } from '../../fixtures/report.ts'

function typed(...chunks: readonly string[]) {
  const wishes: Wish[] = []
  let shown = ''
  const keys = new WatchKeys(
    (wish) => wishes.push(wish),
    (text) => {
      shown += text
    },
  )
  for (const chunk of chunks) keys.type(chunk)
  return { wishes, shown }
}

const changed = (...files: readonly string[]): Wish => ({ kind: 'changed', files: new Set(files) })

describe('the keys of --watch', () => {
  it.each([
    ['a', [{ kind: 'all' }]],
    ['f', [{ kind: 'failed' }]],
    ['q', [{ kind: 'quit' }]],
    ['\u0003', [{ kind: 'interrupt' }]],
    ['xyz\r', []],
    ['prelay\r', [{ kind: 'pattern', pattern: /relay/i }]],
    // Letters of a pattern are no commands.
    ['pqaf\n', [{ kind: 'pattern', pattern: /qaf/i }]],
    ['p\r', [{ kind: 'pattern', pattern: null }]],
    ['pab\u007fc\r', [{ kind: 'pattern', pattern: /ac/i }]],
    ['pab\u001ba', [{ kind: 'all' }]],
    ['pab\u0003', [{ kind: 'interrupt' }]],
  ])('%j are the wishes %j', (text, wishes) => {
    expect(typed(text).wishes).toEqual(wishes)
    expect(typed(...text).wishes).toEqual(wishes)
  })

  it('show a pattern as it is typed, and what is wrong with it', () => {
    const { wishes, shown } = typed('pa(\r')
    expect(wishes).toEqual([])
    expect(shown).toMatch(/Enter \(none: all\): a\(\nInvalid regular expression.*\n$/)
  })
})

describe('wishes', () => {
  it('of changed files add up, and a key goes before them', () => {
    expect(joinWishes(changed('a'), changed('b'))).toEqual(changed('a', 'b'))
    expect(joinWishes({ kind: 'all' }, changed('b'))).toEqual({ kind: 'all' })
    expect(joinWishes(changed('a'), { kind: 'quit' })).toEqual({ kind: 'quit' })
  })

  it('wait in the inbox; a key ends what goes on, a change does not', async () => {
    const inbox = new WishBox()
    const ended: Wish[] = []
    inbox.onKey((wish) => ended.push(wish))
    inbox.put(changed('a'))
    inbox.put(changed('b'))
    expect(ended).toEqual([])
    expect(await inbox.next()).toEqual(changed('a', 'b'))
    inbox.put({ kind: 'failed' })
    expect(ended).toEqual([{ kind: 'failed' }])
    expect(await inbox.next()).toEqual({ kind: 'failed' })
    const next = inbox.next()
    inbox.put({ kind: 'quit' })
    expect(await next).toEqual({ kind: 'quit' })
  })
})

it('a change affects the topologies that have the file among their sources', () => {
  const sources = new Map([
    ['a.yaml', new Set(['/p/a.yaml', '/p/chat.ts', '/p/lib/protocol.ts'])],
    ['b.yaml', new Set(['/p/b.yaml', '/p/lib/protocol.ts'])],
    ['c.yaml', new Set(['/p/c.yaml'])],
  ])
  const affected = (...files: readonly string[]) => affectedBy(new Set(files), sources)
  expect(affected('/p/chat.ts')).toEqual(['a.yaml'])
  expect(affected('/p/lib/protocol.ts')).toEqual(['a.yaml', 'b.yaml'])
  expect(affected('/p/c.yaml', '/p/b.yaml')).toEqual(['b.yaml', 'c.yaml'])
  expect(affected('/p/README.md')).toEqual([])
})

test('a wrong topology keeps the files of its last run, and adds those of its mistake and those that are not there', () => {
  const known = new Map([
    ['a.yaml', new Set(['/p/helper.ts'])],
    ['b.yaml', new Set(['/p/old.ts'])],
  ])
  const found = new Map([['b.yaml', new Set(['/p/new.ts'])]])
  const text = "name: a\nnodes: { alice: { module: './lib/other.ts' } }\n"
  const start = text.indexOf("'./lib")
  const missing = problem('missing-file', { start, end: start + "'./lib/other.ts'".length }, 'not there')
  const diagnosed = [
    { file: '/p/word.ts', text: '', diagnostics: [problem('broken-module', null, 'wrong')] },
    { file: 'nets/a.yaml', text, diagnostics: [missing] },
  ]
  const joined = withWrong(known, found, [{ file: 'a.yaml', diagnosed }])
  expect(joined.get('b.yaml')).toEqual(new Set(['/p/new.ts']))
  expect(joined.get('a.yaml')).toEqual(
    new Set([
      '/p/helper.ts',
      ...['a.yaml', '/p/word.ts', 'nets/a.yaml', 'nets/lib/other.ts'].map((file) => resolve(file)),
    ]),
  )
})

test.each([
  ['of a file that is none of theirs', {}, 'topologies/notes.txt'],
  ['of a topology that --grep leaves out', { grep: /^nat-kinds$/ }, 'topologies/hello.yaml'],
] as const)('a change %s runs nothing and prints nothing', async (_, filter, file) => {
  const [stdout, stderr] = [new TextOutput(), new TextOutput()]
  const context = { stdout, stderr, env: {} } as unknown as CliContext
  const flags = { ...filter, repeat: 1, jobs: 1, retries: 0, results: 'results' }
  const watched = new WatchedRuns(['topologies/hello.yaml'], flags, context, { add: async () => {} })
  const wish = { kind: 'changed', files: new Set([resolve(file)]) } as const
  expect(await watched.run(wish, new AbortController().signal)).toBe(null)
  expect(stdout.text + stderr.text).toBe('')
})
