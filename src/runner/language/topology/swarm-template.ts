/** The commented topology that `topo new <name> --template swarm` writes. */
export function swarmTemplate(name: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
name: ${name}
description: Guests behind NATs of all kinds find relays in a pool, and come and go. Residents reach each other all the time.

# The seed decides who has which NAT and line, who knows which relays, and when guests come and go.
seed: 1

nodes:
  boot: { kind: boot-node, relay: false }

  # A pool of relays: public peers that relay for others.
  relay: { kind: peer, count: 3, relay: { maxReservations: 50 }, connect: boot }

  # Each guest has a router of its own, knows two of the relays, and finds one among them by itself.
  guest:
    kind: peer
    count: 12
    nat: { symmetric: 30%, port-restricted-cone: 50%, none: 20% }
    connect: { to: relay-*, pick: 2 }
    discoverRelays: 1
    # A node stays for a session, and comes back after an absence. \`topo explain\` lists all arrivals and departures.
    churn:
      at: 1m
      for: 3m
      session: { distribution: weibull, mean: 4m, shape: 0.6 }
      absence: { distribution: exponential, mean: 30s }
      leave: { stop: 70%, power-loss: 30% }

  # Residents are there all the time.
  resident: { kind: peer, count: 2, nat: symmetric, connect: { to: relay-*, pick: 2 }, discoverRelays: 1 }

# Each guest has a line of one of these classes.
links:
  - between: [guest-*, "*"]
    classes:
      fibre: { share: 40%, latency: 5ms, bandwidth: 12MiB }
      dsl: { share: 40%, latency: 25ms, jitter: 5ms, bandwidth: 1MiB }
      mobile: { share: 20%, latency: 60ms, jitter: 30ms }

timeline:
  - at: 20s
    expect: event
    of: reservation-made
    node: guest-*
    times: ">=1"
    in: each

  - at: 30s
    expect: reachable
    from: resident-1
    to: resident-2
    path: relayed
    for: 3m
    every: 20s
`
}
