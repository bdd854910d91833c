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

function setUp(follow: RecorderOptions['follow'] = () => {}) {
  const written: TopoEvent[] = []
  const writer: RecorderOptions['writer'] = {
    append: (t, body) => {
      const event = { v: eventVersion, n: written.length + 1, t, ...body, wall: { time: '' } } as const
      written.push(event)
      return event
    },
  }
  return { written, recorder: new Recorder({ plan, clock: { now: () => 42 }, writer, follow }) }
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
