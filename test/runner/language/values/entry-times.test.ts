import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  entryTimes,
  type Interval,
  lengthOfMode,
  orderOfStart,
  type TimedEntry,
} from '../../../../src/runner/language/values/entry-times.ts'

const at = (time: number, length: Interval = { from: 0, to: 0 }): TimedEntry => ({
  start: { kind: 'at', time },
  length,
})
const behind = (target: number, delay = 0, length: Interval = { from: 0, to: 0 }): TimedEntry => ({
  start: { kind: 'after', target, delay },
  length,
})

describe('the times of entries', () => {
  it('are exact where a time is given, and ranges after an expectation', () => {
    const within = lengthOfMode({ kind: 'within', time: 5000 })
    expect(entryTimes([at(1000, within), behind(0, 100, within), behind(1)])).toEqual([
      { start: { from: 1000, to: 1000 }, end: { from: 1000, to: 6000 } },
      { start: { from: 1100, to: 6100 }, end: { from: 1100, to: 11_100 } },
      { start: { from: 1100, to: 11_100 }, end: { from: 1100, to: 11_100 } },
    ])
  })

  it('are exact after a fault with a length', () => {
    const lasting = { from: 2000, to: 2000 }
    expect(entryTimes([at(0, lasting), behind(0, 500)])[1]?.start).toEqual({ from: 2500, to: 2500 })
  })

  it('do not depend on the order in the file', () => {
    expect(entryTimes([behind(1), at(1000, { from: 0, to: 10 })])[0]?.start).toEqual({ from: 1000, to: 1010 })
  })

  it('are unknown in a circle, and for all that wait for it', () => {
    const unknown: TimedEntry = { start: null, length: { from: 0, to: 0 } }
    expect(entryTimes([behind(1), behind(0), behind(1), unknown, behind(3), at(7)])).toEqual([
      null,
      null,
      null,
      null,
      null,
      { start: { from: 7, to: 7 }, end: { from: 7, to: 7 } },
    ])
  })
})

describe.each([
  ['within', 0, 5000],
  ['for', 0, 5000],
] as const)('an expectation with `%s`', (kind, from, to) => {
  it('may end at once, because it is settled, or after its time', () => {
    expect(lengthOfMode({ kind, time: 5000 })).toEqual({ from, to })
  })
})

it('an expectation with `never` may fail at once, and has no latest end', () => {
  expect(lengthOfMode({ kind: 'never' })).toEqual({ from: 0, to: Number.POSITIVE_INFINITY })
})

describe('the order of starts', () => {
  it.each([
    ['goes by the earliest start', [at(3), at(1), at(2)], [1, 2, 0]],
    ['keeps that of the file at one instant', [at(1), at(1), at(0)], [2, 0, 1]],
    ['puts an entry behind the one that it waits for', [behind(1), at(5)], [1, 0]],
    ['puts a chain that the file has backwards in its own order', [behind(1), behind(2), at(5)], [2, 1, 0]],
    ['puts entries without times last', [behind(0), at(5)], [1, 0]],
  ])('%s', (_title, entries, order) => {
    expect(orderOfStart(entries)).toEqual(order)
  })

  it('has each entry once, behind the one that it waits for, by earliest starts', () => {
    const chosen = fc.array(
      fc.record({ parent: fc.nat(), time: fc.nat(3), length: fc.nat(2), isFirst: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(chosen, fc.boolean(), (drafts, isBackwards) => {
        const last = drafts.length - 1
        const place = (index: number) => (isBackwards ? last - index : index)
        const entries: TimedEntry[] = []
        for (const [index, { parent, time, length, isFirst }] of drafts.entries()) {
          const span = { from: 0, to: length }
          entries[place(index)] =
            index === 0 || isFirst ? at(time, span) : behind(place(parent % index), time, span)
        }
        const order = orderOfStart(entries)
        expect([...order].sort((a, b) => a - b)).toEqual([...entries.keys()])
        const starts = order.map((index) => entryTimes(entries)[index]?.start.from ?? Number.NaN)
        expect(starts).toEqual(starts.toSorted((a, b) => a - b))
        for (const [index, { start }] of entries.entries()) {
          if (start?.kind === 'after') expect(order.indexOf(start.target)).toBeLessThan(order.indexOf(index))
        }
      }),
    )
  })
})
