import { expect, it } from 'vitest'
import { TurnTaking } from '../../../../src/runner/processes/processors/turn-taking.ts'

/** The answer to each look: `S` to share. `rounds` counts from the look before; `width` processes work in each. */
function looks(each: readonly (readonly [rounds: number, width: number, isAlone?: boolean])[]): string {
  const taking = new TurnTaking()
  const total = { rounds: 0, steps: 0 }
  return each
    .map(([rounds, width, isAlone = true]) => {
      total.rounds += rounds
      total.steps += rounds * width
      return taking.look({ ...total }, isAlone) ? 'S' : '-'
    })
    .join('')
}

const turns = [1000, 1.1] as const
const few = [10, 1] as const
const side = [1000, 3] as const

it.each([
  ['processes that take turns share after two looks', [turns, turns, turns], '-SS'],
  ['one look is no reason', [turns, few, turns, few], '----'],
  ['processes that work side by side do not share', [side, side, side], '---'],
  ['a run that hardly hands over does not', [few, few, few], '---'],
  ['one among several runs does not', [[1000, 1, false], [1000, 1, false], turns, turns], '---S'],
  ['a moment of rest changes nothing', [turns, turns, few, few, few, turns], '-SSSSS'],
  ['another run ends it', [turns, turns, ...Array(4).fill([1000, 1, false])], '-SSSS-'],
  ['work side by side ends it', [turns, turns, side, side, side, side], '-SSSS-'],
  [
    'what is slower than before ends it, for good',
    [turns, turns, ...Array(4).fill([800, 1.1]), turns, turns, turns],
    '-SSSS----',
  ],
  ['a little slower is as good', [turns, turns, ...Array(6).fill([950, 1.1])], '-SSSSSSS'],
] as const)('%s', (_, each, expected) => {
  expect(looks(each)).toBe(expected)
})
