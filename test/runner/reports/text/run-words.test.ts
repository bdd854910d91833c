import { expect, test } from 'vitest'
import { RunWords } from '../../../../src/runner/reports/text/run-words.ts'
import { vocabularyOf } from '../../../../src/runner/reports/text/vocabulary-of.ts'
import { bootNode, buildPlan, expectation, fault, peer, reachable } from '../../../fixtures/plan-builder.ts'

const alice = '12D3KooWJC8wVGWxQCPgvD6NwCwpbF7ujMKKTLAperLjGvdeKAup'
const nobody = '12D3KooWPdcRuT3nLdV4L52PdJey2toUUD24S8pQ9ohDWcQZKvvf'
const pause = fault('nap', { kind: 'pause', params: { node: ['alice'] } })
const dial = expectation('dial', reachable('alice', 'boot'))
const words = new RunWords(
  vocabularyOf(buildPlan('words', [bootNode('boot'), { ...peer('alice'), peerId: alice }], [pause, dial])),
)

test('a peer id of the plan reads as the name of its node', () => {
  expect(words.name(`/ip4/1.2.3.4/tcp/1/p2p/${alice}/p2p-circuit, ${alice}!`)).toBe(
    '/ip4/1.2.3.4/tcp/1/p2p/alice/p2p-circuit, alice!',
  )
})

test('any other peer id keeps its ends', () => {
  expect(words.name(`/p2p/${nobody}`)).toBe('/p2p/12D3…ZKvvf')
})

test('a text that only looks like a peer id stays', () => {
  expect(words.name(`x${alice}`)).toBe(`x${alice}`)
})

test.each([
  [{ kind: 'fault-started' }, 'fault begins: alice freezes'],
  [
    { kind: 'fault-applied', changes: [{ what: 'nodes paused', count: 1 }] },
    'fault: alice freezes (1 node paused)',
  ],
  [{ kind: 'fault-reverted', changes: [] }, 'fault undone: alice freezes'],
  [{ kind: 'fault-failed', reason: 'no\u001b[2J' }, 'fault failed: alice freezes: no\\x1b[2J'],
] as const)('a fault is told by what it does: %j', (event, text) => {
  expect(words.tell({ entry: 'nap', ...event })).toBe(text)
})

test.each([
  [{ kind: 'expectation-started' }, 'expectation begins: alice reaches boot, relayed through boot'],
  [
    { kind: 'expectation-ended', cause: 'settled' },
    'expectation is settled: alice reaches boot, relayed through boot',
  ],
  [
    { kind: 'expectation-ended', cause: 'deadline' },
    'expectation ends at its deadline: alice reaches boot, relayed through boot',
  ],
  [
    { kind: 'expectation-ended', cause: 'run-ended' },
    'expectation ends with the run: alice reaches boot, relayed through boot',
  ],
  [
    { kind: 'expectation-ended', cause: 'interrupted' },
    'expectation is interrupted: alice reaches boot, relayed through boot',
  ],
] as const)('an expectation is told by what it expects: %j', (event, text) => {
  expect(words.tell({ entry: 'dial', ...event })).toBe(text)
})

test('a fault that is not in the plan reads as the id of its entry', () => {
  expect(words.tell({ kind: 'fault-started', entry: '9-cut' })).toBe('fault 9-cut starts')
})

test('output of a node cannot control the terminal', () => {
  expect(words.clean('\u001b[2J\n')).toBe('\\x1b[2J\\n')
})
