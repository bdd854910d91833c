import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeTerminal } from '../../../../src/runner/reports/text/escape-terminal.ts'
import { escapeXmlAttribute, escapeXmlText } from '../../../../src/runner/reports/text/escape-xml.ts'
import { reportLive } from '../../../fixtures/report.ts'
import { runs } from '../../../fixtures/runs.ts'

test.each([
  ['colours', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['C1 controls', '\u009b31m', '\\x9b31m'],
  ['line breaks', 'a\r\nb\u2028c', 'a\\r\\nb\\u{2028}c'],
  ['bidi overrides', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
  ['invisible characters', 'a\u200bb\u{e0041}', 'a\\u{200b}b\\u{e0041}'],
  ['halves of surrogate pairs', 'a\ud800b', 'a\\u{d800}b'],
])('a terminal is shown %s and does not obey them', (_what, text, shown) => {
  expect(escapeTerminal(text)).toBe(shown)
})

test('a terminal is shown letters of all languages as they are', () => {
  expect(escapeTerminal('Grüße, 世界 🎉')).toBe('Grüße, 世界 🎉')
})

test('a long text is cut, and its length told', () => {
  expect(escapeTerminal('x'.repeat(100_000), 10)).toBe('xxxxxxxxxx… (100000 characters)')
})

test('no text at all leaves anything that acts on a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeTerminal(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})

test('XML text keeps the characters of XML, and shows all others as escapes', () => {
  expect(escapeXmlText(`<b a="1">&'\n\t]]>`)).toBe('&lt;b a=&quot;1&quot;&gt;&amp;&apos;\n\t]]&gt;')
  expect(escapeXmlText('\0\u001b\u0085\ufffe\ud800\u202e')).toBe('\\x00\\x1b\\x85\\u{fffe}\\u{d800}\\u{202e}')
})

test('XML attributes keep their line breaks', () => {
  expect(escapeXmlAttribute('a\r\n\tb')).toBe('a&#13;&#10;&#9;b')
})

test('no text at all leaves a character that XML 1.0 forbids, or markup', () => {
  const allowed =
    /^(?:[\t\n\x20-\x25\x28-\x3b=?-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&(?:[a-z]+|#\d+);)*$/u
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeXmlText(text)).toMatch(allowed)
      expect(escapeXmlAttribute(text)).toMatch(allowed)
    }),
  )
})

test('a hostile log line cannot become a workflow command of its own', async () => {
  for (const name of ['terminal', 'github'] as const) {
    const lines = (await reportLive(name, runs.hostile)).split('\n')
    const commands = lines.filter((line) => line.trimStart().startsWith('::'))
    expect(commands).toHaveLength(name === 'github' ? 1 : 0)
  }
})

test('annotations escape the separators of their properties', async () => {
  const { plan, events } = runs.failing
  const timeline = plan.timeline.map((entry) => ({ ...entry, id: entry.id }))
  const hostile = events.map((event) =>
    event.kind === 'probe' ? { ...event, reason: '100%\n::error::x' } : event,
  )
  const [line, ...rest] = (await reportLive('github', { plan: { ...plan, timeline }, events: hostile }))
    .trimEnd()
    .split('\n')
  expect(rest).toEqual([])
  expect(line).toMatch(
    /^::error file=topologies\/demo\.yaml,line=24,title=failing%3A fail%3A bob reaches alice%2C relayed/,
  )
  expect(line).toContain('100%25\\n::error::x')
})
