import { describe, expect, it } from 'vitest'
import { eventVersion, type TopoEvent } from '../../../src/events/event.ts'
import { Recorder, type RecorderOptions } from '../../../src/runner/run/recorder.ts'
import { finished, ready } from '../../fixtures/log-builder.ts'
import { bootNode, buildPlan, expectation } from '../../fixtures/plan-builder.ts'

const running = {
  kind: 'process',
  params: { node: ['boot'], state: 'running', code: null, signal: null },
} as const
const plan = buildPlan('x', [bootNode('boot')], [expectation('process-1', running)])

function setUp(follow: RecorderOptions['follow'] = () => {}, room = Number.POSITIVE_INFINITY) {
  const written: TopoEvent[] = []
  const lost: unknown[] = []
  const writer: RecorderOptions['writer'] = {
    append: (t, body) => {
      if (written.length === room) throw new Error('ENOSPC')
      const event = { v: eventVersion, n: written.length + 1, t, ...body, wall: { time: '' } } as const
      written.push(event)
      return event
    },
  }
  const onLost = (error: unknown) => lost.push(error)
  const recorder = new Recorder({ plan, clock: { now: () => 42 }, writer, follow, onLost })
  return { written, lost, recorder }
}

describe('a recorder', () => {
  it('writes an event before it passes it on, with the expectations that the event settled', async () => {
    const seen: (readonly [string, number, readonly string[]])[] = []
    const { written, recorder } = setUp((event, settled) => seen.push([event.kind, written.length, settled]))
    recorder.record(ready('boot'))
    recorder.record({ kind: 'expectation-started', entry: 'process-1' })
    expect(seen).toEqual([
      ['node-ready', 1, []],
      ['expectation-started', 2, ['process-1']],
    ])
    expect(written.map(({ t }) => t)).toEqual([42, 42])
    await recorder.settled('process-1')
  })

  it('ignores events after the end of the run', () => {
    const { written, recorder } = setUp()
    recorder.record(finished)
    recorder.record(ready('boot'))
    expect(written.map(({ kind }) => kind)).toEqual(['run-ended'])
  })

  it('tells of the first event that it cannot write, and takes no event after it', () => {
    const seen: string[] = []
    const { lost, recorder } = setUp(({ kind }) => seen.push(kind), 1)
    recorder.record(ready('boot'))
    for (const body of [ready('boot', 2), finished]) recorder.record(body)
    expect(lost).toEqual([new Error('ENOSPC')])
    expect(seen).toEqual(['node-ready'])
  })

  it('counts matching events from the moment at which somebody asks', () => {
    const { recorder } = setUp()
    recorder.record(ready('boot'))
    const count = recorder.count(({ kind }) => kind === 'node-ready')
    expect(count()).toBe(0)
    recorder.record(ready('boot', 2))
    recorder.record({ kind: 'node-paused', node: 'boot' })
    expect(count()).toBe(1)
  })
})
