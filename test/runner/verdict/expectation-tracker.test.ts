import { expect, test } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../src/runner/language/expectations/registry.ts'
import type { Mode } from '../../../src/runner/language/values/entry-times.ts'
import { ExpectationTracker } from '../../../src/runner/verdict/expectation-tracker.ts'
import {
  ended,
  killed,
  LogBuilder,
  notReached,
  reached,
  ready,
  started,
  untold,
} from '../../fixtures/log-builder.ts'
import { expectation, reachable, reservation } from '../../fixtures/plan-builder.ts'

const id = '1-reachable'
const start: At = [10_000, started(id)]
const held = (t: number): At => [t, reached(id, 'bob', 'alice')]
const missed = (t: number): At => [t, notReached(id, 'bob', 'alice', 'no route')]
const unclear = (t: number): At => [t, untold(id, 'bob', 'alice', 'bob is paused')]
const end = (t: number, cause: 'deadline' | 'run-ended' | 'interrupted' | 'settled' = 'deadline'): At => [
  t,
  ended(id, cause),
]

type At = readonly [number, EventBody]

function follow(
  mode: Mode,
  happened: readonly At[],
  known: string | null = null,
  plan: ExpectationPlan = reachable('bob', 'alice'),
) {
  const tracker = new ExpectationTracker(expectation(id, plan, { mode, known }))
  const log = new LogBuilder()
  for (const [t, body] of happened) log.at(t, body)
  const settledBy = log.events.filter((event) => tracker.push(event)).map(({ n }) => n)
  return { ...tracker.verdict(), settledBy }
}

const within: Mode = { kind: 'within', time: 5000 }
const lasting: Mode = { kind: 'for', time: 5000 }
const never: Mode = { kind: 'never' }
const seen = 'bob reached alice relayed through boot'
const notSeen = 'bob could not reach alice: no route'

