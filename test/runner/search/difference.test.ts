import { describe, expect, it } from 'vitest'
import { loadTopology } from '../../../src/runner/language/plan/load.ts'
import { differenceOf } from '../../../src/runner/search/difference.ts'
import { foundText } from '../../../src/runner/search/found-file.ts'
import type { Played } from '../../../src/runner/search/play.ts'
import { fakePlay, fakeSearch } from './fake-search.ts'

const key = JSON.stringify(['reservation', 'lost', []])
const failing = (entry: string): Played['failures'][number] => ({
  entry,
  description: 'alice holds it',
  reason: 'lost',
  key,
  decisive: [],
  release: null,
})
const played = (given: Partial<Played>): Played => ({
  outcome: 'pass',
  reason: '',
  failures: [],
  passed: ['eventually-1', 'eventually-2'],
  features: [1],
  seen: [],
  duration: 1000,
  fingerprint: 'a',
  ...given,
})

describe('the difference between two releases', () => {
  const bad = played({
    outcome: 'fail',
    reason: 'lost',
    failures: [failing('eventually-1')],
    passed: ['eventually-2'],
    features: [1, 2],
  })

  it('is a failure on one whose expectation holds on the other', () => {
    const { outcome, reason, failures, passed, duration } = differenceOf(
      ['3.3.5', '3.3.11'],
      [bad, played({})],
    )
    expect({ outcome, reason, passed, duration }).toEqual({
      outcome: 'fail',
      reason: 'on libp2p 3.3.5: lost; on libp2p 3.3.11: pass',
      passed: ['eventually-2'],
      duration: 2000,
    })
    expect(failures.map(({ release }) => release)).toEqual(['3.3.5'])
  })

  it('has another key on the other release', () => {
    const [one] = differenceOf(['3.3.5', '3.3.11'], [bad, played({})]).failures
    const [other] = differenceOf(['3.3.5', '3.3.11'], [played({}), bad]).failures
    expect(other?.release).toBe('3.3.11')
    expect(other?.key).not.toBe(one?.key)
  })

  it('is nothing if both fail, or if the other one has no verdict', () => {
    expect(differenceOf(['a', 'b'], [bad, bad])).toMatchObject({ outcome: 'fail', failures: [] })
    const unknown = played({ outcome: 'unknown', passed: ['eventually-2'] })
    expect(differenceOf(['a', 'b'], [bad, unknown])).toMatchObject({ outcome: 'unknown', failures: [] })
  })

  it('leads to timelines in which only one of them does something new', () => {
    const parting = differenceOf(['a', 'b'], [bad, played({})]).features
    const both = differenceOf(['a', 'b'], [bad, bad]).features
    expect(parting).toHaveLength(both.length + 1)
  })
})

describe('a search between two releases', async () => {
  /** The bug of the fake network is mended in 3.3.11. */
  const { state, template } = await fakeSearch({
    pair: ['3.3.5', '3.3.11'],
    count: 50,
    play: async ({ plan }) => {
      const result = fakePlay(plan)
      return plan.nodes[0]?.libp2p === '3.3.5'
        ? result
        : { ...result, outcome: 'pass', failures: [], passed: ['eventually-1'] }
    },
  })
  const [group] = state.groups
  const way = group?.ways[0]
  if (way === undefined) throw new Error('no difference was found')

  it('shrinks the difference', () => {
    expect(state.groups).toHaveLength(1)
    expect(way.failure.release).toBe('3.3.5')
    expect(way.candidate.faults.map(({ fault }) => fault).sort()).toEqual(['cut', 'restart'])
  })

  it('writes a file that fails by itself, and says how bisect goes on', () => {
    const text = foundText('found', way, null, {
      template,
      searchFile: 'fake.yaml',
      folder: '.',
      release: null,
      pair: ['3.3.5', '3.3.11'],
      load: (one) => {
        const loaded = loadTopology({ file: 'fake.yaml', text: one })
        return loaded.ok ? loaded.plan : null
      },
    })
    const found = loadTopology({ file: 'found.yaml', text })
    expect(found.ok && found.plan.nodes.map(({ libp2p }) => libp2p)).toEqual(['3.3.5', '3.3.5'])
    expect(found.ok && found.plan.description).toMatch(
      /On libp2p 3\.3\.5 this fails: lost\. On libp2p 3\.3\.11 it holds\..*`topo bisect found\.yaml --good 3\.3\.11 --bad 3\.3\.5 --entry eventually-1`/,
    )
  })

  it('takes failures that a topology explains on any release for known', async () => {
    const known = await fakeSearch({
      pair: ['3.3.5', '3.3.11'],
      shrinks: false,
      count: 50,
      explained: new Map([[key, ['topologies/upstream/lost.yaml']]]),
      play: async ({ plan }) => {
        const result = fakePlay(plan)
        return plan.nodes[0]?.libp2p === '3.3.5'
          ? result
          : { ...result, failures: [], passed: ['eventually-1'] }
      },
    })
    expect(known.state.groups.map((one) => one.known)).toEqual(['topologies/upstream/lost.yaml'])
  })
})
