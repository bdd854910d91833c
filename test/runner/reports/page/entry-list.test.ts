import { describe, expect, test } from 'vitest'
import { entryList } from '../../../../src/runner/reports/page/entry-list.ts'
import { entryMoments } from '../../../../src/runner/reports/page/entry-moments.ts'
import { verdictOf } from '../../../../src/runner/verdict/verdict.ts'
import {
  applied,
  ended,
  finished,
  notReached,
  reached,
  started,
  startedLog,
} from '../../../fixtures/log-builder.ts'
import { buildPlan, expectation, fault, peer, reachable } from '../../../fixtures/plan-builder.ts'
import { type FixtureRun, runs } from '../../../fixtures/runs.ts'

function list({ plan, events }: FixtureRun): readonly string[] {
  const numberAt = (time: number) => events.findLast(({ t }) => t <= time)?.n ?? 0
  return entryList(verdictOf(plan, events), entryMoments(events), numberAt).map((row) => {
    switch (row.type) {
      case 'expectation':
        return row.expectation.entry
      case 'fault':
        return row.fault.entry
      case 'hole':
        return `hole of ${row.hole.peer}`
      case 'passed':
        return `${row.entries.length} ${row.kind}`
      default:
        return row satisfies never
    }
  })
}

test('faults stand among the expectations in the order of the log', () => {
  expect(list(runs.failing)).toEqual(['1-reachable', '2-restart', '3-reachable'])
})

test('entries that the run did not reach come last', () => {
  expect(list(runs.interrupted).slice(0, 2)).toEqual(['1-reachable', '2-reachable'])
})

test('a hole stands between the looks that missed it', () => {
  expect(list(runs.hole)).toEqual(['1-reachable', 'hole of alice', '2-reachable'])
})

describe('a long list', () => {
  const ids = Array.from({ length: 14 }, (_, index) => `${index + 1}-reachable`)
  const plan = buildPlan(
    'long',
    [peer('alice'), peer('bob')],
    [
      ...ids.map((id) => expectation(id, reachable('bob', 'alice'))),
      fault('pause', { kind: 'pause', params: { node: ['alice'] } }),
    ],
  )
  const log = startedLog('long', 'alice', 'bob')
  ids.forEach((id, index) => {
    if (index === 5) log.at(6000, ...applied('pause', 'nodes paused', 1))
    const at = 1000 * (index + 1)
    if (index === 9) log.at(at, started(id), notReached(id, 'bob', 'alice'), ended(id))
    else log.at(at, started(id), reached(id, 'bob', 'alice'), ended(id, 'settled'))
  })

  test('sums up those that hold, between faults and failures', () => {
    const events = log.at(20_000, finished).events
    expect(list({ plan, events })).toEqual([
      '5 reachable',
      'pause',
      '4 reachable',
      '10-reachable',
      '4 reachable',
    ])
  })
})
