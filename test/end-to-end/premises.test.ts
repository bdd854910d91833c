import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { example, runToEnd, runToFailure, shipped } from '../support/run-topology.ts'

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
    reason: /alice holds a reservation on boot.*boot refused it with RESERVATION_REFUSED/,
  },
  {
    title: 'rolling-upgrade fails when alice does not ask the upgraded relay',
    plan: () =>
      shipped('rolling-upgrade', [
        'id: alice-again, at: 30s, fault: restart, node: alice',
        'id: alice-again, at: 30s, fault: restart, node: bob',
      ]),
    outcome: 'fail',
    reason: /bob reaches alice, relayed through boot: not within 10s/,
  },
  {
    title: 'rolling-upgrade fails when alice stays with the old release',
    plan: () =>
      shipped('rolling-upgrade', [
        'at: 60s, fault: restart, node: alice, down: 1s, libp2p: current',
        'at: 60s, fault: restart, node: alice, down: 1s',
      ]),
    outcome: 'fail',
    reason: /alice.*relayed.*not within.*alice advertises no/,
  },
  {
    title: 'relay-restart fails when the boot-node does not restart',
    plan: () => shipped('relay-restart', ['fault: restart\n    node: boot', 'fault: restart\n    node: bob']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'relay-failover fails when the peer does not ask again',
    plan: () =>
      shipped(
        'relay-failover',
        ['recovery: relisten }', 'recovery: none }'],
        ['discoverRelays: 1', 'relays: relay-1'],
      ),
    outcome: 'fail',
    reason: /alice is connected to the relay of alice.*alice holds no reservation/,
  },
  {
    title: 'peers-of-many-kinds fails when the peer forgets',
    plan: () => shipped('peers-of-many-kinds', ['remembers: true', 'remembers: false']),
    outcome: 'fail',
    reason: /bob is connected to alice, relayed through carol/,
  },
  {
    title: 'peers-of-many-kinds fails when alice has no TLS',
    plan: () =>
      shipped('peers-of-many-kinds', [
        'encryption: [noise, tls]\n    appendAnnounce',
        'encryption: noise\n    appendAnnounce',
      ]),
    outcome: 'fail',
    reason: /page reaches alice, relayed through carol/,
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
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
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
    title: 'relay-search-never-resumes fails when alice dials her relays again',
    plan: () => shipped('upstream/relay-search-never-resumes', ['{ to: relay-*, once: true }', 'relay-*']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice advertises .*p2p-circuit/,
  },
  {
    title: 'relay-drop fails when the relay forgets another reservation',
    plan: () => shipped('relay-drop', ['peers: alice', 'peers: bob']),
    outcome: 'fail',
    reason: /alice to bob should be relayed but is unreachable.*NO_RESERVATION/,
  },
  {
    title: 'relay-limits fails when the relay keeps its room',
    plan: () => shipped('relay-limits', ['maxReservations: 2\n', 'maxReservations: 3\n']),
    outcome: 'fail',
    reason: /late has been refused.*late holds a reservation on boot/,
  },
  {
    title: 'relay-data-limit fails when a circuit may carry more',
    plan: () => shipped('relay-data-limit', ['maxCircuitBytes: 128KiB', 'maxCircuitBytes: 1MiB']),
    outcome: 'fail',
    reason: /256KiB from bob to alice, relayed, are cut off.*262144 of 262144 bytes arrived/,
  },
  {
    title: 'relay-data-limit fails when a circuit may carry less',
    plan: () => shipped('relay-data-limit', ['maxCircuitBytes: 128KiB', 'maxCircuitBytes: 64KiB']),
    outcome: 'fail',
    reason: /96KiB from bob to alice, relayed, arrive: not within 10s: \d+ of 98304 bytes arrived/,
  },
  {
    title:
      'clock-skew fails when the clock is behind by less than the five minutes that a renewal comes early',
    plan: () => shipped('clock-skew', ['node: behind, by: -7m', 'node: behind, by: -4m']),
    outcome: 'fail',
    reason: /exact to behind should be unreachable but is relayed/,
  },
  {
    title: 'silent-relay fails when the line is not cut',
    plan: () => shipped('silent-relay', ['between: [boot, alice]', 'between: [boot, bob]']),
    outcome: 'fail',
    reason: /alice is not connected to boot.*alice is connected \(directly\) to boot/,
  },
  {
    title: 'rendezvous fails when the peers are in different namespaces',
    plan: () =>
      shipped('rendezvous', [
        'nat: symmetric\n    relays: relay\n    rendezvous: { at: point, namespace: chat',
        'nat: symmetric\n    relays: relay\n    rendezvous: { at: point, namespace: games',
      ]),
    outcome: 'fail',
    reason: /bob is not registered in chat at point: bob has not asked point/,
  },
  {
    title: 'rendezvous fails when the point does not restart',
    plan: () =>
      shipped('rendezvous', ['fault: restart\n    node: point', 'fault: restart\n    node: latecomer']),
    outcome: 'fail',
    reason: /rendezvous-registration of point.*seen 2 times/,
  },
  {
    title: 'nat-kinds fails when no port is forwarded',
    plan: () => shipped('nat-kinds', [', ports: [{ external: 4001, to: forwarded, port: 4001 }]', '']),
    outcome: 'fail',
    reason: /to forwarded should be direct but is unreachable/,
  },
  {
    title: 'autonat fails when too few others can confirm an address',
    plan: () => shipped('autonat', ['count: 9', 'count: 2']),
    outcome: 'fail',
    reason: /the NAT status of mistaken is private.*not within 5m/,
  },
  {
    title: 'port-mapping fails when the router tells that the lease has ended',
    plan: () => shipped('port-mapping', ['told: false', 'told: true']),
    outcome: 'fail',
    reason: /alice advertises an address, direct.*alice advertises no direct address/,
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
  {
    title: 'upstream/autonat-v1-hangs-up fails when both speak AutoNAT v2',
    plan: () =>
      shipped('upstream/autonat-v1-hangs-up', ['autonat: v1', 'autonat: v2'], ['autonat: v1', 'autonat: v2']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'upstream/circuit-ends-after-two-minutes fails when the relay grants ten',
    plan: () =>
      shipped('upstream/circuit-ends-after-two-minutes', [
        'boot: { kind: boot-node',
        'boot: { kind: boot-node, relay: { maxCircuitDuration: 10m }',
      ]),
    outcome: 'fail',
    reason: /bob is not connected to alice.*bob is connected \(relayed through boot\) to alice/,
  },
  {
    title: 'upstream/first-refresh fails when the relay refuses the renewal',
    plan: () =>
      shipped('upstream/first-refresh', [
        'timeline:\n',
        'timeline:\n  - { at: 54m, fault: refuse-reservations, relay: boot, which: renewals }\n',
      ]),
    outcome: 'fail',
    reason: /alice holds a reservation on boot, renewed exactly 1 time.*RESERVATION_REFUSED/,
  },
  {
    title: 'upstream/clock-set-back fails when the clock is put forward',
    plan: () => shipped('upstream/clock-set-back', ['by: -1h', 'by: 1h']),
    outcome: 'fail',
    reason: /alice holds a reservation on boot.*it passes now, although marked as known/,
  },
  {
    title: 'upstream/hole-punching-over-tcp fails when the router of one forwards a port',
    plan: () =>
      shipped(
        'upstream/hole-punching-over-tcp',
        ['nodes:\n', 'routers: { home: { nat: full-cone, ports: [{ external: 4001, to: bob }] } }\nnodes:\n'],
        ['bob: { kind: peer, nat: full-cone', 'bob: { kind: peer, behind: home'],
      ),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*a direct connection to alice, .* after a relayed one/,
  },
  {
    title: 'upstream/office-starts-at-nine fails when the relay goes on before anybody knocks',
    plan: () => shipped('upstream/office-starts-at-nine', ['for: 4s', 'for: 100ms']),
    outcome: 'fail',
    reason: /reservation-made is logged exactly 5 times.*seen 8 times/,
  },
  {
    title: 'upstream/one-late-ping fails when the line is back before the next ping',
    plan: () => shipped('upstream/one-late-ping', ['for: 15s', 'for: 2s']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'upstream/pings-use-up-circuit fails when a circuit may carry more',
    plan: () =>
      shipped('upstream/pings-use-up-circuit', [
        'maxCircuitDuration: 1h',
        'maxCircuitDuration: 1h, maxCircuitBytes: 256KiB',
      ]),
    outcome: 'fail',
    reason: /relay-circuit of boot.*at least 1 time.*seen 0 times/,
  },
  {
    title: 'upstream/public-but-unconfirmed fails when somebody answers AutoNAT',
    plan: () =>
      shipped(
        'upstream/public-but-unconfirmed',
        ['    autonat: false\n', ''],
        ['      autonat: it is about a network without AutoNAT servers\n', ''],
      ),
    outcome: 'fail',
    reason: /server advertises no address.*server advertises \/ip4/,
  },
  {
    title: 'upstream/refused-at-start fails when alice starts after there is room again',
    plan: () =>
      shipped(
        'upstream/refused-at-start',
        ['for: 10s', 'for: 10ms'],
        ['fault: refuse', 'harmless: true\n    fault: refuse'],
      ),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'upstream/relay-down-at-start fails when the relay is up',
    plan: () =>
      shipped(
        'upstream/relay-down-at-start',
        ['boot: { kind: boot-node, start: manual', 'boot: { kind: boot-node'],
        ['fault: start', 'fault: restart'],
      ),
    outcome: 'fail',
    reason: /reservation-failed of alice.*seen 0 times/,
  },
  {
    title: 'upstream/relay-forgets-renewal fails when no renewal is needed',
    plan: () =>
      shipped('upstream/relay-forgets-renewal', ['reservationDuration: 7m', 'reservationDuration: 1h']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*bob reached alice relayed through boot/,
  },
  {
    title: 'upstream/relay-full-of-the-gone fails when the relay has room for three',
    plan: () => shipped('upstream/relay-full-of-the-gone', ['maxReservations: 2', 'maxReservations: 3']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'upstream/relay-lost-for-good fails when alice asks again',
    plan: () =>
      shipped('upstream/relay-lost-for-good', [
        '  - after: { entry: connected }\n',
        '  - { after: { entry: connected }, fault: restart, node: alice }\n  - after: 0s\n',
      ]),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
  {
    title: 'examples/chat fails when a history goes back a minute only',
    plan: () =>
      example('chat', {
        'history.ts': [
          'this.#messages.values()]',
          'this.#messages.values()].filter(({ at }) => Date.now() - at < 60_000)',
        ],
      }),
    outcome: 'fail',
    reason: /bob.*while nobody relays.*not within 2m/,
  },
  {
    title: 'examples/chat fails when nobody asks a relay again that was lost',
    plan: () =>
      example('chat', {
        'chat.ts': [
          "...context.listen, '/p2p-circuit']",
          "...context.listen, ...context.relays.map((relay) => relay + '/p2p-circuit')]",
        ],
      }),
    outcome: 'fail',
    reason: /hold a reservation on boot.*not within 5m/,
  },
  {
    title: 'examples/chat fails when the boot-node comes back at once',
    plan: () => example('chat', { 'chat.yaml': ['down: 2m', 'down: 2s'] }),
    outcome: 'fail',
    reason: /bob cannot reach alice: not within 10s: bob reached alice relayed through boot/,
  },
  {
    title: 'upstream/dead-address-first fails when bob can send to neither relay',
    plan: () =>
      shipped('upstream/dead-address-first', ['between: [bob, west]', 'between: [bob, [east, west]]']),
    outcome: 'fail',
    reason: /bob is connected to alice, relayed through east.*bob has no connection to alice/,
  },
  {
    title: 'upstream/forgets-itself fails when the one who comes late looks for no relay',
    plan: () =>
      shipped('upstream/forgets-itself', [
        'late: { kind: peer, nat: symmetric, connect: boot, discoverRelays: 1,',
        'late: { kind: peer, nat: symmetric, connect: boot,',
      ]),
    outcome: 'fail',
    reason: /late holds a reservation on boot.*late has not asked boot/,
  },
  {
    title: 'upstream/forgotten-by-the-keep-alive fails when the relay refuses everybody afterwards',
    plan: () =>
      shipped('upstream/forgotten-by-the-keep-alive', [
        '  - { at: 1m, fault: restart',
        '  - { at: 50s, fault: refuse-reservations, relay: boot }\n  - { at: 1m, fault: restart',
      ]),
    outcome: 'fail',
    reason: /alice holds a reservation on boot: not within 3m/,
  },
  {
    title: 'upstream/monitor-aborts-although-told-not-to fails when it is told to',
    plan: () =>
      shipped(
        'upstream/monitor-aborts-although-told-not-to',
        ['abortConnectionOnPingFailure: false', 'abortConnectionOnPingFailure: true'],
        ['abortConnectionOnPingFailure: false', 'abortConnectionOnPingFailure: true'],
      ),
    outcome: 'fail',
    reason: /alice is connected to boot: not for 2m.*alice has no connection to boot/,
  },
  {
    title: 'upstream/no-address-after-relay-found fails when the relay refuses',
    plan: () =>
      shipped('upstream/no-address-after-relay-found', [
        'timeline:\n',
        'timeline:\n  - { at: 0s, fault: refuse-reservations, relay: boot }\n',
      ]),
    outcome: 'fail',
    reason: /alice holds a reservation on boot.*boot refused it/,
  },
  {
    title: 'upstream/dead-connection-looks-open fails when the router does not forget',
    plan: () =>
      shipped('upstream/dead-connection-looks-open', [
        'fault: flush-nat\n    router: light-router',
        'fault: link\n    between: [light, service]\n    latency: 20ms',
      ]),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*light answers service over the open connection/,
  },
  {
    title: 'upstream/renewed-too-late fails when the relay grants two minutes',
    plan: () => shipped('upstream/renewed-too-late', ['reservationDuration: 20s', 'reservationDuration: 2m']),
    outcome: 'fail',
    reason: /it passes now, although marked as known.*alice holds a reservation on boot/,
  },
]

describe.concurrent('a shipped topology without its premise', () => {
  it.each(premises)('$title', async ({ plan, outcome, reason }) => {
    const { verdict } = await runToFailure(plan())
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
