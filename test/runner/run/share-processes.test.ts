import { describe, expect, test } from 'vitest'
import { tellProcesses } from '../../../src/runner/run/share-processes.ts'
import { planOf as planOfText } from '../../support/run-topology.ts'

function planOf(nodes: number, header = '') {
  return planOfText(`
name: many
${header}
nodes:
  boot: { kind: boot-node }
  peer: { kind: peer, relays: boot, count: ${nodes - 2} }
  noisy: { kind: peer, relays: boot, debug: ["libp2p:*"] }
timeline: []
`)
}

describe('a run with many nodes', () => {
  test('says that they share processes', () => {
    const told = '3 nodes share 2 processes, and 1 have one of their own'
    expect(tellProcesses(planOf(4), 2)).toBe(told)
    expect(tellProcesses(planOf(4, 'processes: 2'), undefined)).toBe(told)
  })
})
