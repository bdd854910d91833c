import { expect, it } from 'vitest'
import { prepareNodes, startNodes } from '../../../src/runner/run/start-nodes.ts'
import { NodeStartError } from '../../../src/runner/simulation/node-handle.ts'
import { bootNode, buildPlan, peer } from '../../fixtures/plan-builder.ts'
import { TestStage } from '../../fixtures/test-stage.ts'

const waiting = { ...peer('carol'), startAt: null }
const plan = buildPlan('x', [bootNode('boot'), peer('alice'), waiting], [])

it('nodes start at their times, except those that wait for a fault', async () => {
  using test = new TestStage(plan)
  await startNodes({ plan, nodes: test, clock: test.clock, end: test.end })
  expect(test.story()).toEqual(['100 node-ready alice'])
  expect(test.events.filter(({ kind }) => kind === 'node-ready')).toHaveLength(5)
  expect(test.end.signal.aborted).toBe(false)
})

it('a node that does not start ends the run, and later nodes do not start', async () => {
  using test = new TestStage(plan)
  test.node('boot').onChange = async () => {
    throw new NodeStartError('boot did not start: its port is taken', [])
  }
  await startNodes({ plan, nodes: test, clock: test.clock, end: test.end })
  expect(test.story()).toEqual([])
  expect(test.end.conclude({ cause: 'finished', reason: '' })).toEqual({
    cause: 'failed',
    reason: 'boot did not start: its port is taken',
  })
})

it('processes are prepared for the times of their nodes, until the run ends', async () => {
  const prepared: (readonly [string, number])[] = []
  const interrupt = new AbortController()
  const process = (name: string) => ({
    prepare: async (time: number) => {
      prepared.push([name, time])
      if (name === 'alice') interrupt.abort()
    },
  })
  const nodes = ['boot', 'alice', 'bob', 'dave', 'eve', 'frank'].map((name, index) => ({
    name,
    startAt: name === 'boot' ? null : index * 100,
  }))
  await prepareNodes({ plan: { nodes }, nodes: { process }, signal: interrupt.signal })
  expect(prepared).toEqual([['alice', 100]])
})
