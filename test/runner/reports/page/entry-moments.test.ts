import { expect, test } from 'vitest'
import { entryMoments, marksOf } from '../../../../src/runner/reports/page/entry-moments.ts'
import { applied, ended, finished, notReached, started, startedLog } from '../../../fixtures/log-builder.ts'

const { events } = startedLog('moments', 'alice')
  .at(1000, started('1-reachable'), notReached('1-reachable', 'bob', 'alice'))
  .at(2000, ended('1-reachable'), ...applied('2-pause', 'nodes paused', 1))
  .at(3000, { kind: 'fault-reverted', entry: '2-pause', changes: [] }, started('3-reachable'))
  .at(3500, notReached('3-reachable', 'bob', 'alice'), finished)
const moments = entryMoments(events)
const kindAt = (n: number | undefined) => events.find((event) => event.n === n)?.kind

test('an expectation ends with its own last event, whatever happens at the same instant', () => {
  const { started: begin, ended: end } = moments.get('1-reachable') ?? {}
  expect([kindAt(begin?.n), kindAt(end?.n)]).toEqual(['expectation-started', 'expectation-ended'])
  expect(end?.t).toBe(2000)
})

test('a fault ends when it is undone, and an entry without an end with the last event that names it', () => {
  expect(kindAt(moments.get('2-pause')?.ended.n)).toBe('fault-reverted')
  expect(kindAt(moments.get('3-reachable')?.ended.n)).toBe('probe')
})

test('the marks are the beginnings and the ends in the order of the log', () => {
  expect(marksOf(moments).map(({ n }) => kindAt(n))).toEqual([
    'expectation-started',
    'expectation-ended',
    'fault-started',
    'fault-reverted',
    'expectation-started',
    'probe',
  ])
})
