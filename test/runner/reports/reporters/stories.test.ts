import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import { Stories } from '../../../../src/runner/reports/reporters/stories.ts'
import { formatEvent } from '../../../../src/runner/reports/text/format-event.ts'
import { applied, LogBuilder, notReached } from '../../../fixtures/log-builder.ts'
import { bootNode, buildPlan, expectation, fault, peer, reachable } from '../../../fixtures/plan-builder.ts'

const id = '1-reachable'
const pause = (node: string) => fault(`pause-${node}`, { kind: 'pause', params: { node: [node] } })
const nodes = ['alice', 'bob', 'carol'].map((name) => peer(name))
const counting = expectation('2-event', {
  kind: 'event',
  params: { of: 'note', node: null, where: {}, times: { min: 1, max: null }, in: 'total' },
})
const timeline = [expectation(id, reachable('bob', 'alice')), counting, pause('alice'), pause('carol')]
const plan = buildPlan('demo', [bootNode('boot'), ...nodes], timeline)
const note = (node: string, text = ''): EventBody => ({ kind: 'note', node, text })

function tell(bodies: readonly EventBody[], settledBy = bodies.length) {
  const stories = new Stories(plan, formatEvent)
  for (const event of new LogBuilder().at(0, ...bodies).events) {
    stories.push(event, event.n === settledBy ? [id] : [])
  }
  return stories
}

const numbers = (stories: Stories, entry = id) => stories.of(entry).map(({ event }) => event.n)

test('a story has the events of the nodes that its expectation names, and of no other', () => {
  expect(numbers(tell([note('alice'), note('carol'), note('boot'), note('bob')]))).toEqual([1, 3, 4])
})

test('a story has the events of other nodes that are about its nodes', () => {
  const closed: EventBody = {
    kind: 'connection-closed',
    node: 'carol',
    connection: '1',
    peer: 'alice',
    path: { kind: 'direct' },
  }
  expect(numbers(tell([closed, { ...closed, peer: 'dave' }]))).toEqual([1])
})

test('a story has the faults of its nodes', () => {
  const [, alice] = applied('pause-alice', 'nodes paused', 1)
  const [, carol] = applied('pause-carol', 'nodes paused', 1)
  expect(alice && carol && numbers(tell([alice, carol]))).toEqual([1])
})

test('a story has its own probes and not those of another expectation', () => {
  expect(numbers(tell([notReached('9-other', 'bob', 'alice'), notReached(id, 'bob', 'alice')]))).toEqual([2])
})

test('a story is the last ten events', () => {
  expect(numbers(tell(Array.from({ length: 15 }, (_, index) => note('alice', `${index}`))))).toEqual([
    6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  ])
})

test('a repeated event is told once, with the number and the last time', () => {
  const log = new LogBuilder()
    .at(1000, note('alice'))
    .at(2000, notReached(id, 'bob', 'alice'))
    .at(3000, notReached(id, 'bob', 'alice'))
    .at(4000, notReached(id, 'bob', 'alice'))
    .at(5000, note('alice'), note('alice', 'and then'))
  const stories = new Stories(plan, formatEvent)
  for (const event of log.events) stories.push(event, [])
  expect(stories.of(id).map(({ event, times, until }) => [event.t, times, until])).toEqual([
    [1000, 1, 1000],
    [2000, 3, 4000],
    [5000, 1, 5000],
    [5000, 1, 5000],
  ])
})

test('an expectation that was cut short has no story', () => {
  expect(
    numbers(tell([note('alice'), { kind: 'expectation-ended', entry: id, cause: 'interrupted' }])),
  ).toEqual([])
})

test('a story ends where its expectation was settled', () => {
  expect(numbers(tell([note('alice'), note('alice', 'again'), note('alice')], 2))).toEqual([1, 2])
})

test('an expectation that names no node is about all of them', () => {
  expect(numbers(tell([note('alice'), note('carol')]), '2-event')).toEqual([1, 2])
})

test('the story has the events of the relay itself, but not its dealings with other nodes', () => {
  const accepted = (peerName: string): EventBody => ({
    kind: 'relay-reservation',
    node: 'boot',
    peer: peerName,
    outcome: 'accepted',
    status: 'OK',
    byFault: false,
    held: 1,
  })
  expect(numbers(tell([accepted('carol'), accepted('alice'), note('boot')]))).toEqual([2, 3])
})
