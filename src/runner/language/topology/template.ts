/** The commented topology that `topo new <name>` writes. */
export function topologyTemplate(name: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
name: ${name}
description: Two peers behind NATs find each other through a relay, and the relay restarts.

# The clock and the network are virtual: an hour takes seconds, and the same seed gives the same run.
seed: 1

# Peers are behind routers as at home. Without \`behind\` or \`nat\` a node is on the public internet.
routers:
  home: { nat: port-restricted-cone }

nodes:
  # A boot-node relays for peers that others cannot dial directly.
  boot: { kind: boot-node, relay: { reservationDuration: 1h, maxReservations: 8 } }

  # A peer holds a reservation on each of its \`relays\`, and others reach it through them.
  alice: { kind: peer, behind: home, relays: [boot] }
  bob: { kind: peer, nat: symmetric, relays: [boot] }      # has a router of its own

# All other links take 10ms each way.
links:
  - { between: [boot, "*"], latency: 40ms }

# Every entry is one fault or one expectation. \`at\` counts from the start of the run, \`after\` from the end of the
# entry before. An expectation must become true \`within\` some time (10s), stay true \`for\` some time, or \`never\` be true.
timeline:
  - at: 10s
    expect: reachable
    from: bob
    to: alice
    path: relayed
    via: boot

  - at: 30m
    fault: restart
    node: boot
    down: 20s

  - expect: reachable
    from: bob
    to: boot
    path: direct

  # A relay that restarts forgets its reservations, and js-libp2p does not ask a configured relay again. \`known\` names
  # the issue: the run passes although this fails, and fails as soon as the issue is repaired.
  - expect: reservation
    peer: alice
    relay: boot
    within: 30m
    known: https://github.com/libp2p/js-libp2p/issues/3601
`
}
