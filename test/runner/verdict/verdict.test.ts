import { expect, test } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import type { EntryPlan } from '../../../src/runner/language/plan/plan.ts'
import { Judge, verdictOf } from '../../../src/runner/verdict/verdict.ts'
import {
  applied,
  ended,
  finished,
  interrupted,
  notReached,
  reached,
  started,
  startedLog,
  untold,
} from '../../fixtures/log-builder.ts'
import { bootNode, buildPlan, expectation, fault, peer, reachable } from '../../fixtures/plan-builder.ts'
import { runNames, runs } from '../../fixtures/runs.ts'

const id = '1-reachable'
const wanted = expectation(id, reachable('bob', 'alice'))
const disconnect = fault('2-disconnect', { kind: 'disconnect', params: { node: ['alice'], from: ['bob'] } })
const exit = (expected: boolean): EventBody => ({
  kind: 'node-exited',
  node: 'alice',
  code: 1,
  signal: null,
  expected,
})
const ignored: EventBody = {
  kind: 'loopback-ignored',
  node: 'alice',
  line: 'NoAddressesInReservation',
}
const broke: EventBody = { kind: 'node-failed', node: 'alice', reason: 'port in use', log: [] }

function judge(timeline: readonly EntryPlan[], ...bodies: readonly EventBody[]) {
  const plan = buildPlan('demo', [bootNode('boot'), peer('alice'), peer('bob')], timeline)
  return verdictOf(plan, startedLog('demo', 'boot', 'alice', 'bob').at(10_000, ...bodies).events)
}

const good = [started(id), reached(id, 'bob', 'alice')]
const bad = [started(id), notReached(id, 'bob', 'alice'), ended(id)]
const unclear = [started(id), untold(id, 'bob', 'alice'), ended(id)]
const biting = applied('2-disconnect', 'connections closed', 1)
const vacuous = applied('2-disconnect', 'connections closed', 0)
const description = 'bob reaches alice, relayed through boot'

const cases: readonly (readonly [string, readonly EntryPlan[], readonly EventBody[], string, string])[] = [
  ['all holds', [wanted], [...good, finished], 'pass', '1 of 1 expectation holds'],
  [
    'a fault bit and all holds',
    [wanted, disconnect],
    [...good, ...biting, finished],
    'pass',
    '1 of 1 expectation holds',
  ],
  [
    'an expectation fails',
    [wanted],
    [...bad, finished],
    'fail',
    `${description}: not within 5s: bob could not reach alice: NO_RESERVATION`,
  ],
  [
    'an expectation fails, and a program ignores 127.0.0.1',
    [wanted],
    [ignored, ...bad, finished],
    'fail',
    `${description}: not within 5s: bob could not reach alice: NO_RESERVATION. A likely cause: alice does not count 127.0.0.1 as an address that others can dial (it printed "NoAddressesInReservation"). With \`fabric: netns\` each node has an address that looks public`,
  ],
  [
    'all holds, although a program ignores 127.0.0.1',
    [wanted],
    [ignored, ...good, finished],
    'pass',
    '1 of 1 expectation holds',
  ],
  [
    'an expectation cannot be told',
    [wanted],
    [...unclear, finished],
    'unknown',
    `${description}: bob is paused`,
  ],
  [
    'an expectation was never reached',
    [wanted],
    [finished],
    'unknown',
    `${description}: the run ended before it was reached`,
  ],
  ['nothing is expected', [], [finished], 'unknown', 'the topology has no expectation'],
  [
    'a fault changed nothing',
    [wanted, disconnect],
    [...good, ...vacuous, finished],
    'unknown',
    '2-disconnect: the fault changed nothing (0 connections closed), so nothing was tested. Add "harmless: true" if that is meant',
  ],
  [
    'a fault was never reached',
    [wanted, disconnect],
    [...good, finished],
    'unknown',
    '2-disconnect: the run ended before this fault',
  ],
  [
    'a node ended by itself',
    [wanted],
    [...good, exit(false), finished],
    'unknown',
    'alice ended by itself (exit code 1)',
  ],
  [
    'a node ended as it was told',
    [wanted],
    [...good, exit(true), finished],
    'pass',
    '1 of 1 expectation holds',
  ],
  ['a node did not start', [wanted], [...good, broke, finished], 'unknown', 'alice failed: port in use'],
  [
    'a node broke down, because of which a fault changed nothing',
    [wanted, disconnect],
    [...good, exit(false), ...vacuous, finished],
    'unknown',
    'alice ended by itself (exit code 1)',
  ],
  ['the run was interrupted', [wanted], [...good, interrupted], 'unknown', 'interrupted by Ctrl-C'],
  [
    'the run was interrupted after a failure',
    [wanted],
    [...bad, interrupted],
    'fail',
    `${description}: not within 5s: bob could not reach alice: NO_RESERVATION`,
  ],
  ['the run was killed', [wanted], good, 'unknown', 'the log has no end: the run was killed'],
  [
    'the run was killed in the middle of an expectation',
    [wanted],
    bad.slice(0, 2),
    'unknown',
    'the log has no end: the run was killed',
  ],
]

