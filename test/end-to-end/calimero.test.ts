/**
 * Production's eight scenarios: with the recovery taken away, or the fault, the verdict must say what was lost and when.
 * With another recovery in place of production's own, it must say what differs.
 */
import { describe, expect, it } from 'vitest'
import { runToEnd, runToFailure, shipped } from '../support/run-topology.ts'

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
  ['s7-symmetric-nat', closed('1m 0\\.01s')],
  ['s8-app-nap', closed('11m')],
]

describe.concurrent('a client of production that does not listen again', () => {
  it.each(withoutRecovery)('loses its reservation for good in %s', async (name, reason) => {
    const recovery = /recovery: relisten/g
    const { verdict } = await runToFailure(shipped(`calimero/${name}`, [recovery, 'recovery: none']))
    expect(verdict.reason).toMatch(reason)
    expect(verdict.outcome).toBe('fail')
  })
})

const atOnce = /dora holds a reservation on boot: not within 1ms/

/** The next describe has s6-quota-exhausted. */
const withPauses: readonly (readonly [string, RegExp])[] = [
  ['s1-boot-node-restart', /dave has no reservation on boot: not for 45s/],
  ['s2-sleep-and-wake', atOnce],
  ['s3-wifi-switch', atOnce],
  ['s4-vpn-toggle', atOnce],
  ['s5-renewal-blip', /recovery-attempt of dora is logged 1 to 2 times/],
  ['s7-symmetric-nat', /recovery-attempt of dora is logged exactly 2 times/],
  ['s8-app-nap', atOnce],
]

describe.concurrent("production's recovery is not that of a client that pauses", () => {
  it.each(withPauses)('in %s', async (name, reason) => {
    const recovery = /recovery: calimero/g
    const { verdict } = await runToFailure(shipped(`calimero/${name}`, [recovery, 'recovery: relisten']))
    expect(verdict.reason).toMatch(reason)
    expect(verdict.outcome).toBe('fail')
  })
})

describe.concurrent('other recoveries', () => {
  it('in s6-quota-exhausted: one client loses its reservation for good, the other asks too often', async () => {
    const { verdict } = await runToEnd(
      shipped(
        'calimero/s6-quota-exhausted',
        [/recovery: relisten/g, 'recovery: none'],
        [/recovery: calimero/g, 'recovery: relisten'],
      ),
    )
    const failures = verdict.expectations.filter(({ outcome }) => outcome === 'fail')
    const told = failures.map(({ description, reason }) => `${description}: ${reason}`).join('\n')
    expect(told).toMatch(/alice holds no reservation.*it expired at boot at 1h 0\.\d+s/)
    expect(told).toMatch(/recovery-attempt of dora is logged 1 to 2 times: .*seen (?:[3-9]|1\d) times/)
  })
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
    /reservation-lost of each of alice, bob and dora.*seen 0 times/,
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
