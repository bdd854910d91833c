import fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { hang } from '../../../../src/runner/reports/text/hang.ts'

const text = 'bob could not reach alice, who advertises no address'

test('a text is broken between words and goes on where it began', () => {
  expect(hang('  seen  ', text, 34)).toEqual([
    '  seen  bob could not reach alice,',
    '        who advertises no address',
  ])
})

test('where there is no room beside its prefix, a text begins below it', () => {
  expect(hang('           seen      ', text, 40)).toEqual([
    '           seen',
    '    bob could not reach alice, who',
    '    advertises no address',
  ])
})

test('without a width nothing is broken', () => {
  expect(hang('  seen  ', text, Number.POSITIVE_INFINITY)).toEqual([`  seen  ${text}`])
})

test('no line is wider than the terminal, and no letter is lost, whatever is written', () => {
  const wide = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '漢', 'é', '👩‍👩‍👧', '/'), maxLength: 80 })
  fc.assert(
    fc.property(wide, fc.integer({ min: 8, max: 60 }), (words, columns) => {
      const lines = hang('  x  ', words, columns)
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      expect(lines.join('').replace(/\s/g, '')).toBe(`x${words}`.replace(/\s/g, ''))
    }),
  )
})
