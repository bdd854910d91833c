import { expect, test } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import { FaultTracker } from '../../../src/runner/verdict/fault-tracker.ts'
import { finished, LogBuilder } from '../../fixtures/log-builder.ts'
import { fault } from '../../fixtures/plan-builder.ts'

const entry = '1-disconnect'
const began: EventBody = { kind: 'fault-started', entry }
const applied = (count: number, of = entry): EventBody => ({
  kind: 'fault-applied',
  entry: of,
  changes: [{ what: 'connections closed', count }],
})
const reverted = (count: number): EventBody => ({
  kind: 'fault-reverted',
  entry,
  changes: [{ what: 'reservations refused', count }],
})
const interrupted: EventBody = { kind: 'run-ended', cause: 'interrupted', reason: 'it was interrupted' }
const failure: EventBody = { kind: 'fault-failed', entry, reason: 'alice is gone' }

function follow(bodies: readonly EventBody[], harmless = false) {
  const params = { node: ['alice'], from: ['bob'] }
  const tracker = new FaultTracker(fault(entry, { kind: 'disconnect', params }, { harmless }))
  for (const event of new LogBuilder().at(1000, ...bodies).events) tracker.push(event)
  return tracker.verdict()
}

const nothing =
  'the fault changed nothing (0 connections closed), so nothing was tested. Add "harmless: true" if that is meant'

test.each([
  ['that was not reached yet waits', [], 'waiting', ''],
  ['that goes on runs', [began], 'running', ''],
  ['that changed something is applied', [began, applied(2)], 'applied', ''],
  ['that changed nothing yet may still do so until it is undone', [began, applied(0)], 'running', ''],
  [
    'whose changes are known only when it is undone is applied then',
    [began, applied(0), reverted(3)],
    'applied',
    '',
  ],
  [
    'that changed nothing by the end of the run changed nothing',
    [began, applied(0), finished],
    'changed-nothing',
    nothing,
  ],
  [
    'that lasted and changed nothing by the end of an interrupted run was cut short',
    [began, applied(0), reverted(0), interrupted],
    'failed',
    'the run ended before the fault changed anything',
  ],
  [
    'that was over at once and changed nothing in an interrupted run changed nothing',
    [began, applied(0), interrupted],
    'changed-nothing',
    nothing,
  ],
  [
    'of which nothing at all is known by the end failed',
    [began, finished],
    'failed',
    'the run ended in the middle of the fault',
  ],
  ['that failed says why', [began, failure], 'failed', 'the fault failed: alice is gone'],
  [
    'that changed something and then failed has failed',
    [began, applied(1), failure],
    'failed',
    'the fault failed: alice is gone',
  ],
  [
    'that the run did not come to was not reached',
    [finished],
    'not-reached',
    'the run ended before this fault',
  ],
  [
    'is not moved by what another fault did',
    [began, applied(3, '2-other'), finished],
    'failed',
    'the run ended in the middle of the fault',
  ],
] as const)('a fault %s', (_title, bodies, outcome, reason) => {
  expect(follow(bodies)).toMatchObject({ outcome, reason })
})

test('a harmless fault may change nothing, but must be applied', () => {
  expect(follow([began, applied(0), finished], true)).toMatchObject({ outcome: 'applied' })
  expect(follow([began, finished], true)).toMatchObject({ outcome: 'failed' })
  expect(follow([finished], true)).toMatchObject({ outcome: 'not-reached' })
})

test('a fault lists its changes without those of 0', () => {
  expect(follow([began, applied(0), reverted(3)])).toMatchObject({
    started: 1000,
    reverted: 1000,
    changes: [{ what: 'reservations refused', count: 3 }],
  })
})
