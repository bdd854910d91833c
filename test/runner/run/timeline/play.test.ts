import { describe, expect, it } from 'vitest'
import type { EntryPlan } from '../../../../src/runner/language/plan/plan.ts'
import { playTimeline } from '../../../../src/runner/run/timeline/play.ts'
import { buildPlan, expectation, fault, peer } from '../../../fixtures/plan-builder.ts'
import { TestStage } from '../../../fixtures/test-stage.ts'

const kill = (id: string, start: EntryPlan['start'], node = 'alice') =>
  fault(id, { kind: 'kill', params: { node: [node] } }, { start })
const pause = (id: string, time: number) =>
  fault(id, { kind: 'pause', params: { node: ['bob'] } }, { start: { kind: 'at', time } })
const isRunning = (id: string, rest: Parameters<typeof expectation>[2]) =>
  expectation(
    id,
    { kind: 'process', params: { node: ['alice'], state: 'running', code: null, signal: null } },
    rest,
  )

const setUp = (...timeline: readonly EntryPlan[]) =>
  new TestStage(buildPlan('x', [peer('alice'), peer('bob')], timeline))

/** Times and ids of the events of one kind. */
const told = (test: TestStage, kind: string) =>
  test.story().flatMap((line) => (line.includes(` ${kind} `) ? [line.replace(` ${kind}`, '')] : []))

describe('a timeline', () => {
  it('plays each entry at its time, whatever their order', async () => {
    using test = setUp(
      kill('late', { kind: 'at', time: 3000 }),
      kill('early', { kind: 'at', time: 1000 }, 'bob'),
    )
    await playTimeline(test.stage)
    expect(told(test, 'fault-applied')).toEqual(['1000 early', '3000 late'])
  })

  it('plays an entry with `after` when the other one has ended', async () => {
    const stays = isRunning('stays', {
      start: { kind: 'at', time: 1000 },
      mode: { kind: 'for', time: 4000 },
    })
    using test = setUp(kill('last', { kind: 'after', entry: 'stays', delay: 500 }), stays)
    await playTimeline(test.stage)
    expect(told(test, 'expectation-ended')).toEqual(['5000 stays (deadline)'])
    expect(told(test, 'fault-applied')).toEqual(['5500 last'])
  })

  it('undoes the faults that still last when all other entries have ended', async () => {
    using test = setUp(pause('pause-1', 1000), kill('kill-1', { kind: 'at', time: 9000 }))
    await playTimeline(test.stage)
    expect(test.story().slice(-2)).toEqual(['9000 node-resumed bob', '9000 fault-reverted pause-1'])
  })

  it('ends `never` expectations with the last of the other entries', async () => {
    using test = setUp(
      isRunning('never-1', { start: { kind: 'at', time: 0 }, mode: { kind: 'never' } }),
      pause('pause-1', 4000),
    )
    test.node('alice').status = 'down'
    test.recorder.record({ kind: 'node-exited', node: 'alice', code: 0, signal: null, expected: true })
    await playTimeline(test.stage)
    expect(told(test, 'expectation-ended')).toEqual(['4000 never-1 (run-ended)'])
  })

  it('that is interrupted undoes its faults, ends its expectations and plays no later entry', async () => {
    using test = setUp(
      pause('pause-1', 1000),
      isRunning('stays', { start: { kind: 'at', time: 0 }, mode: { kind: 'for', time: 9000 } }),
      kill('kill-1', { kind: 'after', entry: 'stays', delay: 0 }),
    )
    test.clock.sleepUntil(2000).then(() => test.interrupt.abort(new Error('Ctrl-C')))
    await expect(playTimeline(test.stage)).rejects.toThrow('Ctrl-C')
    expect(test.story().slice(-3).toSorted()).toEqual([
      '2000 expectation-ended stays (interrupted)',
      '2000 fault-reverted pause-1',
      '2000 node-resumed bob',
    ])
  })
})
