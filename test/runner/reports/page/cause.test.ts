import { describe, expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import { causeOf } from '../../../../src/runner/reports/page/cause.ts'
import { entryMoments } from '../../../../src/runner/reports/page/entry-moments.ts'
import {
  applied,
  ended,
  notReached,
  ready,
  reserved,
  started,
  startedLog,
} from '../../../fixtures/log-builder.ts'
import {
  bootNode,
  buildPlan,
  expectation,
  fault,
  peer,
  reachable,
  reservation,
} from '../../../fixtures/plan-builder.ts'
import { type FixtureRun, runs } from '../../../fixtures/runs.ts'

function causeIn({ plan, events }: FixtureRun, entry: string, evidence: readonly number[] = []) {
  const story = events.filter(({ kind }) => kind === 'probe').map(({ n }) => n)
  const {
    lost,
    fault: before,
    last,
    node,
  } = causeOf(entry, { plan, events, moments: entryMoments(events), story, evidence })
  const kinds = [before, lost, last].map((event) => event?.kind ?? null)
  return { kinds, node, lost }
}

test('a failure has the fault before the loss, the loss, the last observation, and the lane of the loss', () => {
  const { kinds, node } = causeIn(runs.failing, '3-reachable')
  expect(kinds).toEqual(['fault-started', 'reservation-lost', 'probe'])
  expect(node).toBe('alice')
})

describe('the cause', () => {
  const nodes = [bootNode('boot'), peer('alice'), peer('bob'), peer('carol')]
  const pause = (id: string, name: string) => fault(id, { kind: 'pause', params: { node: [name] } })
  const plan = buildPlan('cause', nodes, [
    pause('1-pause', 'bob'),
    pause('2-pause', 'carol'),
    expectation('3-reachable', reachable('bob', 'alice')),
    pause('4-pause', 'alice'),
  ])
  const lost = { kind: 'reservation-lost', node: 'alice', relay: 'boot', reason: 'closed' } as const
  const run = (...middle: readonly (readonly EventBody[])[]): FixtureRun => {
    const log = startedLog('cause', 'boot', 'alice', 'bob', 'carol').at(400, ...reserved('alice'))
    for (const [index, events] of middle.entries()) log.at(1000 * (index + 1), ...events)
    return {
      plan,
      events: log
        .at(60_000, started('3-reachable'), notReached('3-reachable', 'bob', 'alice', 'no address'))
        .at(65_000, ended('3-reachable'), ...applied('4-pause', 'nodes paused', 1)).events,
    }
  }

  test('is not a loss that was made good', () => {
    expect(causeIn(run([lost], reserved('alice')), '3-reachable')).toMatchObject({
      kinds: [null, null, 'probe'],
      node: 'bob',
    })
  })

  test('is not a fault of other nodes, nor one after the loss or after the end', () => {
    const after = run([lost], applied('1-pause', 'nodes paused', 1), applied('2-pause', 'nodes paused', 1))
    expect(causeIn(after, '3-reachable').kinds).toEqual([null, 'reservation-lost', 'probe'])
    const before = run(applied('1-pause', 'nodes paused', 1), applied('2-pause', 'nodes paused', 1), [lost])
    expect(causeIn(before, '3-reachable').kinds).toEqual(['fault-started', 'reservation-lost', 'probe'])
  })

  test('is the end of a node rather than a reservation, and the target’s loss rather than the other’s', () => {
    const exit = { kind: 'node-exited', node: 'bob', code: 0, signal: null, expected: true } as const
    expect(causeIn(run([lost], [exit]), '3-reachable').lost?.kind).toBe('node-exited')
    expect(causeIn(run([lost], [exit], [ready('bob', 2)]), '3-reachable').lost?.kind).toBe('reservation-lost')
    const both = run([lost], [{ ...lost, node: 'bob' }])
    expect(causeIn(both, '3-reachable').node).toBe('alice')
  })

  test('is the loss of the node that the reason names, where several lost the same', () => {
    const crowd = [bootNode('boot'), ...['alice', 'bob', 'carol'].map((name) => peer(name))]
    const entry = expectation('1-reservation', {
      ...reservation({ peer: ['alice', 'bob', 'carol'] }),
    })
    const log = startedLog('crowd', 'boot', 'alice', 'bob', 'carol')
    for (const node of ['alice', 'bob', 'carol']) log.at(1000, { ...lost, node })
    const { events } = log.at(2000, started('1-reservation')).at(3000, ended('1-reservation'))
    const crowded = { plan: buildPlan('crowd', crowd, [entry]), events }
    const ofBob = events.find((event) => event.kind === 'reservation-lost' && event.node === 'bob')?.n ?? 0
    expect(causeIn(crowded, '1-reservation', [ofBob]).node).toBe('bob')
    expect(causeIn(crowded, '1-reservation').node).toBe('carol')
  })
})
