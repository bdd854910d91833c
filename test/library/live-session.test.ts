import { describe, expect, it } from 'vitest'
import { LiveSession } from '../../src/library/live-session.ts'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { Releases } from '../../src/runner/releases/releases.ts'
import { TestStage } from '../fixtures/test-stage.ts'
import { planOf } from '../support/run-topology.ts'

const topology = { name: 'x', nodes: { alice: { kind: 'peer' }, bob: { kind: 'peer' } } }
const plan: Plan = planOf(JSON.stringify({ ...topology, timeline: [] }))

/** A session whose nodes are up; its run goes on beside the test. */
async function open() {
  const source = { file: 'x.yaml', text: '' }
  const session = new LiveSession({ source, topology, plan, releases: new Releases() })
  const test = new TestStage(plan, (event) => session.events.push(event))
  const run = session.play(test.stage)
  run.catch(() => {})
  await session.started()
  return {
    test,
    session,
    run,
    [Symbol.dispose]: () => {
      session.end()
      test[Symbol.dispose]()
    },
  }
}

const isRunning = (node: string) => ({ expect: 'process', node, state: 'running', within: '5s' }) as const

describe('a live session', () => {
  it('keeps time still between commands, and at the start of a millisecond after each', async () => {
    using live = await open()
    const { session, test } = live
    expect(test.clock.now()).toBe(1)
    await session.advance(5000)
    expect(test.clock.now()).toBe(5001)
    await session.expect(isRunning('alice'))
    expect(test.clock.now()).toBe(5002)
  })

  it('returns the verdict of an expectation as soon as it is settled', async () => {
    using live = await open()
    const verdict = await live.session.expect(isRunning('alice'))
    expect(verdict).toMatchObject({ outcome: 'pass' })
    await live.session.fault({ fault: 'kill', node: 'alice' })
    expect(await live.session.expect(isRunning('alice'))).toMatchObject({ outcome: 'fail' })
    expect(live.test.clock.now()).toBeGreaterThan(5000)
  })

  it('writes every command into the topology that does the same again', async () => {
    using live = await open()
    const { session } = live
    const pause = await session.fault({ fault: 'pause', node: 'bob' })
    await session.advance(3000)
    await pause.undo()
    await session.expect(isRunning('bob'))
    const { timeline } = planOf(session.text())
    expect(timeline).toMatchObject([
      { type: 'fault', start: { kind: 'at', time: 1 }, for: 3001 },
      { type: 'expectation', start: { kind: 'at' } },
    ])
    expect(await session.playedPlan()).toMatchObject({ name: 'x' })
  })

  it('takes commands that are given at once in their order', async () => {
    using live = await open()
    const { session } = live
    await Promise.all([
      session.fault({ fault: 'kill', node: 'alice' }),
      session.fault({ fault: 'kill', node: 'bob' }),
    ])
    expect(session.plan.timeline.map(({ id }) => id)).toHaveLength(2)
    const applied = live.test.story().filter((line) => line.includes('fault-applied'))
    expect(applied.map((line) => line.split(' ')[0])).toEqual(['1', '1'])
  })

  it('refuses a wrong command, and no time passes', async () => {
    using live = await open()
    const { session, test } = live
    await expect(session.fault({ fault: 'kill', node: 'carol' })).rejects.toThrow('net.fault(…) is wrong')
    const placed = { fault: 'kill', node: 'bob', at: '3s' } as const
    await expect(session.fault(placed)).rejects.toThrow(
      "net.fault happens now: remove `at`, and `await net.advance('10s')` before it",
    )
    const never = { ...isRunning('bob'), within: undefined, never: true }
    expect(() => session.expect(never as never)).toThrow('`never` lasts until the end of the run')
    expect(test.clock.now()).toBe(1)
  })

  it('ends with its faults undone, and takes no command afterwards', async () => {
    using live = await open()
    const { session, test, run } = live
    await session.fault({ fault: 'pause', node: 'bob' })
    session.end()
    await run
    expect(test.node('bob').status).toBe('running')
    await expect(session.advance(1000)).rejects.toThrow('the run is over: it was ended')
  })

  it('fails with the run', async () => {
    using live = await open()
    live.test.interrupt.abort(new Error('Ctrl-C'))
    await expect(live.run).rejects.toThrow('Ctrl-C')
    await expect(live.session.advance(1000)).rejects.toThrow('the run is over: Ctrl-C')
  })
})
