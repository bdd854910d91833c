import { expect, test } from 'vitest'
import { stepsOf } from '../../../../src/runner/reports/reporters/steps.ts'
import { RunWords } from '../../../../src/runner/reports/text/run-words.ts'
import { vocabularyOf } from '../../../../src/runner/reports/text/vocabulary-of.ts'
import { Judge } from '../../../../src/runner/verdict/verdict.ts'
import { LogBuilder } from '../../../fixtures/log-builder.ts'
import { bootNode, buildPlan, expectation, fault, peer, reachable } from '../../../fixtures/plan-builder.ts'
import { runs } from '../../../fixtures/runs.ts'

function stepsAt(t: number, { plan, events }: (typeof runs)['failing']) {
  const judge = new Judge(plan)
  for (const event of events) if (event.t <= t) judge.push(event)
  const standing = { expectations: judge.expectations(), faults: judge.faults() }
  return stepsOf(plan, standing, new RunWords(vocabularyOf(plan))).map(({ state, side, reason }) => ({
    state,
    side,
    reason,
  }))
}

test('an entry is shown from before its time until it is settled', () => {
  expect(stepsAt(0, runs.failing).map(({ state, side }) => ({ state, side }))).toEqual([
    { state: 'waiting', side: { kind: 'text', text: 'due at 10s' } },
    { state: 'waiting', side: { kind: 'text', text: 'due at 20s' } },
    { state: 'waiting', side: { kind: 'text', text: 'due at 10s' } },
  ])
  expect(stepsAt(60_080, runs.failing)).toEqual([
    { state: 'pass', side: { kind: 'at', time: 10_120 }, reason: null },
    { state: 'fault', side: { kind: 'at', time: 20_000 }, reason: null },
    {
      state: 'running',
      side: { kind: 'until', from: 60_000, time: 65_000 },
      reason: expect.stringContaining('alice advertises no address'),
    },
  ])
  expect(stepsAt(65_000, runs.failing)[2]).toMatchObject({
    state: 'fail',
    side: { kind: 'at', time: 65_000 },
  })
})

test('a fault that changed nothing is unknown, and says why', () => {
  expect(stepsAt(99_000, runs.vacuous)[1]).toMatchObject({
    state: 'unknown',
    reason: expect.stringContaining('changed nothing'),
  })
})

test('a fault that is undone later shows how long it lasts, until it is', () => {
  const plan = buildPlan(
    'nap',
    [bootNode('boot'), peer('alice'), peer('bob')],
    [
      fault('nap', { kind: 'pause', params: { node: ['alice'] } }, { for: 30_000 }),
      expectation('seen', reachable('bob', 'alice')),
    ],
  )
  const log = new LogBuilder().at(
    20_000,
    { kind: 'fault-started', entry: 'nap' },
    { kind: 'fault-applied', entry: 'nap', changes: [{ what: 'nodes paused', count: 1 }] },
  )
  const active = stepsAt(20_000, { plan, events: log.events })[0]
  expect(active?.side).toEqual({ kind: 'until', from: 20_000, time: 50_000 })
  log.at(50_000, { kind: 'fault-reverted', entry: 'nap', changes: [] })
  expect(stepsAt(50_000, { plan, events: log.events })[0]?.side).toEqual({ kind: 'at', time: 20_000 })
})

test('the time of an entry has the format of all times', () => {
  const late = expectation('late', reachable('bob', 'alice'), { start: { kind: 'at', time: 65_000 } })
  const plan = buildPlan('late', [bootNode('boot'), peer('alice'), peer('bob')], [late])
  expect(stepsAt(0, { plan, events: [] })[0]?.side).toEqual({ kind: 'text', text: 'due at 1m 5s' })
})
