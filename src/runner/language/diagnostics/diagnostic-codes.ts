import type { DiagnosticCode } from '../../../base/errors.ts'

/** The meaning of each code, for docs/diagnostics.md. A missing code is a compile error. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = {
  'file-unreadable':
    'The file does not exist, may not be read, is not UTF-8 text, or is a folder, a pipe or a device.',
  'file-too-large':
    'The file is larger than 1 MiB, or has more than 100,000 YAML tokens. topo refuses it before it parses it.',
  'missing-file':
    'The topology names a file that does not exist or may not be executed: the file of a `kind: module` node, or the program of a `kind: command` node, if its name has a slash. Only `topo validate` and commands that run topologies look for these files.',
  'missing-tool':
    'The machine lacks a program that `fabric: netns` needs, or is not Linux. Only `topo validate` and commands that run topologies look.',
  'broken-module':
    'topo cannot load the file of a `kind: module` node: it does not exist, it is not TypeScript or JavaScript, or topo cannot find one of its imports.',
  'broken-release':
    'topo cannot run nodes on this libp2p release: its packages lack something that every node needs, or are not built.',
  'unknown-release':
    'There is no such libp2p release, or nothing at the path of `local:PATH`. Only `topo validate` and commands that run topologies look it up.',
  'missing-package': 'A node uses a feature whose package its libp2p release does not have yet.',
  'json-syntax':
    'A request to a running topology is not JSON. Each request is one line ([control.md](control.md)).',
  'yaml-syntax':
    'The file is not YAML, holds more than one document, or uses a tag (`!name`). Or a line stands in a column, or lacks a sign, so that YAML reads something else there. topo tells the edit with which it can read the file. It checks the rest of a file that is not YAML after this is repaired.',
  'yaml-duplicate-key': 'A mapping has the same key twice. YAML tools disagree on which one counts.',
  'yaml-alias':
    'An alias (`*name`) has no anchor (`&name`), contains itself, or all aliases together stand for more than 10,000 values.',
  'yaml-too-deep': 'Mappings and lists are nested deeper than 32 levels. A topology needs 5.',
  'unknown-key': 'The key does not exist here. A misspelt key would otherwise silently change nothing.',
  'missing-key': 'A required key is missing, or has no value.',
  'wrong-type': 'The value has the wrong type: a number instead of a text, or a list instead of a mapping.',
  'invalid-value':
    'The value has the right type but is not possible: it is none of the choices, too small, or too large.',
  'unknown-kind': 'No fault, expectation or kind of node has this name.',
  'invalid-name':
    'Names of topologies, nodes and entries have a-z, 0-9 and -, begin with a letter, and have at most 63 characters. They become names of folders and files.',
  'invalid-duration':
    'Durations have a unit: `250ms`, `10s`, `5m`, `1h30m`, `2d`. They are never negative, except for the offset of a clock.',
  'invalid-size': 'Sizes have a unit: `512B`, `128KiB`, `1MiB`, `1GiB`.',
  'duplicate-name':
    'Two nodes or routers would have the same name, for example `bob-1` and the first of `bob` with `count: 2`, or a router `alice-router` beside a node `alice` with `nat`.',
  'selector-without-match': 'A name or pattern selects no node. An entry without nodes tests nothing.',
  'wrong-node-kind': 'A node of another kind is needed here: `relay` takes boot-nodes.',
  'no-pair':
    '`from` and `to`, `peer` and `relay`, or a node and its `connect`, name the same single node. A node has no path to itself and holds no reservation on itself.',
  'named-twice':
    'Warning: a list has the same name or pattern twice. It counts once. Another name may be meant.',
  'conflicting-keys':
    'Two keys exclude each other, such as `at` and `after`, `within` and `for`, or `path: direct` and `via`.',
  'unknown-entry': '`after`, or `where` of an `event`, names an entry that does not exist.',
  'duplicate-entry-id': 'Two entries have the same `id`.',
  cycle:
    'Entries wait for each other in a circle, so none of them ever starts. Or routers are behind each other.',
  'unreachable-time':
    'The entry can never take place: its time is beyond 30 days, it waits for an expectation that lasts until the end (`never: true`), or it needs a node before a fault starts that node.',
  'never-started': 'Warning: a node has `start: manual`, but no `fault: start` starts it.',
  'never-ready':
    'Warning: a peer has several `relays` and does not recover by itself. From libp2p 2.10 on, such a host never finishes its start.',
  'settled-at-start':
    'The expectation is settled at the start of the run: it always passes or, with `never`, always fails.',
  'unnoticed-fault':
    'Warning: the fault ends before a node can notice it, so it tests nothing. A silence (`cut`, `partition`, `pause`) must last longer than libp2p’s pings need, or a renewal of a reservation or an expectation that asks nodes must take place meanwhile. A relay that refuses reservations, forgets them or changes its limits needs a peer that asks it for a reservation or a circuit. `harmless: true` on the fault says that this is meant.',
  'held-before':
    'Warning: the expectation was true before the fault that it follows, and nodes need time to notice that fault. So it passes at its first check.',
  'too-soon':
    'Warning: the expectation cannot become true in its time: a node that it needs is still down, a peer does not ask again for a lost reservation that it needs, or a dial takes longer on these links.',
  'too-short':
    'Warning: nothing can happen in this time: `within: 0s` leaves no node time to act or to answer, and `for: 1ms` is over at once.',
  'no-effect':
    'Warning: the fault changes nothing: all its nodes are down already, it starts nodes that run, or it wakes nodes that nothing pauses. A fault that changes nothing makes the verdict unknown. Or a node picks more contacts than there are.',
  unwatched:
    'Warning: `never: true` lasts until everything else in the timeline has ended. Here this is at once, or in less than ten seconds.',
  'over-at-once':
    'Warning: with `reservationDuration: 0s` a reservation expires when it is granted, so no peer ever holds one.',
  'unsupported-by-fabric': 'The chosen `fabric` or `clock` cannot do this.',
  'unknown-router': '`behind` names a router that does not exist.',
  'unused-router': 'Warning: nothing is behind this router.',
  'empty-share': 'Warning: a share is so small that it gets none of the nodes.',
  'invalid-address':
    'This is not an IP address, or a node cannot have it in its network. On the public internet, libp2p ignores private and documentation addresses. Behind a NAT there are only private ones.',
  'duplicate-address': 'Two machines on the same network would have the same IP address.',
  'invalid-port-mapping':
    'The router cannot map this port: the target is not directly behind the router, the router maps the port already, or it has no NAT.',
  'unknown-path':
    'A path of `vary` begins with a name that the topology does not have, or leads into a value without parts. A path begins with a node, a router, the id of an entry, or a key of the topology: `boot.relay.reservationDuration`, `home.nat`, `2-restart.down`, `links.latency`.',
  'too-many':
    'The topology has more nodes, routers, entries or pairs than topo takes: 2,000 nodes, 1,000 routers, 8 of them behind each other, 2,500 entries, 200,000 selected nodes and pairs, 253 machines behind one NAT.',
}