test.each(cases)('when %s, the verdict says so', (_title, timeline, bodies, outcome, reason) => {
  expect(judge(timeline, ...bodies)).toMatchObject({ outcome, reason })
})

test('a node may end by itself where that is expected', () => {
  const params = { node: ['alice'], state: 'exited' as const, code: 1, signal: null }
  const exited = expectation('1-process', { kind: 'process', params })
  expect(judge([exited], started('1-process'), exit(false), finished)).toMatchObject({ outcome: 'pass' })
  expect(judge([exited], started('1-process'), broke, exit(false), finished)).toMatchObject({
    outcome: 'pass',
  })
})

test('several failures are counted, and the first one is named', () => {
  const second = { ...wanted, id: '2-reachable' }
  const worse = [started('2-reachable'), notReached('2-reachable', 'bob', 'alice'), ended('2-reachable')]
  expect(judge([wanted, second], ...bad, ...worse, finished).reason).toMatch(/NO_RESERVATION \(and 1 more\)$/)
})

test('a known failure does not fail the run, and is counted apart', () => {
  const known = { ...wanted, id: '2-reachable', known: 'https://example.com/1' }
  const failing = [started('2-reachable'), notReached('2-reachable', 'bob', 'alice'), ended('2-reachable')]
  expect(judge([wanted, known], ...good, ...failing, finished)).toMatchObject({
    outcome: 'pass',
    reason: '1 of 2 expectations holds, 1 fails as known',
  })
})

test('open entries are unknown after the runner was killed, and no fault counts as applied', () => {
  const verdict = judge([wanted, disconnect], started(id))
  expect(verdict.expectations).toMatchObject([{ outcome: 'unknown' }])
  expect(verdict.faults).toMatchObject([{ outcome: 'waiting' }])
})

test.each(runNames)('the verdict of a %s run is a function of plan and log', (name) => {
  const { plan, events } = runs[name]
  const judgeLive = new Judge(plan)
  for (const event of events) {
    judgeLive.push(event)
    judgeLive.verdict()
  }
  expect(judgeLive.verdict()).toEqual(verdictOf(structuredClone(plan), structuredClone(events)))
})

test('the judge names the expectations that an event settled, once', () => {
  const judgeLive = new Judge(runs.failing.plan)
  const settled = runs.failing.events.map((event) => [event.n, judgeLive.push(event)] as const)
  expect(settled.filter(([, entries]) => entries.length > 0)).toEqual([
    [13, ['1-reachable']],
    [24, ['3-reachable']],
  ])
})

test('wall times do not count for the fingerprint, all else does', () => {
  const { plan, events } = runs.passing
  const { fingerprint } = verdictOf(plan, events)
  const elsewhere = events.map((event) => ({ ...event, wall: { pid: event.n } }))
  const later = events.map((event) => ({ ...event, t: event.t + 1 }))
  expect(verdictOf(plan, elsewhere).fingerprint).toBe(fingerprint)
  expect(verdictOf(plan, later).fingerprint).not.toBe(fingerprint)
})
