import { describe, expect, it } from 'vitest'
import { libp2pOptions } from '../../../../src/runner/language/values/libp2p-options.ts'
import { planOf } from '../../../support/run-topology.ts'

describe('libp2pOptions', () => {
  it('hold durations as the milliseconds that libp2p wants, and nothing that was not given', () => {
    const given = {
      connectionManager: { dialTimeout: '5s', maxConnections: 50, deny: ['/ip4/31.45.0.11'] },
      connectionMonitor: {
        pingInterval: '15s',
        pingTimeout: { minTimeout: '20s', timeoutMultiplier: 1.5 },
        abortConnectionOnPingFailure: false,
      },
    }
    expect(libp2pOptions.parse(given)).toStrictEqual({
      connectionManager: { dialTimeout: 5000, maxConnections: 50, deny: ['/ip4/31.45.0.11'] },
      connectionMonitor: {
        pingInterval: 15_000,
        pingTimeout: { minTimeout: 20_000, timeoutMultiplier: 1.5 },
        abortConnectionOnPingFailure: false,
      },
    })
  })

  it.each([
    { connectionManager: { dialTimeout: 5000 } },
    { connectionManager: { addressSorter: 'none' } },
    { connectionGater: {} },
    { transportManager: { faultTolerance: 1 } },
  ])('do not take %j', (given) => {
    expect(libp2pOptions.safeParse(given).success).toBe(false)
  })

  it('are empty in the plan of a node that has none', () => {
    const plan = planOf(
      'name: plain\nnodes: { boot: { kind: boot-node }, alice: { kind: peer } }\ntimeline: []\n',
    )
    expect(plan.nodes.map((node) => 'libp2pOptions' in node && node.libp2pOptions)).toEqual([{}, {}])
  })
})
