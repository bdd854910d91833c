import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { faults } from '../../../../src/runner/language/faults/registry.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { loadSearch } from '../../../../src/runner/language/plan/load-search.ts'
import { topologyJsonSchema } from '../../../../src/runner/language/topology/json-schema.ts'
import { parseDuration } from '../../../../src/runner/language/values/duration.ts'
import { root } from '../../../support/run-topology.ts'
import { mistakes } from '../topology/mini-schema.ts'

const searches = path.join(root, 'topologies/search')

const nodes = `
name: x
routers:
  home: { nat: port-restricted-cone }
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, behind: home, relays: boot }
  bob: { kind: peer, nat: symmetric, relays: boot }
`

function searchOf(search: string) {
  const loaded = loadSearch({ file: 'x.yaml', text: `${nodes}search:\n${search}` })
  if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('; '))
  return loaded.search
}

function mistakesIn(search: string): readonly string[] {
  const loaded = loadTopology({ file: 'x.yaml', text: `${nodes}search:\n${search}` })
  return loaded.ok ? [] : loaded.file.diagnostics.map(({ message }) => message)
}

const eventually = '  eventually: [{ expect: reservation, peer: alice, relay: boot }]\n'

it('a file with a search needs no timeline, and has defaults', () => {
  const { plan, span, count, within, of } = searchOf(eventually)
  expect(plan.timeline).toEqual([])
  expect({ span, count, within }).toEqual({ span: 3_600_000, count: { min: 1, max: 4 }, within: 600_000 })
  expect(of.map(({ fault }) => fault)).toContain('restart')
})

it('without `of`, a search draws every fault that has its names here, and that asks for nothing else', () => {
  const kinds = searchOf(eventually).of.map(({ fault }) => fault)
  const asked = Object.entries(faults).flatMap(([kind, { draws }]) => (draws.unasked ? [kind] : []))
  // The topology has no names and no UPnP.
  expect(kinds).toEqual(asked.filter((kind) => kind !== 'dns' && kind !== 'upnp'))
})

it('a range, a list, and the names of the topology become choices', () => {
  const [cut, pause, partition] = searchOf(`${eventually}  of:
    - { fault: cut, between: [alice, boot], mode: [blackhole, refuse], for: 1s-10m }
    - { fault: pause, node: [alice, [alice, bob]] }
    - { fault: partition }
`).of
  expect(Object.fromEntries(cut?.choices ?? [])).toEqual({
    between: [{ kind: 'one-of', values: [['alice', 'boot']] }],
    mode: [
      { kind: 'one-of', values: ['blackhole'] },
      { kind: 'one-of', values: ['refuse'] },
    ],
    for: [{ kind: 'range', range: { of: 'duration', min: 1000, max: 600_000 } }],
  })
  expect(pause?.choices.get('node')).toEqual([
    { kind: 'one-of', values: ['alice'] },
    { kind: 'one-of', values: [['alice', 'bob']] },
  ])
  expect(pause?.choices.get('for')).toHaveLength(1)
  expect(partition?.choices.get('groups')).toEqual([
    { kind: 'groups', names: ['boot', 'alice', 'bob', 'home', 'bob-router'] },
  ])
})

it('a relay is drawn where the fault needs a relay', () => {
  const [drop] = searchOf(`${eventually}  of: [{ fault: drop-reservations }]`).of
  expect(drop?.choices.get('relay')).toEqual([{ kind: 'one-of', values: ['boot'] }])
})

