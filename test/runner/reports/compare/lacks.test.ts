import { expect, test } from 'vitest'
import { lacksOf } from '../../../../src/runner/reports/compare/lacks.ts'
import type { Spell } from '../../../../src/runner/reports/compare/run-summary.ts'
import { renewal } from '../../../fixtures/compared.ts'

function side(duration: number, ...spells: readonly Spell[]) {
  return {
    duration,
    holdings: [{ kind: 'address' as const, node: 'alice', relay: 'boot', spells: [...spells] }],
  }
}

const thing = { node: 'alice', thing: 'alice’s relayed address' }

test.each([
  ['both have it', [{ from: 1, to: null }], [{ from: 1, to: null }], [], []],
  ['one loses it', [{ from: 1, to: 40 }], [{ from: 1, to: null }], [{ ...thing, from: 40, to: 100 }], []],
  ['one never has it', [], [{ from: 5, to: 60 }], [{ ...thing, from: 5, to: 60 }], []],
  [
    'one is without for a while, and the other one later',
    [
      { from: 0, to: 10 },
      { from: 20, to: null },
    ],
    [{ from: 0, to: 50 }],
    [{ ...thing, from: 10, to: 20 }],
    [{ ...thing, from: 50, to: 100 }],
  ],
  ['they differ by no more than the tolerance', [{ from: 3, to: null }], [{ from: 0, to: null }], [], []],
])('when %s, that is what each side lacks', (_, a, b, lacksA, lacksB) => {
  expect(lacksOf([side(100, ...a), side(100, ...b)], 3)).toEqual([lacksA, lacksB])
})

test('after its end a run lacks nothing', () => {
  expect(lacksOf([side(50, { from: 0, to: null }), side(100, { from: 0, to: null })], 0)).toEqual([[], []])
})

test('a release that loses an address at the renewal lacks it from then on', () => {
  const sides = [renewal('3.3.4', { keeps: false }), renewal('3.3.11', { keeps: true })]
  const [lost, kept] = lacksOf(
    sides.map(({ summary }) => summary),
    1000,
  )
  expect(lost).toContainEqual({ ...thing, from: 3_301_000, to: 3_605_000 })
  expect(kept).toEqual([])
})
