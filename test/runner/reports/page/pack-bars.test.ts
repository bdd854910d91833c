import { describe, expect, test } from 'vitest'
import type { Bar } from '../../../../src/runner/reports/page/lanes.ts'
import { packBars } from '../../../../src/runner/reports/page/pack-bars.ts'

const room = { duration: 1000, width: 1020 }

function bar(from: number, style: Bar['style'], label: string = style): Bar {
  return { from, to: from + 10, style, label, title: `${style} at ${from}` }
}

function labels(bars: readonly Bar[]): readonly (readonly string[])[] {
  return packBars('Expectations', bars, room).rows.map(({ bars: own }) => own.map(({ label }) => label))
}

test('bars share a row where their labels have room beside them', () => {
  expect(labels([bar(0, 'pass', 'one'), bar(200, 'pass', 'two'), bar(210, 'pass', 'three')])).toEqual([
    ['one', 'two'],
    ['three'],
  ])
})

test('a bar at the end has its label before it, and the row keeps room for that', () => {
  const long = 'a label of thirty characters !!'
  expect(labels([bar(880, 'pass', 'near'), bar(985, 'pass', long)])).toEqual([['near'], [long]])
})

describe('of many bars', () => {
  const passed = Array.from({ length: 20 }, (_, index) => bar(index, 'pass'))

  test('those that passed are summed up in one row, below the others', () => {
    expect(labels([...passed, bar(500, 'pass', 'later'), bar(5, 'fail')])).toEqual([
      ['fail'],
      ['✓ 20 hold', 'later'],
    ])
  })

  test('each sort is summed up where too many failed', () => {
    const failed = Array.from({ length: 30 }, (_, index) => bar(index, 'fail'))
    expect(labels([...passed, ...failed])).toEqual([['✕ 30 fail'], ['✓ 20 hold']])
  })

  test('the sum lasts from the first to the last, and its tooltip names some', () => {
    const [sum] =
      packBars(
        'Faults',
        passed.map((one) => ({ ...one, style: 'fault' as const })),
        room,
      ).rows[0]?.bars ?? []
    expect(sum).toMatchObject({ from: 0, to: 29, label: '20 faults' })
    expect(sum?.title).toMatch(/^pass at 0; .*; and 16 more$/)
  })
})