const cases: readonly (readonly [string, Mode, readonly At[], string, string])[] = [
  ['within: waits before its start', within, [], 'waiting', 'it was not reached'],
  ['within: runs until something is seen', within, [start], 'running', 'no answer yet for bob to alice'],
  ['within: runs on when it fails at first', within, [start, missed(11_000)], 'running', notSeen],
  ['within: passes when it holds', within, [start, held(11_000)], 'pass', seen],
  [
    'within: passes when it holds after failing and not being told',
    within,
    [start, missed(11_000), unclear(12_000), held(13_000)],
    'pass',
    seen,
  ],
  ['within: passes at once when it held already', within, [held(9000), start], 'pass', seen],
  [
    'within: stays passed whatever follows',
    within,
    [start, held(11_000), missed(12_000), end(15_000)],
    'pass',
    seen,
  ],
  [
    'within: is unknown at the deadline when the machine stood still before',
    within,
    [start, [12_000, { kind: 'machine-stalled', milliseconds: 4200 }], missed(14_000), end(15_000)],
    'unknown',
    `the machine stood still for 4.2s until 12s, so a failure in real time proves nothing: ${notSeen}`,
  ],
  [
    'within: passes although the machine stood still before',
    within,
    [start, [11_000, { kind: 'machine-stalled', milliseconds: 4200 }], held(13_000)],
    'pass',
    seen,
  ],
  [
    'within: fails at the deadline',
    within,
    [start, missed(14_000), end(15_000)],
    'fail',
    `not within 5s: ${notSeen}`,
  ],
  [
    'within: is unknown when nothing was seen by the deadline',
    within,
    [start, end(15_000)],
    'unknown',
    'no answer yet for bob to alice',
  ],
  [
    'within: is unknown when the last look could not tell',
    within,
    [start, missed(11_000), unclear(14_000), end(15_000)],
    'unknown',
    'bob is paused',
  ],
  [
    'within: fails when the last look could tell',
    within,
    [start, unclear(11_000), missed(14_000), end(15_000)],
    'fail',
    `not within 5s: ${notSeen}`,
  ],
  [
    'within: is unknown when the run ends before the deadline',
    within,
    [start, missed(11_000), end(12_000, 'run-ended')],
    'unknown',
    `the run ended after 2s: ${notSeen}`,
  ],
  [
    'within: fails when the run ends at the deadline',
    within,
    [start, missed(11_000), end(15_000, 'run-ended')],
    'fail',
    `not within 5s: ${notSeen}`,
  ],
  [
    'within: is unknown when interrupted',
    within,
    [start, missed(11_000), end(12_000, 'interrupted')],
    'unknown',
    `interrupted after 2s: ${notSeen}`,
  ],
  [
    'for: tells how long it lasted as reports tell times, and its limit as the topology does',
    { kind: 'for', time: 90_000 },
    [start, held(10_100), missed(75_100), end(75_100)],
    'fail',
    `not for 1m30s, after 1m 5.1s: ${notSeen}`,
  ],
  [
    'within: tells after how long it was interrupted as reports do',
    { kind: 'within', time: 100_000 },
    [start, missed(11_000), end(100_000, 'interrupted')],
    'unknown',
    `interrupted after 1m 30s: ${notSeen}`,
  ],
  ['for: runs while it holds', lasting, [start, held(10_100)], 'running', seen],
  [
    'for: passes when it held to the end',
    lasting,
    [start, held(10_100), held(14_900), end(15_000)],
    'pass',
    seen,
  ],
  [
    'for: fails as soon as it does not hold',
    lasting,
    [start, held(10_100), missed(12_000)],
    'fail',
    `not for 5s, after 2s: ${notSeen}`,
  ],
  [
    'for: fails when it does not hold at first',
    lasting,
    [start, missed(10_100)],
    'fail',
    `not for 5s, after 100ms: ${notSeen}`,
  ],
  [
    'for: is unknown when nothing was seen',
    lasting,
    [start, end(15_000)],
    'unknown',
    'no answer yet for bob to alice',
  ],
  [
    'for: is unknown when it could not be told once',
    lasting,
    [start, held(10_100), unclear(12_000), held(13_000), end(15_000)],
    'unknown',
    'bob is paused',
  ],
  [
    'for: is unknown when the run ends before its time is over',
    lasting,
    [start, held(10_100), end(12_000, 'run-ended')],
    'unknown',
    `the run ended after 2s: ${seen}`,
  ],
  [
    'for: is unknown when interrupted',
    lasting,
    [start, held(10_100), end(12_000, 'interrupted')],
    'unknown',
    `interrupted after 2s: ${seen}`,
  ],
  [
    'for: is unknown when it was seen for less than half of its time',
    lasting,
    [start, held(13_000), end(15_000)],
    'unknown',
    `seen for 2s of 5s only: ${seen}`,
  ],
  [
    'for: fails when the last answer comes after its time',
    lasting,
    [start, held(10_100), missed(15_800), end(15_800)],
    'fail',
    `not for 5s, after 5.8s: ${notSeen}`,
  ],
  ['never: fails as soon as it holds', never, [start, missed(11_000), held(12_000)], 'fail', seen],
  ['never: fails at once when it held already', never, [held(9000), start], 'fail', seen],
  [
    'never: passes when it did not hold by the end of the run',
    never,
    [start, missed(11_000), end(20_000, 'run-ended')],
    'pass',
    notSeen,
  ],
  [
    'never: is unknown when the run ends as it begins',
    never,
    [missed(9000), start, end(10_000, 'run-ended')],
    'unknown',
    `the run ended when it began: ${notSeen}`,
  ],
  [
    'never: is unknown when nobody looked',
    never,
    [start, end(20_000, 'run-ended')],
    'unknown',
    'no answer yet for bob to alice',
  ],
  [
    'never: is unknown when it could not be told once',
    never,
    [start, missed(11_000), unclear(12_000), missed(13_000), end(20_000, 'run-ended')],
    'unknown',
    'bob is paused',
  ],
  [
    'never: is unknown when interrupted',
    never,
    [start, missed(11_000), end(12_000, 'interrupted')],
    'unknown',
    `interrupted after 2s: ${notSeen}`,
  ],
  [
    'an expectation that ended without having started is unknown',
    within,
    [missed(9000), end(15_000)],
    'unknown',
    'it was not reached',
  ],
]

test.each(cases)('%s', (_title, mode, happened, outcome, reason) => {
  expect(follow(mode, happened)).toMatchObject({ outcome, reason })
})

