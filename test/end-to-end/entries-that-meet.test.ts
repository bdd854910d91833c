/** Two faults of one node at one instant. */
import { describe, expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

const run = (before: string, ...faults: readonly string[]) =>
  runToEnd(
    planOf(`
name: meet
nodes:
  boot: { kind: boot-node }
  bob: { kind: peer }
timeline:
${before}
${faults.map((fault) => `  - { at: 10s, node: bob, ${fault} }`).join('\n')}
  - { at: 20s, expect: process, node: bob, state: running, within: 5s }
`),
  )

describe.concurrent('faults of one node at one instant', () => {
  it('are played in the order of the file: a start, then a restart', async () => {
    const down = '  - { at: 5s, fault: kill, node: bob }'
    const { verdict } = await run(down, 'fault: start', 'fault: restart, down: 1s')
    expect(verdict.reason).toBe('1 of 1 expectation holds')
    expect(verdict.faults.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied'])
  })

  it('that leave nothing to do name each other', async () => {
    const { verdict } = await run('', 'id: one, fault: restart', 'id: two, fault: start')
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(
      /^two: the fault changed nothing .* At the same instant one acts on the same node/,
    )
  })

  it('never blame the node', async () => {
    const kinds = ['start', 'stop', 'kill', 'restart']
    for (const first of kinds)
      for (const second of kinds) {
        const { verdict, events } = await run(
          '',
          `fault: ${first}, harmless: true`,
          `fault: ${second}, harmless: true`,
        )
        expect(`${first} ${second} ${verdict.reason}`).not.toMatch(/failed: |ended by itself/)
        expect(events.filter(({ kind }) => kind === 'node-failed')).toEqual([])
      }
  })
})
