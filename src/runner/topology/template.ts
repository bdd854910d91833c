/** The commented topology that `topo new <name>` writes. */
export function topologyTemplate(name: string): string {
  return `# yaml-language-server: $schema=./topology.schema.json
name: ${name}
description: Two peers find each other through a relay, and the relay restarts.

# Real time and plain sockets on 127.0.0.1.
clock: real
fabric: host

nodes:
  # A boot-node relays for peers that nobody can dial.
  boot: { kind: boot-node, relay: { maxReservations: 8 } }

  # A peer that does not listen itself is reached through the relays it names.
  alice: { kind: peer, relays: [boot] }
  bob: { kind: peer, relays: [boot] }

# Every entry is one fault or one expectation. \`at\` counts from the start of the run, \`after\` from the end of the
# entry before. An expectation must become true \`within\` some time (10s), stay true \`for\` some time, or never be.
timeline:
  - at: 1s
    expect: reachable
    from: bob
    to: alice
    path: relayed
    via: boot

  - fault: restart
    node: boot
    down: 1s

  - expect: reachable
    from: bob
    to: boot
    path: direct

  # A restart costs the relay its reservations, and js-libp2p does not ask a configured relay again. \`known\` names
  # the issue: the run passes all the same, and says so on the day on which this is repaired.
  - expect: reservation
    peer: alice
    relay: boot
    within: 5s
    known: https://github.com/libp2p/js-libp2p/issues/3601
`
}
