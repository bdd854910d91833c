import { describe, expect, it } from 'vitest'
import { FaultPlayer } from '../../../../src/runner/run/timeline/play-fault.ts'
import { buildPlan, fault, peer } from '../../../fixtures/plan-builder.ts'
import { TestStage } from '../../../fixtures/test-stage.ts'

const pause = (time: number | null) =>
  fault('pause-1', { kind: 'pause', params: { node: ['alice'] } }, { for: time })
const kill = fault('kill-1', { kind: 'kill', params: { node: ['alice'] } })
const plan = buildPlan('x', [peer('alice')], [pause(null)])

describe('a fault', () => {
  it('with `for` is undone after that time', async () => {
    using test = new TestStage(plan)
    const player = new FaultPlayer(test.stage, pause(2000))
    await player.play()
    expect(player.lasts).toBe(false)
    expect(test.story()).toEqual([
      '0 fault-started pause-1',
      '0 node-paused alice',
      '0 fault-applied pause-1',
      '2000 node-resumed alice',
      '2000 fault-reverted pause-1',
    ])
  })

  it('without `for` lasts until somebody undoes it, and is undone once', async () => {
    using test = new TestStage(plan)
    const player = new FaultPlayer(test.stage, pause(null))
    await player.play()
    expect(player.lasts).toBe(true)
    await Promise.all([player.undo(), player.undo()])
    expect(test.story().slice(3)).toEqual(['0 node-resumed alice', '0 fault-reverted pause-1'])
  })

  it('that cannot be undone does not last', async () => {
    using test = new TestStage(plan)
    const player = new FaultPlayer(test.stage, kill)
    expect(await player.apply()).toBeNull()
    expect(player.lasts).toBe(false)
    await player.undo()
    expect(test.story()).toEqual(['0 fault-started kill-1', '0 node-exited alice', '0 fault-applied kill-1'])
  })

  it('that fails returns and records the reason', async () => {
    using test = new TestStage(plan)
    test.node('alice').onChange = async () => {
      throw new Error('no such process')
    }
    expect(await new FaultPlayer(test.stage, kill).apply()).toBe('no such process')
    expect(test.events.at(-1)).toMatchObject({ kind: 'fault-failed', reason: 'no such process' })
  })

  it('that the end of the run interrupts does not count as failed', async () => {
    using test = new TestStage(plan)
    test.node('alice').onChange = async () => {
      test.interrupt.abort(new Error('Ctrl-C'))
      throw new Error('the node was abandoned')
    }
    await expect(new FaultPlayer(test.stage, kill).apply()).rejects.toThrow('Ctrl-C')
    expect(test.story()).toEqual(['0 fault-started kill-1'])
  })
})
