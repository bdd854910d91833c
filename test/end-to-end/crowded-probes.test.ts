/** Probes of several entries at one instant do not starve each other. */
import { describe, expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

const nodes = `
  boot: { kind: boot-node, profile: calimero-boot-node }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot }
  bob: { kind: peer, count: 6, nat: port-restricted-cone, relays: boot }
`

function crowd(name: string, entries: readonly string[], links = '') {
  const timeline = entries.map((entry) => `  - { at: 20s, within: 20s, ${entry} }`).join('\n')
  return planOf(`name: ${name}\n${links}nodes:${nodes}timeline:\n${timeline}\n`)
}

const each = (text: string) => [1, 2, 3, 4, 5, 6].map((one) => text.replaceAll('%', String(one)))
const fast = 'links: [{ between: ["*", "*"], latency: 1ms }]\n'

describe.concurrent('entries of one instant all pass', () => {
  it.each([
    [
      'that ask six peers for one target',
      crowd('same-target', each('expect: reachable, from: bob-%, to: alice')),
    ],
    ['that ask for one pair', crowd('same-pair', each('expect: reachable, from: bob-1, to: alice'))],
    ['that ask for one source', crowd('same-source', each('expect: reachable, from: alice, to: bob-%'))],
    [
      'on links so fast that libp2p would refuse',
      crowd('fast', each('expect: reachable, from: bob-%, to: alice'), fast),
    ],
    [
      'of all kinds that dial',
      crowd('kinds', [
        'expect: transfer, from: bob-1, to: alice, bytes: 1KiB',
        'expect: reachable, from: bob-2, to: alice',
        'expect: matrix, table: { bob-1: { alice: relayed }, alice: { bob-1: relayed } }',
        'expect: unreachable, from: bob-1, to: alice, path: direct',
        'expect: transfer, from: alice, to: bob-1, bytes: 1KiB',
      ]),
    ],
  ])('%s', async (_title, plan) => {
    const { verdict } = await runToEnd(plan)
    expect(verdict.expectations.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual(
      plan.timeline.map(() => expect.stringMatching(/^pass: /)),
    )
  })
})

it('a dial that never has its turn is unknown, not a failure', async () => {
  const entries = each('expect: reachable, from: bob-%, to: alice').map((entry) => `${entry}`)
  const plan = planOf(
    `name: late\nnodes:${nodes}timeline:\n${entries.map((entry) => `  - { at: 20s, within: 1s, ${entry} }`).join('\n')}\n`,
  )
  const { verdict } = await runToEnd(plan)
  const outcomes = verdict.expectations.map(({ outcome }) => outcome)
  expect(outcomes.filter((outcome) => outcome === 'pass').length).toBeGreaterThan(0)
  expect(outcomes.filter((outcome) => outcome === 'unknown').length).toBeGreaterThan(0)
  expect(outcomes).not.toContain('fail')
})
