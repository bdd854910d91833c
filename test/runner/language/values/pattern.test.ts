import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pattern } from '../../../../src/runner/language/values/pattern.ts'

describe('a pattern of a topology file', () => {
  it.each([
    ['^ready', 'ready to dial', true],
    ['^ready', 'not ready', false],
    ['content (\\w+)$', 'content hello', true],
    ['\\/ip4\\/[\\d.]+', 'at /ip4/1.2.3.4/tcp/1', true],
    ['(?<word>a)\\u0041', 'aA', true],
    ['^$', '', true],
    ['a|', 'b', true],
    ['é.', 'éa', true],
  ])('%s on %j: %s', (text, line, holds) => {
    expect(new Pattern(text).test(line)).toBe(holds)
  })

  it('matches as JavaScript does, for patterns that both have', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', '(?:ab)', '(a|b)', '^', '$')
    const piece = fc
      .tuple(atom, fc.constantFrom('', '*', '+', '?', '{1,2}'))
      .map(([what, often]) => (what === '^' || what === '$' ? what : what + often))
    const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''))
    const line = fc
      .array(fc.constantFrom('a', 'b', 'c', '1', ' '), { maxLength: 8 })
      .map((chars) => chars.join(''))
    fc.assert(
      fc.property(pattern, line, (text, on) => {
        expect(new Pattern(text).test(on)).toBe(new RegExp(text).test(on))
      }),
    )
  })

  it('gives the first group of the first match', () => {
    const pattern = new Pattern('address (\\S+)(?: of (\\S+))?')
    expect(pattern.groups).toBe(2)
    expect(pattern.firstGroup('the address /ip4/1.2.3.4 of bob')).toBe('/ip4/1.2.3.4')
    expect(pattern.firstGroup('no such thing')).toBe(null)
    expect(new Pattern('(a)|b').firstGroup('b')).toBe(null)
  })

  it.each(['^(a+)+$', '^(a|a)*$', '^(.*a){20}$', '(x+x+)+y'])(
    'ends on a line made to hold it: %s',
    (text) => {
      expect(new Pattern(text).test(`${'a'.repeat(5000)}${'x'.repeat(5000)}b`)).toBe(false)
    },
  )

  it.each([
    ['(', 'expected a regular expression (missing closing ): `(`)'],
    ['a(?=b)', 'expected a regular expression without (?=, (?!, (?<= and (?<!, which RE2 does not have'],
    ['(a)\\1', 'expected a regular expression without references such as \\1, which RE2 does not have'],
  ])('%s is refused with its reason', (text, message) => {
    expect(() => new Pattern(text)).toThrow(message)
  })
})
