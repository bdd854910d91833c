import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventSpan } from '../../../../src/runner/reports/page/report-model.ts'
import { SpanIndex } from '../../../../src/runner/reports/page/span-index.ts'

const span = fc.record({ from: fc.nat(400), length: fc.option(fc.nat(300)) }).map(
  ({ from, length }): EventSpan => ({
    from: { n: from, t: from },
    to: length === null ? null : { n: from + length, t: from + length },
  }),
)

test('the spans that hold at an event are those that a walk through all finds', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 500, size: 'max' }), fc.nat(800), (spans, n) => {
      const walked = spans.filter(({ from, to }) => from.n <= n && (to === null || n < to.n))
      expect(new Set(new SpanIndex(spans).at(n))).toEqual(new Set(walked))
    }),
  )
})

test('spans are listed in the order of their starts', () => {
  const spans = [9, 3, 5].map((n): EventSpan => ({ from: { n, t: n }, to: null }))
  expect(new SpanIndex(spans).at(9).map(({ from }) => from.n)).toEqual([3, 5, 9])
})
