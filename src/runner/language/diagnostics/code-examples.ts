import type { DiagnosticCode } from '../../../base/errors.ts'

/** A mistake in a topology, and the same part of it without the mistake. Other parts are left out. */
export interface CodeExample {
  readonly wrong: string
  readonly right: string
}

/** An example of each code; null: the mistake is not one of the text. */
export const codeExamples: Readonly<Record<DiagnosticCode, CodeExample | null>> = {
  'file-unreadable': null,
  'file-too-large': null,
  'missing-file': null,
  'missing-tool': null,
  'broken-module': null,
  'broken-release': null,
  'missing-package': null,
  'unknown-release': null,
  'json-syntax': null,
  'yaml-syntax': {
    wrong: 'nodes:\n  boot: { kind: boot-node\n  alice: { kind: peer, relays: boot }',
    right: 'nodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot }',
  },
  'yaml-duplicate-key': {
    wrong:
      'nodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot }\n  alice: { kind: peer, listen: true }',
    right:
      'nodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot }\n  bob: { kind: peer, listen: true }',
  },
  'yaml-alias': {
    wrong: 'timeline:\n  - { at: 10s, fault: restart, node: *bob }',
    right: 'timeline:\n  - { at: 10s, fault: restart, node: "*bob" }',
  },
  'yaml-too-deep': {
    wrong: `description: ${'['.repeat(40)}${']'.repeat(40)}`,
    right: 'description: a text',
  },
  'unknown-key': {
    wrong: 'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, withing: 5s }',
    right: 'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, within: 5s }',
  },
  'missing-key': {
    wrong: 'timeline:\n  - { at: 10s, fault: restart }',
    right: 'timeline:\n  - { at: 10s, fault: restart, node: boot }',
  },
  'wrong-type': { wrong: 'seed: "7"', right: 'seed: 7' },
  'invalid-value': {
    wrong: 'timeline:\n  - { at: 10s, expect: reachable, from: bob, to: alice, path: relay }',
    right: 'timeline:\n  - { at: 10s, expect: reachable, from: bob, to: alice, path: relayed }',
  },
  'unknown-kind': {
    wrong: 'timeline:\n  - { at: 10s, fault: network-partition, groups: [alice, boot] }',
    right: 'timeline:\n  - { at: 10s, fault: partition, groups: [alice, boot] }',
  },
  'invalid-name': { wrong: 'name: My Topology', right: 'name: my-topology' },
  'invalid-duration': {
    wrong: 'timeline:\n  - { at: 10, fault: restart, node: boot }',
    right: 'timeline:\n  - { at: 10s, fault: restart, node: boot }',
  },
  'invalid-size': {
    wrong: 'nodes:\n  boot: { kind: boot-node, relay: { maxCircuitBytes: 128KB } }',
    right: 'nodes:\n  boot: { kind: boot-node, relay: { maxCircuitBytes: 128KiB } }',
  },
  'duplicate-name': {
    wrong:
      'nodes:\n  boot: { kind: boot-node }\n  bob: { kind: peer, relays: boot, count: 2 }\n  bob-1: { kind: peer, relays: boot }',
    right:
      'nodes:\n  boot: { kind: boot-node }\n  bob: { kind: peer, relays: boot, count: 2 }\n  carol: { kind: peer, relays: boot }',
  },
  'selector-without-match': {
    wrong: 'timeline:\n  - { at: 10s, fault: restart, node: boto }',
    right: 'timeline:\n  - { at: 10s, fault: restart, node: boot }',
  },
  'wrong-node-kind': {
    wrong: 'timeline:\n  - { at: 10s, expect: reservation, peer: boot, relay: alice }',
    right: 'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot }',
  },
  'no-pair': {
    wrong: 'timeline:\n  - { at: 10s, expect: reachable, from: alice, to: alice }',
    right: 'timeline:\n  - { at: 10s, expect: reachable, from: bob, to: alice }',
  },
  'named-twice': {
    wrong: 'timeline:\n  - { at: 10s, fault: restart, node: [alice, alice] }',
    right: 'timeline:\n  - { at: 10s, fault: restart, node: [alice, bob] }',
  },
  'conflicting-keys': {
    wrong: 'timeline:\n  - { at: 10s, after: 5s, fault: restart, node: boot }',
    right: 'timeline:\n  - { at: 10s, fault: restart, node: boot }',
  },
  'unknown-entry': {
    wrong:
      'timeline:\n  - { id: crash, at: 10s, fault: kill, node: boot }\n  - { after: { entry: crsh }, fault: start, node: boot }',
    right:
      'timeline:\n  - { id: crash, at: 10s, fault: kill, node: boot }\n  - { after: { entry: crash }, fault: start, node: boot }',
  },
  'duplicate-entry-id': {
    wrong:
      'timeline:\n  - { id: crash, at: 10s, fault: restart, node: boot }\n  - { id: crash, at: 20s, fault: restart, node: alice }',
    right:
      'timeline:\n  - { id: crash, at: 10s, fault: restart, node: boot }\n  - { id: crash-of-alice, at: 20s, fault: restart, node: alice }',
  },
  cycle: {
    wrong:
      'timeline:\n  - { id: one, after: { entry: two }, fault: restart, node: boot }\n  - { id: two, after: { entry: one }, fault: restart, node: alice }',
    right:
      'timeline:\n  - { id: one, at: 10s, fault: restart, node: boot }\n  - { id: two, after: { entry: one }, fault: restart, node: alice }',
  },
  'unreachable-time': {
    wrong:
      'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, never: true }\n  - { after: 5s, fault: restart, node: boot }',
    right:
      'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, for: 1m }\n  - { after: 5s, fault: restart, node: boot }',
  },
  'never-started': {
    wrong:
      'nodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, start: manual }\ntimeline:\n  - { at: 10s, expect: process, node: boot, state: running }',
    right:
      'nodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, start: manual }\ntimeline:\n  - { at: 10s, fault: start, node: alice }\n  - { at: 20s, expect: process, node: boot, state: running }',
  },
  'never-ready': {
    wrong:
      'nodes:\n  boot: { kind: boot-node, count: 2 }\n  alice: { kind: peer, relays: "boot-*" }\ntimeline:\n  - { at: 10s, expect: process, node: alice, state: running }',
    right:
      'nodes:\n  boot: { kind: boot-node, count: 2 }\n  alice: { kind: peer, relays: "boot-*", recovery: relisten }\ntimeline:\n  - { at: 10s, expect: process, node: alice, state: running }',
  },
  'settled-at-start': {
    wrong: 'timeline:\n  - { expect: reservation, peer: alice, relay: boot, state: none }',
    right: 'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, state: none }',
  },
  'unnoticed-fault': {
    wrong: 'timeline:\n  - { at: 1m, fault: pause, node: boot, for: 1s }',
    right: 'timeline:\n  - { at: 1m, fault: pause, node: boot, for: 2m }',
  },
  'held-before': {
    wrong:
      'timeline:\n  - { at: 1m, fault: pause, node: boot, for: 5m }\n  - { at: 61s, expect: reservation, peer: alice, relay: boot }',
    right:
      'timeline:\n  - { at: 1m, fault: pause, node: boot, for: 5m }\n  - { at: 61s, expect: reservation, peer: alice, relay: boot, state: none, within: 3m }',
  },
  'too-soon': {
    wrong:
      'timeline:\n  - { at: 1m, fault: restart, node: alice, down: 1m }\n  - { at: 61s, expect: reachable, from: bob, to: alice, within: 5s }',
    right:
      'timeline:\n  - { at: 1m, fault: restart, node: alice, down: 1m }\n  - { at: 3m, expect: reachable, from: bob, to: alice, within: 5s }',
  },
  'too-short': {
    wrong: 'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, within: 0s }',
    right: 'timeline:\n  - { at: 10s, expect: reservation, peer: alice, relay: boot, within: 5s }',
  },
  'no-effect': {
    wrong: 'timeline:\n  - { at: 10s, fault: kill, node: boot }\n  - { at: 20s, fault: stop, node: boot }',
    right: 'timeline:\n  - { at: 10s, fault: kill, node: boot }\n  - { at: 20s, fault: start, node: boot }',
  },
  unwatched: {
    wrong: 'timeline:\n  - { at: 10s, expect: connection, from: alice, to: bob, never: true }',
    right:
      'timeline:\n  - { at: 10s, expect: connection, from: alice, to: bob, never: true }\n  - { at: 1m, expect: reservation, peer: alice, relay: boot }',
  },
  'over-at-once': {
    wrong: 'nodes:\n  boot: { kind: boot-node, relay: { reservationDuration: 0s } }',
    right: 'nodes:\n  boot: { kind: boot-node, relay: { reservationDuration: 1h } }',
  },
  'unsupported-by-fabric': { wrong: 'fabric: host\nclock: virtual', right: 'fabric: host\nclock: real' },
  'unknown-path': {
    wrong: 'vary:\n  bot.relay.reservationDuration: [10m, 1h]',
    right: 'vary:\n  boot.relay.reservationDuration: [10m, 1h]',
  },
  'unknown-router': {
    wrong:
      'routers:\n  home: { nat: symmetric }\nnodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, behind: hoem }',
    right:
      'routers:\n  home: { nat: symmetric }\nnodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, behind: home }',
  },
  'empty-share': {
    wrong:
      'nodes:\n  boot: { kind: boot-node }\n  peers: { kind: peer, count: 10, nat: { symmetric: 1%, full-cone: 99% }, relays: boot }',
    right:
      'nodes:\n  boot: { kind: boot-node }\n  peers: { kind: peer, count: 10, nat: { symmetric: 10%, full-cone: 90% }, relays: boot }',
  },
  'unused-router': {
    wrong:
      'routers:\n  home: { nat: symmetric }\nnodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot }',
    right:
      'routers:\n  home: { nat: symmetric }\nnodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, behind: home }',
  },
  'invalid-address': {
    wrong: 'nodes:\n  boot: { kind: boot-node, address: 192.168.0.1 }',
    right: 'nodes:\n  boot: { kind: boot-node, address: 31.45.0.11 }',
  },
  'duplicate-address': {
    wrong:
      'nodes:\n  boot: { kind: boot-node, address: 31.45.0.11 }\n  alice: { kind: peer, relays: boot, address: 31.45.0.11 }',
    right:
      'nodes:\n  boot: { kind: boot-node, address: 31.45.0.11 }\n  alice: { kind: peer, relays: boot, address: 31.45.0.12 }',
  },
  'invalid-port-mapping': {
    wrong:
      'routers:\n  home: { nat: symmetric, ports: [{ external: 4001, to: boot }] }\nnodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, behind: home }',
    right:
      'routers:\n  home: { nat: symmetric, ports: [{ external: 4001, to: alice }] }\nnodes:\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, behind: home }',
  },
  'too-many': {
    wrong: 'nodes:\n  boot: { kind: boot-node }\n  bob: { kind: peer, relays: boot, count: 2000 }',
    right: 'nodes:\n  boot: { kind: boot-node }\n  bob: { kind: peer, relays: boot, count: 1999 }',
  },
}
