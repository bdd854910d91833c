import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { loadTopology } from '../../../src/runner/language/plan/load.ts'
import type { Plan } from '../../../src/runner/language/plan/plan.ts'
import { explainedFailures, explanationOf } from '../../../src/runner/search/explained.ts'
import { foundText } from '../../../src/runner/search/found-file.ts'
import type { Played } from '../../../src/runner/search/play.ts'
import { contains } from '../../../src/runner/search/shrink.ts'
import { type FakeOptions, fakePlay, fakeSearch, fakeText } from './fake-search.ts'

describe('a failure is shrunk', async () => {
  const { state, template } = await fakeSearch({ count: 50 })
  const [group] = state.groups

  it('to its two faults, the shortest times, round and later times, and the nodes that it needs', () => {
    expect(state.groups).toHaveLength(1)
    expect(group?.ways).toHaveLength(1)
    const way = group?.ways[0]
    if (way === undefined) throw new Error('no way')
    expect(way.candidate.faults.map(({ fault }) => fault).sort()).toEqual(['cut', 'restart'])
    const [first, second] = way.candidate.faults
    expect((first?.at ?? 1) % 60_000).toBe(0)
    expect([0, 1000, 2000, 5000]).toContain((second?.at ?? 0) - (first?.at ?? 0))
    const restart = way.candidate.faults.find(({ fault }) => fault === 'restart')
    expect(restart?.keys).toEqual({ node: 'boot' })
    expect(way.candidate.faults.find(({ fault }) => fault === 'cut')?.keys['for']).toBe('1s')
    const text = foundText('found', way, null, {
      template,
      searchFile: 'fake.yaml',
      folder: '.',
      release: null,
      pair: null,
      load: (one) => {
        const loaded = loadTopology({ file: 'fake.yaml', text: one })
        return loaded.ok ? loaded.plan : null
      },
    })
    const found = loadTopology({ file: 'found.yaml', text })
    expect(found.ok).toBe(true)
    expect(found.ok && found.plan.nodes.map(({ name }) => name)).toEqual(['boot', 'alice'])
    expect(found.ok && found.plan.description).toMatch(
      /boot restarts, down for 1s.*nothing passes between alice and boot.*It is expected that alice holds a reservation on boot, but this fails: lost/,
    )
    expect(text).not.toContain('harmless')
    expect(text).not.toContain('search:')
  })

  it('once, with its count and its first run', () => {
    expect(group?.count).toBeGreaterThan(1)
    expect(group?.first.seed).toBe(1)
    expect(group?.known).toBeNull()
  })

  it('and the expectations of `sometimes` that were never seen are told', () => {
    expect(state.unseen).toEqual([1])
  })
})

describe('the same seed is the same search', async () => {
  /** A run takes a time that differs from search to search, as on a busy machine. */
  const delayed = (salt: number): FakeOptions['play'] => {
    const random = createRandom(salt, 'delays')
    return async ({ plan }) => {
      for (let turns = Math.floor(random() * 20); turns > 0; turns -= 1)
        await new Promise((resolve) => setImmediate(resolve))
      return fakePlay(plan)
    }
  }
  const wanted = await fakeSearch({ count: 24 })

  it.each([2, 20])('with %i jobs', async (jobs) => {
    const other = await fakeSearch({ count: 24, jobs, play: delayed(jobs) })
    expect(other.list).toEqual(wanted.list)
    expect(other.state).toEqual(wanted.state)
  })

  it('and another seed is another search', async () => {
    const other = await fakeSearch({ count: 24, seed: 2, shrinks: false })
    expect(other.list.map(({ faults }) => faults)).not.toEqual(wanted.list.map(({ faults }) => faults))
  })
})

it('a group that a topology explains is known', async () => {
  const key = JSON.stringify(['reservation', 'lost', []])
  const { state } = await fakeSearch({
    count: 40,
    shrinks: false,
    explained: new Map([[key, ['topologies/upstream/lost.yaml']]]),
  })
  expect(state.groups.map(({ known }) => known)).toEqual(['topologies/upstream/lost.yaml'])
})

it('a topology explains other expectations that fail by the same cause, and two may explain one failure', async () => {
  const lost = 'lost: the relay ends the connection'
  const key = (expectation: string, ...decisive: readonly string[]) =>
    JSON.stringify([expectation, 'why', decisive])
  const results = new Map([
    ['one', [key('reservation', 'closed', lost)]],
    ['two', [key('reservation', 'closed', lost), key('reservation', 'refused')]],
  ])
  const catalogue = [...results.keys()].map((name) => ({
    source: { file: path.resolve(`${name}.yaml`), text: name },
    plan: { timeline: [{ id: 'marked', known: 'https://example.org/1' }] } as unknown as Plan,
  }))
  const explained = await explainedFailures(catalogue, {
    runPlan: async (name) =>
      ({
        failures: (results.get(name) ?? []).map((one) => ({ key: one, entry: 'marked' })),
      }) as unknown as Played,
  })
  expect(explanationOf(explained, key('reachable', 'not reached', lost))).toBe('one.yaml or two.yaml')
  expect(explanationOf(explained, key('reservation', 'refused'))).toBe('two.yaml')
  expect(explanationOf(explained, key('reachable', 'refused'))).toBeNull()
})

it.each<[string, unknown, unknown, boolean]>([
  ['fewer names', ['boot', 'alice'], 'boot', true],
  [
    'smaller groups',
    [
      ['boot', 'carol'],
      ['alice', 'bob'],
    ],
    ['boot', 'alice'],
    true,
  ],
  ['another name', ['boot', 'alice'], 'bob', false],
  ['another value', 'stop', 'kill', false],
])('a timeline with %s is in one: %s, %s', (_, node, fewer, isIn) => {
  const fault = (value: unknown) => [{ fault: 'pause', at: 0, down: 0, keys: { node: value } }] as const
  expect(contains(fault(node), fault(fewer))).toBe(isIn)
})

it('an expectation with `known` names the issue', async () => {
  const issue = 'https://github.com/libp2p/js-libp2p/issues/3601'
  const text = fakeText.replace('relay: boot }\n  within', `relay: boot, known: ${issue} }\n  within`)
  const { state } = await fakeSearch({ count: 40, shrinks: false, text })
  expect(state.groups.map(({ known }) => known)).toEqual([issue])
})

it('only the marked failures of a catalogue explain others', async () => {
  const text = (known: string) => `
name: marked
nodes: { boot: { kind: boot-node }, alice: { kind: peer, relays: boot } }
timeline:
  - { id: marked, expect: reservation, peer: alice, relay: boot${known} }
  - { id: bare, expect: reservation, peer: alice, relay: boot }
`
  const source = { file: 'marked.yaml', text: text(', known: "https://example.org/1"') }
  const loaded = loadTopology(source)
  if (!loaded.ok) throw new Error('the topology has a mistake')
  const failures = ['marked', 'bare'].map((entry) => ({
    ...{ entry, description: '', reason: entry, decisive: [], release: null },
    key: JSON.stringify(['reservation', entry, []]),
  }))
  const runPlan = async (_: string, plan: Plan) => ({ ...fakePlay(plan), failures })
  const explained = await explainedFailures([{ source, plan: loaded.plan }], { runPlan })
  expect([...explained.keys()]).toEqual([JSON.stringify(['reservation', 'marked', []])])
})
