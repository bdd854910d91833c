import { describe, expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

const nodes = (latency: string) => `
name: reachability
links: [{ between: ["*", "*"], latency: ${latency} }]
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot }
  bob: { kind: peer, nat: symmetric, relays: boot }
  carol: { kind: peer, nat: symmetric }
timeline:
`

async function outcomesOf(latency: string, ...entries: readonly string[]) {
  const { verdict } = await runToEnd(
    planOf(nodes(latency) + entries.map((entry) => `  - { ${entry} }\n`).join('')),
  )
  return verdict.expectations.map(({ outcome }) => outcome)
}

describe('who reaches whom', () => {
  it('is not denied because a dial takes long on slow links', async () => {
    const outcomes = await outcomesOf(
      '60ms',
      'at: 20s, expect: reachable, from: bob, to: alice, path: relayed',
      'at: 30s, expect: unreachable, from: bob, to: alice, path: relayed, within: 1s',
      'at: 40s, expect: unreachable, from: bob, to: alice, within: 4s',
      'at: 50s, expect: matrix, table: { bob: { alice: unreachable } }, within: 2s',
    )
    expect(outcomes).toEqual(['pass', 'unknown', 'fail', 'unknown'])
  })

  it('is judged on links on which a dial takes longer than five seconds', async () => {
    const outcomes = await outcomesOf(
      '150ms',
      'at: 30s, expect: reachable, from: bob, to: alice, path: relayed',
      'at: 50s, expect: unreachable, from: bob, to: carol',
    )
    expect(outcomes).toEqual(['pass', 'pass'])
  })

  it('is judged for every pair in the usual time, though pairs take turns', async () => {
    const table = '{ alice: { bob: relayed, carol: unreachable }, bob: { alice: relayed } }'
    expect(await outcomesOf('10ms', `at: 30s, expect: matrix, table: ${table}`)).toEqual(['pass'])
  })

  it('has failed when it takes longer than the time there is', async () => {
    const late = 'at: 30s, expect: reachable, from: bob, to: alice, path: relayed, within: 200ms'
    expect(await outcomesOf('10ms', late)).toEqual(['fail'])
  })

  it('has not stayed so when it is lost just before the end', async () => {
    const outcomes = await outcomesOf(
      '10ms',
      'at: 20s, expect: reachable, from: alice, to: boot, for: 4s, every: 500ms',
      'at: 20700ms, fault: cut, between: [alice, boot], for: 20s',
    )
    expect(outcomes).toEqual(['fail'])
  })

  it('is not watched longer than its time, even with a long `every`', async () => {
    const entry = 'at: 20s, expect: reachable, from: alice, to: boot, for: 4s, every: 3s'
    const { verdict } = await runToEnd(planOf(`${nodes('10ms')}  - { ${entry} }\n`))
    expect(verdict.expectations).toMatchObject([{ outcome: 'pass', started: 20_000, settledAt: 24_000 }])
  })
})
