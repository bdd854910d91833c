import { describe, expect, it } from 'vitest'
import type { Holding, Spell } from '../../../../src/runner/reports/compare/run-summary.ts'
import { statementsOf } from '../../../../src/runner/reports/compare/statements.ts'

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

/** Long after all that happens in these tests. */
const hours = 10_800_000

function between(a: readonly Holding[], b: readonly Holding[], tolerance = 1000, end = hours) {
  const sides = [
    { label: 'A', holdings: a, duration: hours },
    { label: 'B', holdings: b, duration: end },
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

describe('of a side that ended', () => {
  const minutes = 60_000
  const regained = address([400, 300_000], [360_000, 1_800_000], [1_860_000, null])
  it.each<[string, readonly Holding[], readonly Holding[], number, string]>([
    [
      'before the other one loses what it had',
      [lost],
      [kept],
      12 * minutes,
      'A loses alice’s relayed address at 55m 1s, B ended at 12m, before that',
    ],
    [
      'before the other one is without it',
      [address([400, 3_301_000], [3_321_000, null])],
      [kept],
      12 * minutes,
      'A is without alice’s relayed address for 20s from 55m 1s on, B ended at 12m, before that',
    ],
    [
      'before the other one has it',
      [address([20_000, null])],
      [],
      15_200,
      'A has alice’s relayed address from 20s on, B ended at 15.2s, before that',
    ],
    [
      'before the other one has and loses it',
      [address([20_000, 60_000])],
      [],
      15_200,
      'A loses alice’s relayed address at 1m, B ended at 15.2s, before that',
    ],
    [
      'without what the other one has and loses later',
      [lost],
      [],
      12 * minutes,
      'A loses alice’s relayed address at 55m 1s, B never has it and ended at 12m',
    ],
    [
      'with what the other one has lost once and loses again',
      [regained],
      [address([400, null])],
      12 * minutes,
      'A loses alice’s relayed address 2 times, for 1m at the longest, B keeps it and ended at 12m',
    ],
    [
      'before it could have back what it lost',
      [address([400, 1_800_000], [1_860_000, null])],
      [address([400, 1_800_000])],
      30.5 * minutes,
      'B loses alice’s relayed address at 30m and ended at 30m 30s, A is without it for 1m from 30m on',
    ],
    [
      'when the other one loses it, to within the tolerance',
      [lost],
      [kept],
      3_301_400,
      'A loses alice’s relayed address at 55m 1s, B keeps it and ended at 55m 1.4s',
    ],
    [
      'without what it lost itself, though earlier than the other one',
      [lost],
      [address([400, 300_000])],
      12 * minutes,
      'A loses alice’s relayed address at 55m 1s, B loses it at 5m',
    ],
    [
      'long after the other one lost it',
      [lost],
      [kept],
      60 * minutes,
      'A loses alice’s relayed address at 55m 1s, B keeps it',
    ],
  ])('%s, nothing is said of what comes later', (_, a, b, end, text) => {
    expect(between(a, b, 1000, end)).toEqual([text])
  })

  it('differences while both sides run come first', () => {
    const bobs = (to: number | null) => holding('connection', 'bob', [[400, to]])
    expect(between([lost, bobs(500_000)], [kept, bobs(null)], 1000, 12 * minutes)).toEqual([
      'A loses bob’s connection to boot at 8m 20s, B keeps it',
      'A loses alice’s relayed address at 55m 1s, B ended at 12m, before that',
    ])
  })

  it('sides that ended at the same time share a sentence, apart from those that went on', () => {
    const sides = [
      { label: 'A', holdings: [lost], duration: hours },
      { label: 'B', holdings: [kept], duration: 720_000 },
      { label: 'C', holdings: [kept], duration: 720_400 },
      { label: 'D', holdings: [kept], duration: hours },
    ]
    expect(statementsOf(sides, 1000).map(({ text }) => text)).toEqual([
      'A loses alice’s relayed address at 55m 1s, D keeps it, B and C ended at 12m, before that',
    ])
  })
})

it('a difference within seconds joins the one before; a later one stands alone', () => {
  const statements = statementsOf(
    [
      {
        label: 'A',
        duration: hours,
        holdings: [
          lost,
          holding('reservation', 'alice', [[400, 3_301_000]]),
          holding('address', 'bob', [[500, 3_301_100]]),
          holding('connection', 'bob', [[500, 9_000_000]]),
        ],
      },
      {
        label: 'B',
        duration: hours,
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
