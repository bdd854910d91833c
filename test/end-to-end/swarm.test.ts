/** Topologies with shares of NATs, classes of links, and churn. */
import { expect, it } from 'vitest'
import { swarmTemplate } from '../../src/runner/language/topology/swarm-template.ts'
import { planOf, runToEnd, shipped } from '../support/run-topology.ts'

it('a new swarm passes at once', async () => {
  const { verdict } = await runToEnd(planOf(swarmTemplate('mine', './topology.schema.json')))
  expect(verdict.reason).toBe('2 of 2 expectations hold')
})

it('the large swarm passes with 300 nodes', async () => {
  const plan = shipped(
    'large/swarm',
    ['count: 1000', 'count: 275'],
    ['for: 8m', 'for: 30s'],
    ['for: 8m', 'for: 30s'],
    ['every: 30s', 'every: 10s'],
    ['at: 9m', 'at: 95s'],
    ['mean: 20m', 'mean: 5m'],
    ['mean: 1m', 'mean: 10s'],
  )
  expect(plan.nodes).toHaveLength(300)
  expect(plan.timeline.length).toBeGreaterThan(50)
  const { verdict } = await runToEnd(plan)
  expect(verdict.reason).toBe('4 of 4 expectations hold')
  expect(verdict.outcome).toBe('pass')
}, 600_000)
