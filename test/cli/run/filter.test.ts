import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Filters, filterSources } from '../../../src/cli/run/filter.ts'
import type { ReadSource } from '../../../src/runner/run/prepare/read-source.ts'

const texts = {
  'a/relay.yaml': 'name: relay-restart\ntags: [relay, slow]\n',
  'a/hello.yaml': 'name: hello\ntags: [relay]\n',
  'b/nat.yaml': 'name: nat-kinds\n',
}
/** Files that cannot run. Their mistakes hide their names or tags. */
const wrong = {
  'c/syntax.yaml': 'name: syntax\ntags: [relay]\nnodes:\n  a: { kind: peer }\n b: 1\n',
  'c/tags.yaml': 'name: tags\ntags: relay\n',
  'c/name.yaml': 'name: [x]\ntags: [nat]\n',
}

function sourcesOf(all: Readonly<Record<string, string>>): readonly ReadSource[] {
  return Object.entries(all).map(([file, text]) => ({ ok: true, source: { file, text } }))
}

const absent: ReadSource = { ok: false, file: { file: 'c/absent.yaml', text: '', diagnostics: [] } }

function left(
  filters: Filters,
  failed: readonly string[] | null = null,
  sources = sourcesOf(texts),
): readonly string[] {
  return filterSources(sources, filters, failed).map((read) => (read.ok ? read.source : read.file).file)
}

describe('the filters of topo run', () => {
  it.each([
    [{}, Object.keys(texts)],
    [{ grep: /^hel/ }, ['a/hello.yaml']],
    [{ grep: /^b\// }, ['b/nat.yaml']],
    [{ tag: ['relay'] }, ['a/relay.yaml', 'a/hello.yaml']],
    [{ tag: ['relay', '!slow'] }, ['a/hello.yaml']],
    [{ tag: ['!slow'] }, ['a/hello.yaml', 'b/nat.yaml']],
    [{ tag: ['slow', 'relay'], grep: /kinds|restart/ }, ['a/relay.yaml']],
  ] as const)('%j leave %j', (filters, files) => {
    expect(left(filters)).toEqual(files)
  })

  it('leave the files that did not pass the last time', () => {
    expect(left({}, [resolve('b/nat.yaml')])).toEqual(['b/nat.yaml'])
  })

  it.each([
    [{ tag: ['relay'] }, ['c/syntax.yaml', 'c/tags.yaml', 'c/absent.yaml']],
    [{ tag: ['!relay'] }, ['c/syntax.yaml', 'c/tags.yaml', 'c/name.yaml', 'c/absent.yaml']],
    [{ grep: /^none$/ }, ['c/syntax.yaml', 'c/name.yaml', 'c/absent.yaml']],
  ] as const)('%j leave the files whose mistakes hide a name or tags', (filters, files) => {
    expect(left(filters, null, [...sourcesOf({ ...texts, ...wrong }), absent])).toEqual([
      ...left(filters, null, [...sourcesOf(texts), absent]).filter((file) => file in texts),
      ...files,
    ])
  })

  it.each([
    [{ grep: /x/ }, 'none of 3 topologies matches --grep x'],
    [{ tag: ['slwo'] }, 'none of 3 topologies matches --tag slwo: did you mean slow?'],
    [
      { tag: ['relay,slow'] },
      'none of 3 topologies matches --tag relay,slow: a tag has no comma; repeat the option: --tag relay --tag slow',
    ],
    [{ tag: ['nightly'] }, 'none of 3 topologies matches --tag nightly: their tags are relay, slow'],
  ] as const)('that match nothing are an error: %j', (filters, message) => {
    expect(() => left(filters)).toThrow(message)
  })
})
