import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PlacedBar, placeLabels } from '../../../../src/runner/reports/page/place-labels.ts'

const pen = { measureText: (text: string) => ({ width: text.length * 6 }) }
const edges = { left: 100, right: 1000 }

function place(...bars: readonly (readonly [left: number, right: number, label: string])[]) {
  const placed = bars.map(([left, right, label]): PlacedBar => ({ left, right, label, style: 'pass' }))
  return placeLabels(placed, edges, pen).map(({ text, x }) => [text, x])
}

test.each([
  { where: 'inside its bar', bar: [200, 400], x: 205 },
  { where: 'behind a short bar', bar: [200, 203], x: 211 },
  { where: 'before a short bar at the edge', bar: [980, 983], x: 980 - 8 - 60 },
] as const)('a label stands $where', ({ bar: [left, right], x }) => {
  expect(place([left, right, 'ten chars!'])).toEqual([['ten chars!', x]])
})

test('a label without room is shortened, and left out where nothing of it fits', () => {
  expect(place([100, 160, 'a long label of a bar'], [260, 263, ''])).toEqual([['a long label …', 168]])
  expect(place([100, 103, 'ten chars!'], [120, 123, ''])).toEqual([])
})

test('no label lies over the end of a bar or over another label', () => {
  const bar = fc.record({
    space: fc.integer({ min: 0, max: 200 }),
    width: fc.integer({ min: 3, max: 200 }),
    length: fc.integer({ min: 0, max: 40 }),
  })
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 12 }), (drawn) => {
      let at = edges.left
      const bars = drawn.flatMap(({ space, width, length }): PlacedBar[] => {
        const left = at + space
        at = left + width
        const label = 'x'.repeat(length)
        return at > edges.right ? [] : [{ left, right: at, label, style: 'pass' }]
      })
      const labels = placeLabels(bars, edges, pen).map(({ text, x }) => [x, x + text.length * 6] as const)
      labels.forEach(([from, to], index) => {
        expect(from).toBeGreaterThanOrEqual(labels[index - 1]?.[1] ?? edges.left)
        expect(to).toBeLessThanOrEqual(edges.right)
        for (const { left, right } of bars) {
          for (const end of [left, right]) expect(from < end && end < to).toBe(false)
        }
      })
    }),
  )
})
