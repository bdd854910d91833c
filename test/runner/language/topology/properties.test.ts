import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Diagnostic } from '../../../../src/base/errors.ts'
import { renderDiagnostics, toJson } from '../../../../src/runner/language/diagnostics/render.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { topologyTemplate } from '../../../../src/runner/language/topology/template.ts'

const words = [
  'name',
  'clock',
  'real',
  'fabric',
  'host',
  'nodes',
  'timeline',
  'boot',
  'alice',
  'kind',
  'peer',
  'boot-node',
  'relays',
  'routers',
  'links',
  'behind',
  'nat',
  'symmetric',
  'ports',
  'between',
  'latency',
  'address',
  'at',
  'after',
  'fault',
  'expect',
  'restart',
  'reachable',
  'matrix',
  'from',
  'to',
  'table',
  'node',
  'count',
  'event',
  'times',
  'of',
  '10s',
  '-5s',
  '10',
  '0',
  'true',
  'null',
  '~',
  '"*"',
  '*',
  '&a',
  '*a',
  '<<',
  '!x',
  'constructor',
  '__proto__',
  'toString',
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  ',',
  '- ',
  '\n',
  '\n  ',
  '\n    ',
  '\r\n',
  '\t',
  '#',
  '|',
  '>',
  '"',
  "'",
  '---',
  '...',
  '%YAML 1.1\n',
  '\ufeff',
  '\u001b[31m',
  '日本',
  '👩‍👧',
  '\ud800',
  '.inf',
  '.nan',
  '0x1F',
]
const garbage = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''))
const spaced = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(' '))
const anything = fc.string({ unit: 'binary', maxLength: 200 })

/** A right topology with some part of it replaced, doubled or taken out. */
const damaged = fc
  .tuple(fc.nat(), fc.nat(40), fc.oneof(fc.constantFrom(...words), fc.constant(''), anything))
  .map(([position, length, insert]) => {
    const text = topologyTemplate('x', 'schema.json')
    const at = position % text.length
    return `${text.slice(0, at)}${insert}${text.slice(at + length)}`
  })

function check(text: string): void {
  const loaded = loadTopology({ file: 'x.yaml', text })
  const file = loaded.ok ? loaded.warnings : loaded.file
  if (!loaded.ok) expect(file.diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  // One assertion for all diagnostics: each call of `expect` takes longer than its comparison.
  const isRight = ({ span, message }: Diagnostic) =>
    message !== '' &&
    (span === null || (span.start >= 0 && span.end >= span.start && span.end <= text.length))
  expect(file.diagnostics.filter((diagnostic) => !isRight(diagnostic))).toEqual([])
  const shown = renderDiagnostics([file], { color: false })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point
  expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  expect(shown.split('\n').filter((line) => line.length >= 1000)).toEqual([])
  JSON.stringify(toJson([file]))
}

it.each([
  ['words of the language', garbage],
  ['spaced words of the language', spaced],
  ['any characters', anything],
  ['a damaged topology', damaged],
])('%s never throw, and every diagnostic lies in the text', (_, texts) => {
  fc.assert(fc.property(texts, check), { numRuns: 300 })
})

it('values of every type at every place are diagnosed or planned', () => {
  const value = fc.oneof(
    fc.constantFrom(...words),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('5s', 'alice', 'boot', 1, -1, 1.5, 1e300, true, null, [], {}, [[]], { entry: 'x' }),
    fc.constantFrom({ toString: '' }, { valueOf: 1, toString: null }, { constructor: 1 }, [{ toString: '' }]),
  )
  const key = fc.constantFrom(
    'at',
    'after',
    'id',
    'known',
    'because',
    'harmless',
    'for',
    'within',
    'never',
    'every',
    'node',
    'from',
    'to',
    'peer',
    'relay',
    'peers',
    'status',
    'which',
    'path',
    'via',
    'table',
    'state',
    'code',
    'signal',
    'of',
    'where',
    'times',
    'pattern',
    'down',
    'how',
    'between',
    'oneWay',
    'latency',
    'loss',
    'mode',
    'groups',
    'router',
    'nat',
    'behind',
    'longestGap',
  )
  const kind = fc.constantFrom(
    { fault: 'restart' },
    { fault: 'pause' },
    { fault: 'refuse-reservations' },
    { fault: 'disconnect' },
    { fault: 'cut' },
    { fault: 'partition' },
    { fault: 'link' },
    { fault: 'set-nat' },
    { fault: 'move' },
    { expect: 'addresses' },
    { expect: 'upgraded' },
    { expect: 'reachable' },
    { expect: 'matrix' },
    { expect: 'event' },
    { expect: 'log' },
    { expect: 'process' },
    { expect: 'reservation' },
  )
  const entry = fc
    .tuple(kind, fc.dictionary(key, value, { maxKeys: 6 }))
    .map(([one, rest]) => ({ ...one, ...rest }))
  const place = fc.dictionary(
    fc.constantFrom('kind', 'nat', 'behind', 'ports', 'address', 'port', 'count', 'relays', 'connect'),
    fc.oneof(value, fc.constantFrom('symmetric', 'cgnat', 'home', 'cafe', 'peer', '31.45.0.11', '10.0.0.2')),
  )
  const file = fc.record({
    routers: fc.oneof(value, fc.dictionary(fc.constantFrom('home', 'cafe', 'alice-router'), place)),
    links: fc.oneof(value, fc.array(fc.dictionary(key, value, { maxKeys: 4 }), { maxLength: 3 })),
    nodes: fc.dictionary(fc.constantFrom('boot', 'alice', 'bob'), fc.oneof(value, place)),
    timeline: fc.array(entry),
  })
  fc.assert(
    fc.property(file, (content) => check(JSON.stringify({ name: 'x', ...content }))),
    { numRuns: 300 },
  )
})
