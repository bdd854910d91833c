import { describe, expect, it } from 'vitest'
import { Layers } from '../../../../src/base/layers.ts'
import type { FaultContext } from '../../../../src/runner/language/faults/fault.ts'
import { type FaultPlan, faultOf } from '../../../../src/runner/language/faults/registry.ts'
import type { NodeHandle, NodeStatus } from '../../../../src/runner/simulation/node-handle.ts'

/** A node that only changes its status, and faults of it as a run plays them. */
class Sleeper {
  status: NodeStatus = 'running'

  readonly #handle = this.#asHandle()
  readonly #layers = new Layers()

  async play(kind: 'pause' | 'resume' | 'kill' | 'stop' | 'start') {
    const node = () => this.#handle
    const context = { node, layers: this.#layers } as unknown as FaultContext
    const fault: FaultPlan = { kind, params: { node: ['alice'] } }
    const { changes, undo } = await faultOf(kind).apply(context, fault.params)
    return { count: changes[0]?.count, end: async () => (await undo?.())?.[0]?.count }
  }

  #asHandle(): NodeHandle {
    const to = (status: NodeStatus) => () => {
      this.status = status
    }
    const handle = {
      whenStarted: async () => {},
      pause: to('paused'),
      resume: to('running'),
      kill: async () => to('down')(),
      stop: async () => to('down')(),
      start: async () => to('running')(),
    }
    Object.defineProperty(handle, 'status', { get: () => this.status })
    return handle as unknown as NodeHandle
  }
}

describe('pauses of one node that overlap', () => {
  it('wake it when the last of them ends', async () => {
    const alice = new Sleeper()
    const first = await alice.play('pause')
    const second = await alice.play('pause')
    expect([first.count, second.count]).toEqual([1, 0])
    expect(await first.end()).toBe(0)
    expect(alice.status).toBe('paused')
    expect(await second.end()).toBe(1)
    expect(alice.status).toBe('running')
  })

  it('wake it no sooner when one lies inside the other', async () => {
    const alice = new Sleeper()
    const outer = await alice.play('pause')
    const inner = await alice.play('pause')
    expect(await inner.end()).toBe(0)
    expect(alice.status).toBe('paused')
    expect(await outer.end()).toBe(1)
  })

  it('all end with a resume, and do not end a pause after it', async () => {
    const alice = new Sleeper()
    const before = [await alice.play('pause'), await alice.play('pause')]
    expect((await alice.play('resume')).count).toBe(1)
    expect(alice.status).toBe('running')
    const after = await alice.play('pause')
    for (const { end } of before) expect(await end()).toBe(0)
    expect(alice.status).toBe('paused')
    expect(await after.end()).toBe(1)
  })

  it.each(['kill', 'stop'] as const)('all end when a %s ends the node', async (how) => {
    const alice = new Sleeper()
    const before = [await alice.play('pause'), await alice.play('pause')]
    expect((await alice.play('start')).count).toBe(0)
    expect((await alice.play(how)).count).toBe(1)
    expect((await alice.play('start')).count).toBe(1)
    const after = await alice.play('pause')
    for (const { end } of before) expect(await end()).toBe(0)
    expect(alice.status).toBe('paused')
    expect(await after.end()).toBe(1)
  })
})
