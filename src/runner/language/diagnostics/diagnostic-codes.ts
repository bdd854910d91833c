import type { DiagnosticCode } from '../../../base/errors.ts'

/** The meaning of each code, for docs/diagnostics.md. A missing code is a compile error. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = {
  'file-unreadable':
    'The file is not there, may not be read, is a folder, a pipe or a device, or is no UTF-8 text.',
  'file-too-large':
    'The file is larger than 1 MiB, or has more than 100,000 YAML tokens. It is refused before it is parsed.',
  'missing-file':
    'The file of a `kind: module` node, or the program of a `kind: command` node that is named with a slash, is not where the topology says, or may not be executed. Only what runs a topology looks for it, and `topo validate`.',
  'broken-module':
    'The file of a `kind: module` node cannot be bundled: it is not there, is no TypeScript or JavaScript, or imports what cannot be found or bundled.',
  'yaml-syntax':
    'The file is no YAML, holds more than one document, or uses a tag (`!name`). The rest of the file is not looked at until this is repaired.',
  'yaml-duplicate-key': 'A mapping has the same key twice. YAML tools disagree on which one counts.',
  'yaml-alias':
    'An alias (`*name`) has no anchor (`&name`), contains itself, or all aliases together stand for more than 10,000 values.',
  'yaml-too-deep': 'Mappings and lists are nested deeper than 32 levels. A topology needs 5.',
  'unknown-key': 'The key does not exist here. A misspelt key would otherwise silently change nothing.',
  'missing-key': 'A key that is needed is not there, or has no value.',
  'wrong-type': 'The value is of another type: a number where a text is needed, a list where a mapping is.',
  'invalid-value':
    'The value is of the right type but not possible: none of the choices, too small, too large.',
  'unknown-kind': 'There is no fault, expectation or kind of node of this name.',
  'invalid-name':
    'Names of topologies, nodes and entries have a-z, 0-9 and -, begin with a letter, and have at most 63 characters. They become names of folders and files.',
  'invalid-duration':
    'Durations have a unit: `250ms`, `10s`, `5m`, `1h30m`, `2d`. They are never negative, except for the offset of a clock.',
  'invalid-size': 'Sizes have a unit: `512B`, `128KiB`, `1MiB`, `1GiB`.',
  'duplicate-name':
    'Two nodes or routers would have the same name, for example `bob-1` and the first of `bob` with `count: 2`, or a router `alice-router` beside a node `alice` with `nat`.',
  'selector-without-match': 'A name or pattern selects no node. A test of nobody would pass.',
  'wrong-node-kind': 'A node of another kind is needed here: `relay` takes boot-nodes.',
  'no-pair':
    '`from` and `to`, or `peer` and `relay`, name the same single node, and nobody is reached from itself or holds a reservation on itself.',
  'named-twice':
    'Warning: a list has the same name or pattern twice. It counts once, and perhaps another one is meant.',
  'conflicting-keys':
    'Two keys exclude each other, such as `at` and `after`, `within` and `for`, or `path: direct` and `via`.',
  'unknown-entry': '`after`, or `where` of an `event`, names an entry that is not there.',
  'duplicate-entry-id': 'Two entries have the same `id`.',
  cycle:
    'Entries wait for each other in a circle, so none of them ever starts; or routers are behind each other.',
  'unreachable-time':
    'The entry can never take place as written: it lies beyond 30 days, waits for an expectation that lasts until the end (`never: true`), or needs a node before anything starts it.',
  'never-started': 'Warning: a node has `start: manual`, but no `fault: start` starts it.',
  'never-ready':
    'Warning: a peer has several `relays` and does not recover by itself. From libp2p 2.10 on such a host does not finish to start.',
  'settled-at-start':
    'The expectation is looked at before anything has happened, and that settles it: it would pass (or, with `never`, fail) whatever the nodes do.',
  'unnoticed-fault':
    'Warning: the fault is over before anybody can notice it, so nothing is tested. A silence (`cut`, `partition`, `pause`) must outlast libp2p’s pings, hold the renewal of a reservation, or be asked about meanwhile; a relay that refuses reservations, forgets them or changes its limits must be asked for what it refuses, forgets or limits. `harmless: true` on the fault says that this is meant.',
  'held-before':
    'Warning: the expectation follows a fault that takes a while to be noticed, and what it expects was so before: it passes at its first look.',
  'too-soon':
    'Warning: the expectation cannot come true in its time: a node that it needs is still down, a reservation that it needs was lost and is not asked for again, or a dial takes longer on these links.',
  unwatched:
    'Warning: `never: true` is watched until everything else in the timeline has ended, and that is at once, or in less than ten seconds.',
  'over-at-once':
    'Warning: with `reservationDuration: 0s` a reservation is over as it is granted, so nobody ever holds one.',
  'unsupported-by-fabric': 'The chosen `fabric` or `clock` cannot do this.',
  'unknown-router': '`behind` names a router that is not there.',
  'unused-router': 'Warning: nothing is behind this router.',
  'invalid-address':
    'This is no IP address, or one that a node cannot have where it is: libp2p ignores private and documentation addresses on the public internet, and behind a NAT only private ones exist.',
  'duplicate-address': 'Two machines on the same network would have the same IP address.',
  'invalid-port-mapping':
    'A router cannot map this port: its target is not directly behind it, it maps the port already, or it has no NAT.',
  'too-many':
    'The topology has more nodes, routers, entries or pairs than topo takes: 1,000 nodes, 1,000 routers, 8 of them behind each other, 2,500 entries, 200,000 selected nodes and pairs, 253 machines behind one NAT.',
}
