import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Filters, filterSources } from '../../../src/cli/run/filter.ts'

const texts = {
  'a/relay.yaml': 'name: relay-restart\ntags: [relay, slow]\n',
  'a/hello.yaml': 'name: hello\ntags: [relay]\n',
  'b/nat.yaml': 'name: nat-kinds\n',
  // It cannot run, and is told as long as the filters let it pass.
  'b/wrong.yaml': 'name: [\n',
}
const sources = Object.entries(texts).map(([file, text]) => ({ ok: true as const, source: { file, text } }))

function left(filters: Filters, failed: readonly string[] | null = null): readonly string[] {
  return filterSources(sources, filters, failed).map((read) => (read.ok ? read.source.file : ''))
}

describe('the filters of topo run', () => {
  it.each([
    [{}, Object.keys(texts)],
    [{ grep: /^hel/ }, ['a/hello.yaml']],
    [{ grep: /^b\// }, ['b/nat.yaml', 'b/wrong.yaml']],
    [{ tag: ['relay'] }, ['a/relay.yaml', 'a/hello.yaml']],
    [{ tag: ['relay', '!slow'] }, ['a/hello.yaml']],
    [{ tag: ['!slow'] }, ['a/hello.yaml', 'b/nat.yaml', 'b/wrong.yaml']],
    [{ tag: ['slow', 'relay'], grep: /kinds|restart/ }, ['a/relay.yaml']],
  ] as const)('%j leave %j', (filters, files) => {
    expect(left(filters)).toEqual(files)
  })

  it('leave the files that did not pass the last time', () => {
    expect(left({}, [resolve('b/nat.yaml')])).toEqual(['b/nat.yaml'])
  })

  it.each([
    [{ grep: /x/ }, 'none of 4 topologies matches --grep x'],
    [{ tag: ['slwo'] }, 'none of 4 topologies matches --tag slwo: did you mean slow?'],
    [{ tag: ['nightly'] }, 'none of 4 topologies matches --tag nightly: their tags are relay, slow'],
  ] as const)('that match nothing are an error: %j', (filters, message) => {
    expect(() => left(filters)).toThrow(message)
  })
})