describe('bad input is told', () => {
  it.each([
    [
      'ranges the wrong way round',
      `${eventually}  of: [{ fault: restart, node: boot, down: 2m-1s }]`,
      /2m-1s is the wrong way round/,
    ],
    ['a count the wrong way round', `${eventually}  faults: 6-1`, /6-1 is the wrong way round: write 1-6/],
    ['no faults', `${eventually}  faults: 0`, /expected a number of faults/],
    ['nothing to draw from', `${eventually}  of: []`, /there is nothing to draw from/],
    [
      'a key with nothing to draw from',
      `${eventually}  of: [{ fault: pause, node: [] }]`,
      /`node` has nothing to draw from/,
    ],
    [
      'a fault for which the topology has no names',
      `${eventually}  of: [{ fault: dns }]`,
      /nothing to draw from: the topology has no `dns:`/,
    ],
    ['an unknown fault', `${eventually}  of: [{ fault: moov, node: alice }]`, /there is no fault `moov`/],
    [
      'a value of a list that is wrong',
      `${eventually}  of: [{ fault: pause, node: [alice, bobb] }]`,
      /no node matches `bobb`/,
    ],
    [
      'a time',
      `${eventually}  of: [{ at: 3s, fault: pause, node: alice }]`,
      /`at` is not possible in a search/,
    ],
    [
      'an expectation among the faults',
      `${eventually}  of: [{ expect: process, node: alice }]`,
      /`of` lists faults/,
    ],
    ['no expectation', '  for: 1h', /a search needs `always` or `eventually`/],
    [
      'an expectation that asks nodes in `sometimes`',
      `${eventually}  sometimes: [{ expect: reachable, from: bob, to: alice }]`,
      /`sometimes` only reads the log/,
    ],
    ['a span of 0', `${eventually}  for: 0s`, /expected more than 0s/],
  ])('%s', (_, search, message) => {
    expect(mistakesIn(search).filter((one) => message.test(one))).toHaveLength(1)
  })

  it('a clock that does not repeat', () => {
    const text = `${nodes}clock: real\nsearch:\n${eventually}`
    const loaded = loadTopology({ file: 'x.yaml', text })
    expect(loaded.ok ? [] : loaded.file.diagnostics.map(({ code }) => code)).toEqual([
      'unsupported-by-fabric',
    ])
  })

  it('a file without a search', () => {
    const loaded = loadSearch({ file: 'x.yaml', text: `${nodes}timeline: []` })
    expect(loaded.ok ? '' : loaded.file.diagnostics[0]?.message).toBe('the file has no `search`')
  })
})

it.each(readdirSync(searches))(
  'the shipped search %s is valid, names no bug, and the schema for editors admits it',
  (file) => {
    const source = readFileSync(path.join(searches, file), 'utf8')
    const loaded = loadSearch({ file, text: source })
    expect(loaded.ok ? loaded.warnings.diagnostics : loaded.file.diagnostics).toEqual([])
    expect(mistakes(topologyJsonSchema(), parse(source))).toEqual([])
    expect(source).not.toMatch(/issues\/\d|known:/)
  },
)

it('the schema for editors admits a search, and refuses a wrong one', () => {
  const schema = topologyJsonSchema()
  const text = `${nodes}search:\n${eventually}  of: [{ fault: cut, between: [alice, boot], mode: [blackhole, refuse], for: 1s-10m }]`
  expect(mistakes(schema, parse(text))).toEqual([])
  expect(mistakes(schema, parse(text.replace('fault: cut', 'fault: cat')))).not.toEqual([])
})

it.each(Object.entries(faults))(
  'the values that a search draws for %s are in the words of its parameters',
  (kind, { draws, reversible }) => {
    const { for: lasting, ...others } = draws.keys as Readonly<Record<string, unknown>>
    expect(lasting === undefined || reversible !== false).toBe(true)
    if (!draws.unasked) return
    const text = stringify({ ...parse(nodes), dns: { 'boot.example': { nodes: 'boot' } } })
    const upnp = text.replace('port-restricted-cone', 'port-restricted-cone\n    upnp: true')
    const search = stringify({
      search: { eventually: [{ expect: 'process', node: 'alice' }], of: [{ fault: kind }] },
    })
    const loaded = loadSearch({ file: 'x.yaml', text: `${upnp}${search}` })
    if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('; '))
    const [drawable] = loaded.search.of
    expect([...(drawable?.choices.keys() ?? [])]).toEqual(expect.arrayContaining(Object.keys(others)))
    expect(reversible === false || drawable?.choices.has('for')).toBe(true)
    for (const value of [lasting ?? '1s-2s'].flat()) {
      const [from = '', to = ''] = String(value).split('-')
      expect((parseDuration(from) ?? 0) < (parseDuration(to) ?? 0)).toBe(true)
    }
  },
)
