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
  # A boot-node relays for peers that nobody can dial.
  boot: { kind: boot-node, relay: { reservationDuration: 1h, maxReservations: 8 } }

  # A peer holds a reservation on each of its \`relays\`, and is reached through them.
  alice: { kind: peer, behind: home, relays: [boot] }
  bob: { kind: peer, nat: symmetric, relays: [boot] }      # has a router to itself

# 10ms each way lie between all nodes where no link says otherwise.
links:
  - { between: [boot, "*"], latency: 40ms }

# Every entry is one fault or one expectation. \`at\` counts from the start of the run, \`after\` from the end of the
# entry before. An expectation must become true \`within\` some time (10s), stay true \`for\` some time, or never be.
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

  # A restart costs the relay its reservations, and js-libp2p does not ask a configured relay again. \`known\` names
  # the issue: the run passes all the same, and says so on the day on which this is repaired.
  - expect: reservation
    peer: alice
    relay: boot
    within: 30m
    known: https://github.com/libp2p/js-libp2p/issues/3601
`
}
