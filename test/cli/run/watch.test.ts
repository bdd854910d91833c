import { describe, expect, it } from 'vitest'
import { WatchKeys } from '../../../src/cli/run/watch/keys.ts'
import { affectedBy } from '../../../src/cli/run/watch/sources-of.ts'
import { joinWishes, type Wish } from '../../../src/cli/run/watch/wish.ts'
import { WishBox } from '../../../src/cli/run/watch/wish-box.ts'

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
    ['\u0003', [{ kind: 'quit' }]],
    ['xyz\r', []],
    ['prelay\r', [{ kind: 'pattern', pattern: /relay/i }]],
    // Letters of a pattern are no commands.
    ['pqaf\n', [{ kind: 'pattern', pattern: /qaf/i }]],
    ['p\r', [{ kind: 'pattern', pattern: null }]],
    ['pab\u007fc\r', [{ kind: 'pattern', pattern: /ac/i }]],
    ['pab\u001ba', [{ kind: 'all' }]],
    ['pab\u0003', [{ kind: 'quit' }]],
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
    let ended = 0
    inbox.onKey(() => {
      ended += 1
    })
    inbox.put(changed('a'))
    inbox.put(changed('b'))
    expect(ended).toBe(0)
    expect(await inbox.next()).toEqual(changed('a', 'b'))
    inbox.put({ kind: 'failed' })
    expect(ended).toBe(1)
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