test('for: fails as soon as its outcome is certain, or at its end when only time has passed', () => {
  const natStatus: ExpectationPlan = { kind: 'nat-status', params: { node: ['alice'], status: 'unknown' } }
  const lost: readonly At[] = [[9000, ready('alice')], start, [11_000, killed('alice')], end(15_000)]
  expect(follow(lasting, lost, null, natStatus)).toMatchObject({
    outcome: 'fail',
    reason: 'not for 5s, after 1s: alice is not up',
  })
  const discovered: ExpectationPlan = {
    kind: 'discovered',
    params: { by: ['alice'], peer: ['bob'], namespace: 'chat', point: null },
  }
  const found: EventBody = {
    kind: 'rendezvous-discovered',
    node: 'alice',
    peer: 'bob',
    at: 'boot',
    namespace: 'chat',
    addresses: [],
    expires: 14_000,
  }
  const over: readonly At[] = [[8000, ready('alice')], [9000, found], start, end(15_000)]
  expect(follow(lasting, over, null, discovered)).toMatchObject({
    outcome: 'fail',
    reason: expect.stringContaining('that registration expired at 14s'),
  })
})

test('known and failing is known, whatever the mode', () => {
  const happened = [start, missed(11_000), end(15_000)]
  expect(follow(within, happened, 'https://example.com/1')).toMatchObject({ outcome: 'known' })
  expect(follow(lasting, happened, 'https://example.com/1')).toMatchObject({ outcome: 'known' })
  expect(follow(never, [start, held(11_000)], 'https://example.com/1')).toMatchObject({ outcome: 'known' })
})

test('known and passing fails, and says that the mark must go', () => {
  expect(follow(within, [start, held(11_000)], 'https://example.com/1')).toMatchObject({
    outcome: 'fail',
    reason: `it passes now, although marked as known (https://example.com/1): remove the mark. ${seen}`,
  })
})

test('a known expectation without an answer is unknown', () => {
  expect(follow(within, [start, end(15_000)], 'https://example.com/1')).toMatchObject({ outcome: 'unknown' })
})

test('a verdict tells when it started, held, was settled and by what', () => {
  expect(follow(within, [start, missed(11_000), held(12_500), end(12_500, 'settled')])).toMatchObject({
    started: 10_000,
    heldAt: 12_500,
    settledAt: 12_500,
    deadline: 15_000,
    mode: 'within 5s',
    evidence: [3],
    settledBy: [3],
  })
})

test('the evidence of an unknown outcome is the look without an answer', () => {
  const happened = [start, held(10_100), unclear(12_000), held(13_000), end(15_000)]
  expect(follow(lasting, happened).evidence).toEqual([3])
})

test('never has no deadline', () => {
  expect(follow(never, [start])).toMatchObject({ deadline: null, mode: 'never' })
})

test.each<[what: string, programs: readonly string[], said: readonly EventBody[], outcome: string]>([
  ['a boot-node has not granted it', [], [], 'pass'],
  ['a relay says that it does not report', [], [{ kind: 'relay-unobserved', node: 'boot' }], 'unknown'],
  ['another relay says so', [], [{ kind: 'relay-unobserved', node: 'other' }], 'pass'],
  ['a program has reported nothing', ['boot'], [], 'unknown'],
  [
    'a program reports what it relays',
    ['boot'],
    [
      {
        kind: 'relay-reservation',
        node: 'boot',
        peer: 'alice',
        outcome: 'refused',
        status: 'RESERVATION_REFUSED',
        byFault: false,
        held: 0,
      },
    ],
    'pass',
  ],
])('that there is no reservation: %s', (_, programs, said, outcome) => {
  const mode = { kind: 'within', time: 5000 } as const
  const tracker = new ExpectationTracker(
    expectation(id, reservation({ state: 'none', accordingTo: 'relay' }), { mode }),
    programs,
  )
  const log = new LogBuilder()
    .at(100, ...said)
    .at(10_000, started(id))
    .at(15_000, ended(id))
  for (const event of log.events) tracker.push(event)
  expect(tracker.verdict().outcome).toBe(outcome)
})
