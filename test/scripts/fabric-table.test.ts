import { expect, it } from 'vitest'
import {
  type ComparedTopology,
  differences,
  type FabricRun,
  rowOf,
  unexplained,
  withRows,
} from '../../scripts/fabric-table.ts'

const judged = (outcomes: Readonly<Record<string, string>>): FabricRun => ({
  kind: 'judged',
  outcomes: new Map(Object.entries(outcomes)),
  length: 1000,
})
const equal: ComparedTopology = {
  name: 'hello',
  length: '1s',
  virtual: judged({ a: 'pass', b: 'known', c: 'pass' }),
  netns: judged({ a: 'pass', b: 'known', c: 'pass' }),
}
const other = { ...equal, netns: judged({ a: 'fail', b: 'known' }) }

it('counts outcomes, and says that nothing differs', () => {
  expect(rowOf(equal, {})).toEqual(['hello', '1s', '1 known, 2 pass', '1 known, 2 pass', 'none'])
})

it('names each expectation that differs, with its own explanation', () => {
  expect(differences(other)).toEqual([
    { entry: 'a', virtual: 'pass', netns: 'fail' },
    { entry: 'c', virtual: 'pass', netns: 'missing' },
  ])
  const explanations = { a: 'a cone is rounder there' }
  expect(rowOf(other, explanations).at(-1)).toBe(
    '`a: pass, fail` a cone is rounder there, `c: pass, missing`',
  )
  expect(unexplained(other, explanations)).toEqual(['c'])
})

it('says which topologies cannot run in namespaces', () => {
  expect(rowOf({ ...equal, netns: null }, {}).slice(3)).toEqual(['takes too long', ''])
  const netns = { kind: 'refused', reason: 'no clock-skew' } as const
  expect(rowOf({ ...equal, netns }, {}).slice(3)).toEqual(['refused: no clock-skew', ''])
})

it('leaves a run without results, an entry that only one run has, and two unknown outcomes unexplained', () => {
  const netns = { kind: 'broken', reason: 'no | pipes,\n  and one line' } as const
  expect(unexplained({ ...equal, netns }, {})).toEqual(['run'])
  expect(rowOf({ ...equal, netns }, {}).slice(3)).toEqual(['broken: no \\| pipes,; and one line', ''])
  expect(unexplained({ ...equal, virtual: judged({ a: 'pass' }) }, {})).toEqual(['b', 'c'])
  const unknown = judged({ a: 'unknown' })
  expect(unexplained({ ...equal, virtual: unknown, netns: unknown }, {})).toEqual(['a'])
})

it('replaces rows of the page, keeps the others, and sorts them', () => {
  const page = (lines: readonly string[]) =>
    ['# Page', '<!-- fabrics -->', ...lines, '<!-- /fabrics -->', 'End', ''].join('\n')
  const first = withRows(page([]), [['b', '1s', '1 pass', '1 pass', 'none']])
  const second = withRows(first, [['a', '2s', '1 pass', 'takes too long', '']])
  expect(second).toBe(
    page([
      '| topology | takes | virtual | netns | difference |',
      '| --- | --- | --- | --- | --- |',
      '| a | 2s | 1 pass | takes too long |  |',
      '| b | 1s | 1 pass | 1 pass | none |',
    ]),
  )
  expect(withRows(second, [['a', '2s', '1 pass', 'takes too long', '']])).toBe(second)
  expect(() => withRows('# Page', [])).toThrow('<!-- fabrics -->')
})
