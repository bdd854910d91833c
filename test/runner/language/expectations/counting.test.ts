import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { entry, observe } from '../../../fixtures/observe.ts'

const expired = (peer: string): EventBody => ({
  kind: 'relay-reservation',
  node: 'boot',
  peer,
  outcome: 'expired',
  status: 'OK',
  byFault: false,
  held: 0,
})
const printed = (of = entry): EventBody => ({
  kind: 'log-matched',
  entry: of,
  node: 'alice',
  line: 'ECONNREFUSED',
})

type EventParams = Extract<ExpectationPlan, { kind: 'event' }>['params']
const atLeastOne = { min: 1, max: null }
const base: EventParams = { of: 'relay-reservation', node: null, where: {}, times: atLeastOne, in: 'total' }

test.each([
  ['holds when one is there', {}, [expired('alice')], 'holds', 'seen 1 time, wanted at least 1'],
  ['fails when none is there', {}, [printed()], 'fails', 'seen 0 times, wanted at least 1'],
  [
    'fails when there are too many',
    { times: { min: 0, max: 1 } },
    [expired('a'), expired('b')],
    'fails',
    'seen 2 times, wanted at most 1',
  ],
  [
    'counts those of the nodes that are named',
    { node: ['other'] },
    [expired('alice')],
    'fails',
    'seen 0 times, wanted at least 1',
  ],
  [
    'counts those whose fields are equal',
    { where: { peer: 'bob', held: 0 } },
    [expired('alice'), expired('bob')],
    'holds',
    'seen 1 time, wanted at least 1',
  ],
  [
    'counts none when a field does not exist',
    { where: { colour: 'red' } },
    [expired('alice')],
    'fails',
    'seen 0 times, wanted at least 1',
  ],
  [
    'counts none when a named node is asked for and the event has none',
    { of: 'fault-started', node: ['boot'] },
    [{ kind: 'fault-started', entry: 'a' }],
    'fails',
    'seen 0 times, wanted at least 1',
  ],
] as const)('an event %s', (_title, rest, events, state, reason) => {
  const params: EventParams = { ...base, ...rest }
  expect(observe({ kind: 'event', params }, events)).toMatchObject({ state, reason })
})

test('of many events the latest are the evidence', () => {
  const many = Array.from({ length: 30 }, () => expired('alice'))
  const { evidence } = observe({ kind: 'event', params: base }, many)
  expect(evidence).toHaveLength(20)
  expect(evidence.at(-1)).toBe(30)
})

test.each([
  [
    'each counts every node by itself, and tells of the first that falls short',
    'each',
    ['bob', 'bob', 'dave'],
    'fails',
    'bob: 2 lines matched, wanted exactly 1 (and 1 more)',
  ],
  [
    'each holds when all nodes have the count',
    'each',
    ['bob', 'carol', 'dave'],
    'holds',
    'bob: 1 line matched, wanted exactly 1',
  ],
  [
    'total counts the lines of all nodes together, and tells the share of each',
    'total',
    ['bob', 'carol'],
    'fails',
    '2 lines matched (bob 1, carol 1, dave 0), wanted exactly 1',
  ],
] as const)('with several nodes, in: %s', (_title, counted, nodes, state, reason) => {
  const params = { node: ['bob', 'carol', 'dave'], pattern: 'x', times: { min: 1, max: 1 }, in: counted }
  const lines = nodes.map((node): EventBody => ({ kind: 'log-matched', entry, node, line: 'x' }))
  expect(observe({ kind: 'log', params }, lines)).toMatchObject({ state, reason })
})

test('too few lines: the reason has the closest other line, and when it was printed', () => {
  const params = { node: ['bob'], pattern: 'got 9', times: atLeastOne, in: 'each' } as const
  const missed = ['got 8', 'got 7'].map(
    (line): EventBody => ({ kind: 'log-missed', entry, node: 'bob', line, printed: 540_000, others: 36 }),
  )
  expect(observe({ kind: 'log', params }, missed)).toMatchObject({
    state: 'fails',
    reason: '0 lines matched, wanted at least 1; the closest of 36 other lines is "got 8" at 9m',
  })
})

test('events of several nodes: in: each counts every node by itself', () => {
  const params: EventParams = { ...base, node: ['boot', 'other'], in: 'each' }
  expect(observe({ kind: 'event', params }, [expired('alice')])).toMatchObject({
    state: 'fails',
    reason: 'other: seen 0 times, wanted at least 1',
  })
})

test.each([
  ['holds when a line matched', [printed()], 'holds', '1 line matched, wanted at least 1'],
  ['fails when none did', [], 'fails', '0 lines matched, wanted at least 1'],
  [
    'does not count what another entry found',
    [printed('2-other')],
    'fails',
    '0 lines matched, wanted at least 1',
  ],
] as const)('a log line %s', (_title, events, state, reason) => {
  const params = { node: ['alice'], pattern: 'ECONNREFUSED', times: atLeastOne, in: 'each' } as const
  expect(observe({ kind: 'log', params }, events)).toMatchObject({ state, reason })
})
