import { describe, expect, it } from 'vitest'
import type { Holding, Spell } from '../../../src/runner/compare/run-summary.ts'
import { statementsOf } from '../../../src/runner/compare/statements.ts'

function address(...spells: readonly (readonly [number, number | null])[]): Holding {
  return holding('address', 'alice', spells)
}

function holding(
  kind: Holding['kind'],
  node: string,
  spells: readonly (readonly [number, number | null])[],
  relay: string | null = 'boot',
): Holding {
  return { kind, node, relay, spells: spells.map(([from, to]): Spell => ({ from, to })) }
}

function between(a: readonly Holding[], b: readonly Holding[], tolerance = 1000) {
  const sides = [
    { label: 'A', holdings: a },
    { label: 'B', holdings: b },
  ]
  return statementsOf(sides, tolerance).map(({ text }) => text)
}

const kept = address([400, null])
const lost = address([400, 3_301_000])

describe('two sides of which', () => {
  it.each<[string, readonly Holding[], readonly Holding[], readonly string[]]>([
    ['both keep it', [kept], [address([1000, null])], []],
    ['one loses it', [kept], [lost], ['B loses alice’s relayed address at 55m 1s, A keeps it']],
    ['one never has it', [], [kept], ['A never has alice’s relayed address, B has it from 400ms on']],
    [
      'one has it later',
      [kept],
      [address([9000, null])],
      ['A has alice’s relayed address from 400ms on, B has it from 9s on'],
    ],
    [
      'one gets it back',
      [lost],
      [address([400, 3_301_000], [3_321_000, null])],
      ['A loses alice’s relayed address at 55m 1s, B is without it for 20s from 55m 1s on'],
    ],
    [
      'one loses it twice',
      [address([0, 10_000], [20_000, 30_000], [60_000, null])],
      [address([0, null])],
      ['A loses alice’s relayed address 2 times, for 30s at the longest, B keeps it'],
    ],
    ['both lose it at the same time', [lost], [address([400, 3_301_900])], []],
    ['both never have it', [], [], []],
  ])('%s', (_, a, b, texts) => {
    expect(between(a, b)).toEqual(texts)
  })
})

it('what follows within seconds is told along with it, and what does not, by itself', () => {
  const statements = statementsOf(
    [
      {
        label: 'A',
        holdings: [
          lost,
          holding('reservation', 'alice', [[400, 3_301_000]]),
          holding('address', 'bob', [[500, 3_301_100]]),
          holding('connection', 'bob', [[500, 9_000_000]]),
        ],
      },
      {
        label: 'B',
        holdings: [
          kept,
          holding('reservation', 'alice', [[400, null]]),
          holding('address', 'bob', [[500, null]]),
          holding('connection', 'bob', [[500, null]]),
        ],
      },
    ],
    1000,
  )
  expect(statements).toMatchObject([
    { also: ['bob’s relayed address', 'alice’s reservation on boot'] },
    { text: 'A loses bob’s connection to boot at 2h 30m, B keeps it', also: [] },
  ])
})

it('the relay is named where there are several', () => {
  const second = holding('address', 'alice', [[400, null]], 'boot-2')
  expect(between([lost, second], [kept, second])).toEqual([
    'A loses alice’s relayed address through boot at 55m 1s, B keeps it',
  ])
})

it('without tolerance a millisecond tells sides apart', () => {
  expect(between([kept], [address([401, null])], 0)).toHaveLength(1)
})
