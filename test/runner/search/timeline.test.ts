import { expect, it } from 'vitest'
import type { DrawnFault } from '../../../src/runner/search/drawn.ts'
import { endOfAll, timelineOf, unexcused } from '../../../src/runner/search/timeline.ts'

const minute = 60_000
const cut = (at: number, lasting: string): DrawnFault => ({
  fault: 'cut',
  at: at * minute,
  keys: { between: ['alice', 'boot'], for: lasting },
  down: 1000,
})
const search = { span: 120 * minute, within: 10 * minute }

it('a fault excuses from its start until `within` after its end, and so does the start of the run', () => {
  expect(unexcused(search, [cut(30, '5m')], 1000)).toEqual([
    { from: 10 * minute, to: 30 * minute - 1000 },
    { from: 45 * minute, to: 120 * minute },
  ])
})

it('faults that follow each other soon excuse everything between them', () => {
  expect(unexcused(search, [cut(5, '30m'), cut(20, '1m'), cut(44, '1m')], 1000)).toEqual([
    { from: 55 * minute, to: 120 * minute },
  ])
})

it('a fault at the end of the span is followed by a look', () => {
  expect(unexcused(search, [cut(119, '1m')], 1000).at(-1)).toEqual({ from: 130 * minute, to: 131 * minute })
})

it('a timeline has its entries in order, `eventually` when every fault is over', () => {
  const faults = [cut(30, '5m'), cut(31, '1m')]
  expect(endOfAll(faults)).toBe(35 * minute)
  const expected = {
    entry: { expect: 'reservation', peer: 'alice', relay: 'boot' },
    within: null,
    known: null,
  }
  const entries = timelineOf(
    { ...search, always: [expected], eventually: [{ ...expected, within: 2 * minute }] },
    faults,
    { only: null, isHarmless: true, narrowed: {} },
  )
  expect(entries).toEqual([
    { at: '10m', id: 'always-1', ...expected.entry, for: '19m59s' },
    { at: '30m', fault: 'cut', ...faults[0]?.keys, harmless: true },
    { at: '31m', fault: 'cut', ...faults[1]?.keys, harmless: true },
    { at: '35m', id: 'eventually-1', ...expected.entry, within: '2m' },
    { at: '45m', id: 'always-1-2', ...expected.entry, for: '1h15m' },
  ])
})

it('a look that asks nodes ends long before the next fault', () => {
  const expected = { entry: { expect: 'reachable', from: 'bob', to: 'alice' }, within: null, known: null }
  const [first] = timelineOf({ ...search, always: [expected], eventually: [] }, [cut(30, '5m')], {
    only: null,
    isHarmless: true,
    narrowed: {},
  })
  expect(first).toMatchObject({ at: '10m', for: '19m40s' })
})
