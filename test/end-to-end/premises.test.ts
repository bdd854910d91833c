import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/runner/plan/plan.ts'
import { runToEnd, shipped } from '../support/run-topology.ts'

interface Premise {
  readonly title: string
  readonly plan: () => Plan
  readonly outcome: 'fail' | 'unknown'
  readonly reason: RegExp
}

const virtually = { clock: 'virtual', fabric: 'virtual' } as const

/** Each shipped topology with its premise taken away: the verdict must notice, for the right reason. */
const premises: readonly Premise[] = [
  {
    title: 'hello fails when alice asks no relay',
    plan: () =>
      shipped(
        'hello',
        ['alice: { kind: peer, relays: boot, listen: false }', 'alice: { kind: peer }'],
        ['within: 20s', 'within: 4s'],
      ),
    outcome: 'fail',
    reason: /bob reaches alice.*not within 4s: bob could not reach alice: alice advertises no address/,
  },
  {
    title: 'relay-expiry-host fails when the reservation lasts',
    plan: () =>
      shipped(
        'relay-expiry-host',
        virtually,
        ['reservationDuration: 10s', 'reservationDuration: 10m'],
        ['within: 25s', 'within: 15s'],
      ),
    outcome: 'fail',
    reason: /relay-reservation of boot.*seen 0 times/,
  },
  {
    title: 'relay-expiry-host fails when the relay has forgotten alice and refuses her',
    plan: () =>
      shipped(
        'relay-expiry-host',
        virtually,
        [
          '  - after: { entry: expired, for: 10s }\n',
          '  - after: { entry: expired }\n    fault: refuse-reservations\n    relay: boot\n    peers: alice\n  - after: { entry: expired, for: 10s }\n',
        ],
        ['within: 25s\n  - expect: reachable', 'within: 25s\n  - expect: reachable'],
      ),
    outcome: 'fail',
    reason:
      /alice holds a reservation on boot.*alice lost it \(reservation failed with status RESERVATION_REFUSED\)/,
  },
  {
    title: 'relay-restart fails when the boot-node does not restart',
    plan: () => shipped('relay-restart', ['fault: restart\n    node: boot', 'fault: restart\n    node: bob']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'relay-quota fails when the relay has room for two',
    plan: () => shipped('relay-quota', ['maxReservations: 1', 'maxReservations: 2']),
    outcome: 'fail',
    reason: /second has been refused.*second holds a reservation on boot/,
  },
  {
    title: 'relay-pause fails when the relay freezes for a moment only',
    plan: () =>
      shipped('relay-pause', [
        'fault: pause\n    node: boot\n    for: 40s',
        'fault: pause\n    node: boot\n    for: 100ms',
      ]),
    outcome: 'fail',
    reason: /bob cannot reach alice.*bob reached alice relayed through boot/,
  },
  {
    title: 'relay-expiry fails when the relay refuses renewals',
    plan: () =>
      shipped('relay-expiry', [
        'timeline:\n',
        'timeline:\n  - { at: 30m, fault: refuse-reservations, relay: boot, peers: alice, which: renewals }\n',
      ]),
    outcome: 'fail',
    reason: /bob reaches alice, relayed.*it advertises no relayed address/,
  },
  {
    title: 'relay-forgets-renewal fails when no renewal is needed',
    plan: () => shipped('relay-forgets-renewal', ['reservationDuration: 1h', 'reservationDuration: 4h']),
    outcome: 'fail',
    reason: /reservation-made of alice.*seen 1 times/,
  },
  {
    title: 'relay-data-limit fails when a circuit may carry more',
    plan: () => shipped('relay-data-limit', ['maxCircuitBytes: 128KiB', 'maxCircuitBytes: 1MiB']),
    outcome: 'fail',
    reason: /256KiB from bob to alice, relayed are cut off.*262144 of 262144 bytes arrived/,
  },
  {
    title: 'relay-data-limit fails when a circuit may carry less',
    plan: () => shipped('relay-data-limit', ['maxCircuitBytes: 128KiB', 'maxCircuitBytes: 64KiB']),
    outcome: 'fail',
    reason: /96KiB from bob to alice, relayed arrive: not within 10s: \d+ of 98304 bytes arrived/,
  },
  {
    title: 'silent-relay fails when the line is not cut',
    plan: () => shipped('silent-relay', ['between: [boot, alice]', 'between: [boot, bob]']),
    outcome: 'fail',
    reason: /alice not connected to boot.*alice is connected \(directly\) to boot/,
  },
  {
    title: 'nat-kinds fails when no port is forwarded',
    plan: () => shipped('nat-kinds', [', ports: [{ external: 4001, to: forwarded, port: 4001 }]', '']),
    outcome: 'fail',
    reason: /to forwarded should be direct but is unreachable/,
  },
  {
    title: 'autonat fails when too few others can confirm an address',
    plan: () =>
      shipped('autonat', ['boot: { kind: boot-node, count: 9 }', 'boot: { kind: boot-node, count: 2 }']),
    outcome: 'fail',
    reason: /the NAT status of mistaken is private.*not within 5m/,
  },
  {
    title: 'dcutr-upgrade fails when neither side can be dialled',
    plan: () =>
      shipped('dcutr-upgrade', [
        'open: { kind: peer, connect',
        'open: { kind: peer, nat: symmetric, connect',
      ]),
    outcome: 'fail',
    reason: /the NAT status of open is public.*not within 30s/,
  },
]

describe.concurrent('a shipped topology without its premise', () => {
  it.each(premises)('$title', async ({ plan, outcome, reason }) => {
    const { verdict } = await runToEnd(plan())
    expect(verdict.reason).toMatch(reason)
    expect(verdict.outcome).toBe(outcome)
  })
})

describe('a fault that changed nothing', () => {
  it('makes the verdict unknown although every expectation holds', async () => {
    const plan = shipped('hello', ['timeline:\n', 'timeline:\n  - { at: 0s, fault: resume, node: boot }\n'])
    const { verdict } = await runToEnd(plan)
    expect(verdict.expectations.map(({ outcome }) => outcome)).toEqual(['pass'])
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(/changed nothing \(0 nodes resumed\)/)
  })
})
