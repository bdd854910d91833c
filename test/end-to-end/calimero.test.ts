/**
 * Production's eight scenarios: with the recovery taken away, or the fault, the verdict must say what was lost and when.
 * With another recovery in place of production's own, it must say what differs.
 */
import { describe, expect, it } from 'vitest'
import { runToFailure, shipped } from '../support/run-topology.ts'

const closed = (at: string) =>
  new RegExp(
    `alice.* reservation on boot.*not within.*alice lost it \\(the connection to the relay closed\\) at ${at}`,
  )

const withoutRecovery: readonly (readonly [string, RegExp])[] = [
  ['s1-boot-node-restart', closed('1m 0\\.01s')],
  ['s2-sleep-and-wake', closed('21m')],
  ['s3-wifi-switch', closed('1m 5\\.1s')],
  ['s4-vpn-toggle', closed('1m 5\\.1s')],
  [
    's5-renewal-blip',
    /alice holds no reservation.*reservation failed with status RESOURCE_LIMIT_EXCEEDED\) at 55m 0\.04s/,
  ],
  ['s6-quota-exhausted', /alice holds no reservation.*it expired at boot at 1h 0\.\d+s/],
  ['s7-symmetric-nat', closed('1m 0\\.01s')],
  ['s8-app-nap', closed('11m')],
]

describe.concurrent('a client of production that does not listen again', () => {
  it.each(withoutRecovery)(
    'loses its reservation for good in %s; with pauses, dora does otherwise than production',
    async (name, reason) => {
      const { verdict } = await runToFailure(
        shipped(
          `calimero/${name}`,
          [/recovery: relisten/g, 'recovery: none'],
          [/recovery: calimero/g, 'recovery: relisten'],
        ),
      )
      expect(verdict.reason).toMatch(reason)
      expect(verdict.outcome).toBe('fail')
      const failed = verdict.expectations.filter(({ outcome }) => outcome === 'fail')
      expect(failed.map(({ description }) => description)).toContainEqual(expect.stringContaining('dora'))
    },
  )
})

/** Without the fault, bob keeps the reservation that libp2p as it comes never regains. */
const keptByBob = /bob.*it passes now, although marked as known/

const withoutFault: readonly (readonly [string, readonly [string, string], RegExp])[] = [
  [
    's1-boot-node-restart',
    ['fault: restart\n    node: boot\n    down: 20s', 'fault: restart\n    node: alice'],
    keptByBob,
  ],
  ['s2-sleep-and-wake', ['for: 20m', 'for: 2s'], keptByBob],
  [
    's3-wifi-switch',
    ['node: [alice, bob, dora]\n    behind: cafe', 'node: carol\n    behind: cafe'],
    /bob is not connected to boot.*bob is connected \(directly\) to boot/,
  ],
  [
    's4-vpn-toggle',
    ['node: [alice, bob, dora]\n    behind: vpn', 'node: carol\n    behind: vpn'],
    /reservation-lost of alice and bob.*seen 0 times/,
  ],
  ['s8-app-nap', ['for: 10m', 'for: 2s'], keptByBob],
]

describe.concurrent('without the faults, clients of production lose nothing', () => {
  it.each(withoutFault)('in %s', async (name, change, reason) => {
    const { verdict } = await runToFailure(shipped(`calimero/${name}`, change))
    expect(verdict.reason).toMatch(reason)
    expect(verdict.outcome).toBe('fail')
  })
})
