/** Mistakes that new users make. `told`: place, marked text, code, message and advice of each message. */
interface Mistake {
  readonly title: string
  readonly text: string
  readonly told: readonly string[]
}

/** A topology with this text in its timeline. */
function entry(title: string, written: string, ...told: readonly string[]): Mistake {
  const nodes = ['  boot: { kind: boot-node }', '  alice: { kind: peer, relays: boot }']
  return file(title, ['name: x', 'nodes:', ...nodes, 'timeline:', `  ${written}`], ...told)
}

/** A topology with this text below its nodes. */
function node(title: string, written: string, ...told: readonly string[]): Mistake {
  const lines = ['name: x', 'nodes:', '  boot: { kind: boot-node }', `  ${written}`, 'timeline: []']
  return file(title, lines, ...told)
}

function file(title: string, lines: readonly string[], ...told: readonly string[]): Mistake {
  return { title, text: `${lines.join('\n')}\n`, told }
}

export const mistakes: readonly Mistake[] = [
  file(
    'an indentation between two levels',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice:',
      '    kind: peer',
      '   relays: boot',
      'timeline: []',
    ],
    '6:4 relays [yaml-syntax] `relays` begins after 3 spaces, but above it `kind` after 4 and `alice` after 2; begin it in the column of `kind`, after 4 spaces',
  ),
  file(
    'a host name that is indented too far',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'dns:',
      '  boot.example: { nodes: boot }',
      '   other.example: { nodes: boot }',
      'timeline: []',
    ],
    '6:4 other.example [yaml-syntax] `other.example` is indented further than the keys beside it; begin it in the column of `boot.example`, after 2 spaces',
  ),
  file(
    'a host name between two levels',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'dns:',
      '  boot.example: { nodes: boot }',
      ' bööt.example: { nodes: boot }',
      'timeline: []',
    ],
    '6:2 bööt.example [yaml-syntax] `bööt.example` begins after 1 space, but above it `boot.example` after 2 and `dns` after 0; begin it in the column of `boot.example`, after 2 spaces',
  ),
  file(
    'a key that is indented too far',
    ['name: x', 'nodes:', '  boot: { kind: boot-node }', '   alice: { kind: peer }', 'timeline: []'],
    '4:4 alice [yaml-syntax] `alice` is indented further than the keys beside it; begin it in the column of `boot`, after 2 spaces',
  ),
  file(
    'an item of a list in another column',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'timeline:',
      '  - { at: 1s, fault: kill, node: boot }',
      ' - { at: 2s, fault: start, node: boot }',
    ],
    '6:2 - [yaml-syntax] `-` begins after 1 space, but above it `-` after 2 and `timeline` after 0; begin it in the column of `-`, after 2 spaces',
  ),
  file(
    'keys that are not indented',
    ['name: x', 'nodes:', '  boot:', '  kind: boot-node', 'timeline: []'],
    '4:3 kind [invalid-name] `kind` stands beside `boot`, not below it; indent it further than `boot`, or write boot: { kind: … }',
  ),
  file(
    'a node without a mapping, before a node that has the name of a key',
    ['name: x', 'nodes:', '  boot:', '  relay: { kind: boot-node }', 'timeline: []'],
    '3:3 boot [wrong-type] a node is a mapping, but this is nothing; write boot: { kind: peer, … }',
  ),
  file(
    'a tab',
    ['name: x', 'nodes:', '\tboot: { kind: boot-node }', 'timeline: []'],
    '3:1 \t [yaml-syntax] YAML does not allow tabs as indentation; indent with spaces',
  ),
  file(
    'a brace that is not closed',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node',
      '  alice: { kind: peer, relays: boot }',
      'timeline: []',
    ],
    '3:9 { [yaml-syntax] this `{` is not closed; write `}` where the mapping ends',
  ),
  file(
    'a bracket that is not closed',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: [boot }',
      'timeline: []',
    ],
    '4:32 [ [yaml-syntax] this `[` is not closed; write `]` where the list ends',
  ),
  file(
    'a brace that closes nothing',
    ['name: x', 'nodes:', '  boot: { kind: boot-node }}', '  alice: { kind: peer }', 'timeline: []'],
    '3:28 } [yaml-syntax] this `}` closes nothing; remove it',
  ),
  file(
    'a quote that is not closed',
    ['name: x', 'description: "relays', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '2:14 "relays [yaml-syntax] the quote " is not closed; end the text with "',
  ),
  entry(
    'an apostrophe within quotes',
    "- { at: 1s, fault: kill, node: boot, because: 'it's down' }",
    "6:53 s down' [yaml-syntax] the text in quotes ends here; write '' for a quote within '…', or put the text into \"…\"",
  ),
  entry(
    'a missing comma',
    '- { at: 1s, fault: kill node: boot }',
    '6:27 node [yaml-syntax] a comma is missing before `node`; write { key: value, key: value }',
  ),
  file(
    'a missing colon',
    ['name: x', 'nodes:', '  boot { kind: boot-node }', 'timeline: []'],
    '3:3 boot { kind [yaml-syntax] `: ` is missing after `boot`; write boot: {',
  ),
  entry(
    'a missing space after a colon',
    '- { at: 1s, fault: kill, node:boot }',
    '6:28 node:boot [yaml-syntax] a space is missing after `node:`; write node: boot',
  ),
  entry(
    'a pattern without quotes',
    '- { at: 1s, expect: reachable, from: *, to: boot }',
    '6:40 * [yaml-alias] without quotes, `*` begins an alias of YAML; a pattern that begins with * needs quotes: "*"',
  ),
  entry(
    'a key twice',
    '- { at: 1s, at: 2s, fault: kill, node: boot }',
    '6:15 at [yaml-duplicate-key] the mapping has the key `at` twice; keep one of them',
  ),
  file(
    'nodes as a list',
    [
      'name: x',
      'nodes:',
      '  - name: boot',
      '    kind: boot-node',
      '  - name: alice',
      '    kind: peer',
      '    relays: [boot]',
      'timeline: []',
    ],
    '2:1 nodes [wrong-type] expected a mapping, but got a list; write each by its name, without `- `: boot: { kind: boot-node }',
  ),
  file(
    'a timeline that is a mapping',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'timeline:',
      '  at: 1s',
      '  fault: kill',
      '  node: boot',
    ],
    '4:1 timeline [wrong-type] expected a list, but got a mapping; begin each item with `- `',
  ),
  file(
    'another word for the timeline',
    ['name: x', 'nodes:', '  boot: { kind: boot-node }', 'steps:', '  - { at: 1s, fault: kill, node: boot }'],
    '4:1 steps [unknown-key] unknown key `steps`; did you mean `timeline`?',
  ),
  file(
    'a release for the whole topology',
    ['name: x', 'libp2p: 3.0.0', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '2:1 libp2p [unknown-key] unknown key `libp2p`; write `defaults: { libp2p: … }`',
  ),
  file(
    'a topology below a key of its own',
    ['topology:', '  name: x', '  nodes: { boot: { kind: boot-node } }', '  timeline: []'],
    '1:1 topology [unknown-key] unknown key `topology`; write what is below it at the top: `name`, `nodes`, `timeline`',
  ),
  file(
    'the name of the topology by another word',
    ['topology: x', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '1:1 topology [unknown-key] unknown key `topology`; did you mean `name`?',
  ),
  file(
    'the span of a search by another word',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'search:',
      '  duration: 5m',
      '  eventually: [{ expect: process, node: boot }]',
    ],
    '5:3 duration [unknown-key] unknown key `duration`; did you mean `for`?',
  ),
  file(
    'a node of a link',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'links:',
      '  - { node: boot, latency: 5ms }',
      'timeline: []',
    ],
    '5:7 node [unknown-key] unknown key `node`; write `between: [alice, boot]`; "*" stands for all others',
  ),
  file(
    'a name with spaces',
    ['name: My Topology', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '1:7 My Topology [invalid-name] `My Topology` is no name; write my-topology: names have a-z, 0-9 and -, beginning with a letter, at most 63 characters',
  ),
  file(
    'another word for a quality of a class',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'links:',
      '  - { between: [boot, "*"], classes: { dsl: { share: 100%, delay: 5ms } } }',
      'timeline: []',
    ],
    '5:60 delay [unknown-key] unknown key `delay`; did you mean `latency`?',
  ),
  file(
    'a misspelt key of an item of a list',
    [
      'name: x',
      'routers:',
      '  home: { nat: symmetric, ports: [{ externel: 4001, to: alice }] }',
      'nodes:',
      '  alice: { kind: peer, behind: home }',
      'timeline: []',
    ],
    '3:37 externel [unknown-key] unknown key `externel`; did you mean `external`?',
  ),
  file(
    'a bracket that is not closed, before a word that JavaScript knows',
    ['name: x', 'nodes:', '  boot: { kind: boot-node, because: { a: constructor }', 'timeline: []'],
    '3:9 { [yaml-syntax] this `{` is not closed; write `}` where the mapping ends',
  ),
  node(
    'an address with zeros in front',
    'carol: { kind: peer, address: 031.045.0.11 }',
    '4:33 031.045.0.11 [invalid-address] `031.045.0.11` is no IP address; write 31.45.0.11, without zeros in front',
  ),
  entry(
    'a time of a clock, without hours',
    '- { at: "00:30", fault: kill, node: boot }',
    '6:11 "00:30" [invalid-duration] `00:30` is no duration; write 30s or 30m',
  ),
  entry(
    'a duration in a word that JavaScript knows',
    '- { at: 5 constructor, fault: kill, node: boot }',
    '6:11 5 constructor [invalid-duration] `5 constructor` is no duration; write a duration such as 250ms, 10s, 5m or 1h30m',
  ),
  file(
    'a bandwidth in binary bits',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'links:',
      '  - { between: [boot, "*"], bandwidth: 16 Kibit/s }',
      'timeline: []',
    ],
    '5:40 16 Kibit/s [invalid-size] `16 Kibit/s` is no size; topo counts bytes: write 2048B for 16 Kibit/s',
  ),
  node(
    'a needed key of a mapping by another word',
    'carol: { kind: peer, churn: { for: 9m, session: { distribution: exponential, avg: 10m } } }',
    '4:80 avg [unknown-key] unknown key `avg`; did you mean `mean`?',
  ),
  node(
    'a needed key of a mapping that may be left out, by another word',
    'carol: { kind: peer, churn: { session: 1m, lasting: 9m } }',
    '4:46 lasting [unknown-key] unknown key `lasting`; did you mean `for`?',
  ),
  node(
    'no shares',
    'carol: { kind: peer, count: 2, churn: { for: 1m, session: 5s, leave: {} } }',
    '4:65 leave [invalid-value] there is no share here: together they make up 100%',
  ),
  file(
    'the id of a fault of churn',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  peers: { kind: peer, relays: boot, count: 2, churn: { for: 1m, session: 10s } }',
      'timeline:',
      '  - { id: peers-1-leaves-1, at: 5s, expect: process, node: boot }',
    ],
    '6:11 peers-1-leaves-1 [duplicate-entry-id] another entry has the id `peers-1-leaves-1` already; give each entry an id of its own, or none',
  ),
  file(
    'a fault that churn does not have',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  peers: { kind: peer, relays: boot, count: 1, churn: { for: 1m, session: 10s } }',
      'timeline:',
      '  - { after: { entry: peer-leaves-1 }, expect: process, node: boot }',
    ],
    '6:23 peer-leaves-1 [unknown-entry] no entry has the id `peer-leaves-1`; did you mean `peers-leaves-1`?',
  ),
  node(
    '`relay: yes` on a boot-node',
    'carol: { kind: boot-node, relay: yes }',
    '4:36 yes [invalid-value] expected `false` or a mapping, but got `yes`; remove it',
  ),
  node(
    'a limit that is no number',
    'carol: { kind: boot-node, relay: { maxReservations: none } }',
    '4:55 none [invalid-value] expected a number or `unlimited`, but got `none`',
  ),
  node(
    'a number with underscores',
    'carol: { kind: boot-node, relay: { maxCircuits: 1_000 } }',
    '4:51 1_000 [invalid-value] expected a number or `unlimited`, but got `1_000`; write 1000',
  ),
  entry(
    '`true` in quotes',
    "- { at: 1s, expect: reservation, peer: alice, relay: boot, never: 'true' }",
    "6:69 'true' [invalid-value] expected `true`, but got the text `true`; remove the quotes: true",
  ),
  node(
    'a mistake inside a mapping that a name may stand for',
    'carol: { kind: peer, connect: { to: boot, once: yes } }',
    '4:51 yes [wrong-type] expected `true` or `false`, but got the text `yes`; write true',
  ),
  node(
    'an unknown key inside a mapping that a name may stand for',
    'carol: { kind: peer, connect: { peer: boot } }',
    '4:35 peer [unknown-key] unknown key `peer`; did you mean `to`?',
  ),
  node(
    '`connect: true`',
    'carol: { kind: peer, connect: true }',
    '4:33 true [invalid-value] expected the name of a node, or a pattern such as bob-*, or a mapping, but got `true`',
  ),
  node(
    'an address in place of a name',
    'carol: { kind: peer, connect: /ip4/1.2.3.4/tcp/4001 }',
    '4:33 /ip4/1.2.3.4/tcp/4001 [invalid-name] `/ip4/1.2.3.4/tcp/4001` names no node; write the name of a node: topo knows its addresses',
  ),
  node(
    'a port in place of its mapping',
    'carol: { kind: peer, webSockets: 8080 }',
    '4:36 8080 [invalid-value] expected true, false, or { port: 8080 }',
  ),
  node(
    'a node that connects to itself',
    'carol: { kind: peer, connect: carol }',
    '4:33 carol [no-pair] `carol` would connect to itself; name another node',
  ),
  entry(
    'an unknown kind, and a value that is no selector',
    '- { at: 1s, expect: reachabel, from: alice, to: Boot }',
    '6:23 reachabel [unknown-kind] there is no expectation `reachabel`; did you mean `reachable`?',
    '6:51 Boot [invalid-name] `Boot` names no node; write boot: names have a-z, 0-9 and -, beginning with a letter, at most 63 characters',
  ),
  entry(
    'an unknown kind with wrong values',
    '- { at: 10 seconds, fault: network-partition, groups: [[alice], boot!], for: 3 }',
    '6:11 10 seconds [invalid-duration] `10 seconds` is no duration; write 10s',
    '6:30 network-partition [unknown-kind] there is no fault `network-partition`; did you mean `partition`?',
    '6:67 boot! [invalid-name] `boot!` names no node or router; write boot: names have a-z, 0-9 and -, beginning with a letter, at most 63 characters',
    '6:80 3 [invalid-duration] `3` is no duration; write 3s or 3ms',
  ),
  entry(
    'a misspelt word, and wrong values',
    '- { at: 10 seconds, expct: reachable, from: alice, to: boot, within: 5 }',
    '6:11 10 seconds [invalid-duration] `10 seconds` is no duration; write 10s',
    '6:23 expct [missing-key] this entry has neither `fault` nor `expect`; did you mean `expect` instead of `expct`?',
    '6:72 5 [invalid-duration] `5` is no duration; write 5s or 5ms',
  ),
  entry(
    'all keys in capitals',
    '- { At: 1s, Expect: reachable, From: alice, To: boot }',
    '6:7 At [unknown-key] unknown key `At`; did you mean `at`?',
    '6:15 Expect [missing-key] this entry has neither `fault` nor `expect`; did you mean `expect` instead of `Expect`?',
    '6:34 From [unknown-key] unknown key `From`; did you mean `from`?',
    '6:47 To [unknown-key] unknown key `To`; did you mean `to`?',
  ),
  entry(
    'another word for `expect`, with a sentence, and a wrong time',
    '- { check: alice is online, at: 3 }',
    '6:7 check [missing-key] this entry has neither `fault` nor `expect`; did you mean `expect` instead of `check`?',
    '6:35 3 [invalid-duration] `3` is no duration; write 3s or 3ms',
  ),
  node(
    'an unknown kind of node with a wrong value',
    'carol: { kind: boot-nod, relay: { maxReservations: "2" } }',
    '4:18 boot-nod [unknown-kind] there is no kind of node `boot-nod`; did you mean `boot-node`?',
    '4:54 "2" [wrong-type] expected a number, but got the text `2`; remove the quotes: 2',
  ),
  entry(
    'one name in place of a pair',
    '- { at: 1s, fault: cut, between: alice, for: 5s }',
    '6:36 alice [wrong-type] expected a list, but got the text `alice`; write [alice, …], or each item on a line of its own after `- `',
  ),
  entry(
    'a misspelt limit is not also a missing one',
    '- { at: 1s, fault: set-relay, relay: boot, maxReservation: 2 }',
    '6:46 maxReservation [unknown-key] unknown key `maxReservation`; did you mean `maxReservations`?',
  ),
  entry(
    'a misspelt `oneWay` is not also a missing one',
    '- { at: 1s, fault: cut, from: alice, to: boot, oneway: true }',
    '6:50 oneway [unknown-key] unknown key `oneway`; did you mean `oneWay`?',
  ),
  entry(
    'a misspelt `state` is not also a wrong one',
    '- { at: 1s, expect: reservation, peer: alice, relay: boot, staet: refused, status: PERMISSION_DENIED }',
    '6:62 staet [unknown-key] unknown key `staet`; did you mean `state`?',
  ),
  file(
    'a search without a value',
    ['name: x', 'nodes:', '  boot: { kind: boot-node }', '  alice: { kind: peer, relays: boot }', 'search:'],
    '5:1 search [missing-key] `search` has no value; write eventually: [{ expect: reservation, peer: alice, relay: boot }] below it',
  ),
  file(
    'a kind in place of an item',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: boot }',
      'search:',
      '  of: [restart]',
      '  eventually: [{ expect: reservation, peer: alice, relay: boot }]',
    ],
    '6:8 restart [wrong-type] an item of a search is a mapping, but this is the text `restart`; write { fault: restart }',
  ),
  file(
    'the list of faults below `faults`',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: boot }',
      'search:',
      '  faults: [{ fault: restart, node: boot }]',
      '  eventually: [{ expect: reservation, peer: alice, relay: boot }]',
    ],
    '6:11 [{ fault: restart, node: boot }] [invalid-value] expected the number of faults: put the list of them below `of`',
  ),
  file(
    '`any` for a pair',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: boot }',
      'search:',
      '  of: [{ fault: cut, between: any }]',
      '  eventually: [{ expect: reservation, peer: alice, relay: boot }]',
    ],
    '6:31 any [invalid-name] `any` names nothing as `between`; leave `between` out: then topo draws it',
  ),
  file(
    '`within` in `always`',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: boot }',
      'search:',
      '  always: [{ expect: reservation, peer: alice, relay: boot, within: 5s }]',
    ],
    '6:61 within [unknown-key] `within` is not possible here; put it below `search`: it is for all of `always`',
  ),
  file(
    '`vary` nested like the file, beside another mistake',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: boot }',
      "seed: '7'",
      'vary: { boot: { relay: { reservationDuration: [1m, 2m] } } }',
      'timeline: []',
    ],
    "5:7 '7' [wrong-type] expected a number, but got the text `7`; remove the quotes: 7",
    '6:9 boot [wrong-type] `boot` has a mapping, but a path of `vary` has a list of values; write boot.relay.reservationDuration: [1m, 2m]',
  ),
  entry(
    'a `resume` without a `pause`',
    '- { at: 5s, fault: resume, node: boot }',
    '6:22 resume [no-effect] this changes nothing: nothing pauses boot; put a `fault: pause` before it, or remove it',
  ),
  entry(
    'a clock that changes by nothing',
    '- { at: 5s, fault: clock-skew, node: boot, by: 0s, for: 1m }',
    '6:22 clock-skew [no-effect] this changes nothing: the clock changes by 0; write an offset such as 10m, or -10m',
  ),
  node(
    'more contacts than there are',
    'carol: { kind: peer, connect: { to: [boot, carol], pick: 2 } }',
    '4:60 2 [no-effect] `pick` is 2, but there is only 1 node to pick from; lower `pick`, or name more nodes',
  ),
  file(
    'a fault of churn in place of a time',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  peers: { kind: peer, relays: boot, count: 1, churn: { for: 1m, session: 10s } }',
      'timeline:',
      '  - { after: peers-leaves-1, expect: process, node: boot }',
    ],
    '6:14 peers-leaves-1 [invalid-duration] `peers-leaves-1` is no duration; write `after: { entry: peers-leaves-1 }` if an entry has this id, or a duration such as 10s',
  ),
  node(
    'churn in the words of uptime',
    'carol: { kind: peer, churn: { up: 10m, down: 1m, until: 1h } }',
    '4:33 up [unknown-key] unknown key `up`; did you mean `session`?',
    '4:42 down [unknown-key] unknown key `down`; did you mean `absence`?',
    '4:52 until [unknown-key] unknown key `until`; did you mean `for`?',
  ),
  node(
    'churn in the words of simulations',
    'carol: { kind: peer, churn: { duration: 5m, lifetime: 1m, downtime: 5s } }',
    '4:33 duration [unknown-key] unknown key `duration`; did you mean `for`?',
    '4:47 lifetime [unknown-key] unknown key `lifetime`; did you mean `session`?',
    '4:61 downtime [unknown-key] unknown key `downtime`; did you mean `absence`?',
  ),
  node(
    'the nodes that must start before',
    'carol: { kind: peer, depends_on: [boot] }',
    '4:24 depends_on [unknown-key] unknown key `depends_on`; boot-nodes start first, others in the order of the file; with `start: manual` a node waits for `fault: start`',
  ),
  node(
    'another word for the environment',
    'carol: { kind: peer, environment: { A: b } }',
    '4:24 environment [unknown-key] unknown key `environment`; did you mean `env`?',
  ),
  node(
    'another word for the file of a module',
    'carol: { kind: module, path: ./chat.ts }',
    '4:26 path [unknown-key] unknown key `path`; did you mean `module`?',
  ),
  node(
    'another word for the rendezvous point',
    'carol: { kind: peer, rendezvous: { point: boot, namespace: chat } }',
    '4:38 point [unknown-key] unknown key `point`; did you mean `at`?',
  ),
  file(
    'a timeline that is too long, with churn',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  peers: { kind: peer, relays: boot, count: 1, churn: { for: 1m, session: 10s } }',
      'timeline:',
      ...Array.from({ length: 2501 }, () => '  - { at: 1s, expect: process, node: boot }'),
    ],
    '5:1 timeline [too-many] the topology has 2501 entries, but topo takes at most 2500; split the topology',
  ),
  file(
    'a pair in a search, where a list holds choices',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '  alice: { kind: peer, relays: boot }',
      'search:',
      '  of: [{ fault: disconnect, between: [alice, boot] }]',
      '  eventually: [{ expect: connection, between: [alice, boot] }]',
    ],
    '6:29 between [unknown-key] unknown key `between`; write `node` and `from`: a list holds the choices of one of them',
  ),
  node(
    'another word for a kind of node',
    'carol: { kind: client }',
    '4:18 client [unknown-kind] there is no kind of node `client`; did you mean `peer`?',
  ),
  node(
    'a relay as a kind of node',
    'carol: { kind: relay }',
    '4:18 relay [unknown-kind] there is no kind of node `relay`; did you mean `boot-node`?',
  ),
  node(
    'another word for the kind',
    'carol: { type: peer }',
    '4:12 type [missing-key] `kind` is missing; did you mean `kind` instead of `type`?',
  ),
  node(
    'a node that is only its kind',
    'carol: peer',
    '4:10 peer [wrong-type] a node is a mapping, but this is the text `peer`; write carol: { kind: peer, … }',
  ),
  node(
    'no kind',
    'carol: { relays: boot }',
    '4:3 carol [missing-key] `kind` is missing; one of boot-node, peer, module, command',
  ),
  node(
    'the bootstrap list',
    'carol: { kind: peer, bootstrap: boot }',
    '4:24 bootstrap [unknown-key] unknown key `bootstrap`; did you mean `connect`?',
  ),
  node(
    'another word for the count',
    'carol: { kind: peer, replicas: 3 }',
    '4:24 replicas [unknown-key] unknown key `replicas`; did you mean `count`?',
  ),
  node(
    'half a node',
    'carol: { kind: peer, count: 2.5 }',
    '4:31 2.5 [wrong-type] expected a whole number, but got the number `2.5`; write 2 or 3',
  ),
  node(
    'a node with marks in its name',
    'résumé: { kind: peer }',
    '4:3 résumé [invalid-name] `résumé` is no name; write resume: names have a-z, 0-9 and -, beginning with a letter, at most 63 characters',
  ),
  node(
    'a negative share',
    'carol: { kind: peer, count: 3, nat: { symmetric: 110%, none: -10% } }',
    '4:64 -10% [invalid-value] `-10%` is no percentage; a percentage cannot be negative: write one such as "2%"',
  ),
  file(
    'a description that is too long',
    ['name: x', `description: ${'a'.repeat(1001)}`, 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    `2:14 ${'a'.repeat(1001)} [invalid-value] expected at most 1,000 characters`,
  ),
  node(
    'a number in quotes',
    'carol: { kind: boot-node, relay: { maxReservations: "2" } }',
    '4:55 "2" [wrong-type] expected a number, but got the text `2`; remove the quotes: 2',
  ),
  node(
    'half a reservation',
    'carol: { kind: boot-node, relay: { maxReservations: 2.5 } }',
    '4:55 2.5 [wrong-type] expected a whole number, but got the number `2.5`; write 2 or 3',
  ),
  node(
    'relay: true on a boot-node',
    'carol: { kind: boot-node, relay: true }',
    '4:36 true [invalid-value] expected `false` or a mapping, but got `true`; remove it',
  ),
  node(
    'yes in place of true',
    'carol: { kind: peer, listen: "yes" }',
    '4:32 "yes" [wrong-type] expected `true` or `false`, but got the text `yes`; write true',
  ),
  node(
    'a port that does not exist',
    'carol: { kind: peer, port: 99999 }',
    '4:30 99999 [invalid-value] expected at most 65535',
  ),
  node(
    'a release that is a number',
    'carol: { kind: peer, libp2p: 2.10 }',
    '4:32 2.10 [wrong-type] `2.10` without quotes is the number 2.1; put it in quotes: "2.10"',
  ),
  node(
    'an address with a prefix length',
    'carol: { kind: peer, address: 31.45.0.9/24 }',
    '4:33 31.45.0.9/24 [invalid-address] `31.45.0.9/24` is no IP address; write 31.45.0.9, without the prefix length',
  ),
  node(
    'an address beyond 255',
    'carol: { kind: peer, address: 300.1.2.3 }',
    '4:33 300.1.2.3 [invalid-address] `300.1.2.3` is no IP address; each of the four numbers is at most 255',
  ),
  node(
    'a network with a prefix that is too long',
    'carol: { kind: peer, libp2pOptions: { connectionManager: { deny: [10.0.0.0/40] } } }',
    '4:69 10.0.0.0/40 [invalid-address] `10.0.0.0/40` is no multiaddr; write /ip4/10.0.0.0/ipcidr/24: a prefix of IPv4 has at most 32 bits',
  ),
  node(
    'a network in the usual form',
    'carol: { kind: peer, libp2pOptions: { connectionManager: { deny: [10.0.0.0/8] } } }',
    '4:69 10.0.0.0/8 [invalid-address] `10.0.0.0/8` is no multiaddr; write /ip4/10.0.0.0/ipcidr/8',
  ),
  node(
    'a router that does not exist',
    'carol: { kind: peer, behind: home }',
    '4:32 home [unknown-router] there is no router `home`; add routers: { home: { nat: port-restricted-cone } }',
  ),
  node(
    'a family of presets of NATs',
    'carol: { kind: peer, nat: cone }',
    '4:29 cone [invalid-value] `cone` is not possible here; write full-cone, restricted-cone or port-restricted-cone',
  ),
  node(
    'half of a preset of NATs',
    'carol: { kind: peer, nat: port_restricted }',
    '4:29 port_restricted [invalid-value] `port_restricted` is not possible here; did you mean `port-restricted-cone`?',
  ),
  entry(
    'a node that is misspelt',
    '- { at: 1s, fault: kill, node: boto }',
    '6:34 boto [selector-without-match] no node matches `boto`; did you mean `boot`?',
  ),
  entry(
    'a list of names in one text',
    '- { at: 1s, expect: reachable, from: "alice, boot", to: boot }',
    '6:40 "alice, boot" [invalid-name] `alice, boot` names no node; write [alice, boot]',
  ),
  entry(
    'a word for all nodes',
    '- { at: 1s, fault: kill, node: all }',
    '6:34 all [selector-without-match] no node matches `all`; write "*" for all',
  ),
  entry(
    'the relay of a peer, with another line',
    '- { at: 1s, fault: kill, node: relay_of(alice) }',
    '6:34 relay_of(alice) [invalid-value] `relay_of(alice)` names no relay; write relay-of(alice)',
  ),
  entry(
    'the relay of a peer, without brackets',
    '- { at: 1s, fault: kill, node: relay-of alice }',
    '6:34 relay-of alice [invalid-value] `relay-of alice` names no relay; write relay-of(alice)',
  ),
  entry(
    'the relay of a peer, as a name',
    '- { at: 1s, fault: kill, node: relay-of-alice }',
    '6:34 relay-of-alice [selector-without-match] no node matches `relay-of-alice`; write relay-of(alice)',
  ),
  entry(
    'no router',
    '- { at: 1s, fault: flush-nat }',
    '6:15 fault: flush-nat [missing-key] `router` is missing; expected the name of a router, or a pattern such as home-*',
  ),
  entry(
    'a number in place of a node or router',
    '- { at: 1s, fault: cut, between: [alice, 5] }',
    '6:44 5 [wrong-type] expected the name of a node or router, but got the number `5`; write a name, a list of names, a pattern such as bob-*, or relay-of(alice)',
  ),
  entry(
    'a name without a name server',
    '- { at: 1s, fault: dns, name: boot.example, answer: silence }',
    '6:33 boot.example [selector-without-match] no name of `dns:` matches `boot.example`; the topology has no `dns:`, which names them',
  ),
  entry(
    'a pair of one node',
    '- { at: 1s, expect: connection, between: [alice, alice] }',
    '6:45 alice [no-pair] `between` names `alice` twice, so there is no pair; only `boot` is possible',
  ),
  entry(
    'a pair of one node, of which one side acts',
    '- { at: 1s, fault: disconnect, between: [boot, [boot]] }',
    '6:44 boot [no-pair] `between` names `boot` twice, so there is no pair; only `alice` is possible',
  ),
  entry(
    'a name with marks',
    '- { at: 1s, fault: kill, node: bööt }',
    '6:34 bööt [invalid-name] `bööt` names no node; write boot: names have a-z, 0-9 and -, beginning with a letter, at most 63 characters',
  ),
  entry(
    'a duration without unit',
    '- { at: 10, fault: kill, node: boot }',
    '6:11 10 [invalid-duration] `10` is no duration; write 10s or 10ms',
  ),
  entry(
    'a duration in words',
    '- { at: 10 seconds, fault: kill, node: boot }',
    '6:11 10 seconds [invalid-duration] `10 seconds` is no duration; write 10s',
  ),
  entry(
    'a time of day',
    '- { at: "00:10:00", fault: kill, node: boot }',
    '6:11 "00:10:00" [invalid-duration] `00:10:00` is no duration; write 10m',
  ),
  entry(
    'a negative time',
    '- { at: -5s, fault: kill, node: boot }',
    '6:11 -5s [invalid-duration] `-5s` is no duration; a duration cannot be negative: write one such as 5s',
  ),
  entry(
    'a bandwidth in bits',
    '- { at: 1s, fault: link, between: [alice, boot], bandwidth: 10Mbps }',
    '6:63 10Mbps [invalid-size] `10Mbps` is no size; topo counts bytes: write 1250000B for 10Mbps',
  ),
  entry(
    'a size of the shop',
    '- { at: 1s, expect: transfer, from: alice, to: boot, bytes: 128KB }',
    '6:63 128KB [invalid-size] `128KB` is no size; write 128KiB',
  ),
  entry(
    'a percentage without sign',
    '- { at: 1s, fault: link, between: [alice, boot], loss: 5 }',
    '6:58 5 [invalid-value] `5` is no percentage; write "5%"',
  ),
  entry(
    'a longer name of a fault',
    '- { at: 1s, fault: network-partition, groups: [alice, boot] }',
    '6:22 network-partition [unknown-kind] there is no fault `network-partition`; did you mean `partition`?',
  ),
  entry(
    'another word for a fault',
    '- { at: 1s, fault: crash, node: boot }',
    '6:22 crash [unknown-kind] there is no fault `crash`; did you mean `kill`?',
  ),
  entry(
    'what a fault changes as its kind',
    '- { at: 1s, fault: latency, between: [alice, boot], latency: 1s }',
    '6:22 latency [unknown-kind] there is no fault `latency`; did you mean `link`?',
  ),
  entry(
    'an expectation as a fault',
    '- { at: 1s, fault: reachable, from: alice, to: boot }',
    '6:22 reachable [unknown-kind] there is no fault `reachable`; it is an expectation: write `expect: reachable`',
  ),
  entry(
    'a pause of the timeline',
    '- { at: 1s, fault: sleep, for: 30s }',
    '6:22 sleep [unknown-kind] there is no fault `sleep`; nothing needs to wait: write `after: 30s` in the next entry',
  ),
  entry(
    'an entry that only waits',
    '- { wait: 30s }',
    '6:7 wait [missing-key] this entry has neither `fault` nor `expect`; nothing needs to wait: write `after: 30s` in the next entry',
  ),
  entry(
    'another word for expect',
    '- { at: 1s, assert: reachable, from: alice, to: boot }',
    '6:15 assert [missing-key] this entry has neither `fault` nor `expect`; did you mean `expect` instead of `assert`?',
  ),
  entry(
    'a fault as a key',
    '- { at: 1s, kill: boot }',
    '6:15 kill [missing-key] this entry has neither `fault` nor `expect`; write `fault: kill`',
  ),
  entry(
    '`for` on a node that is killed',
    '- { at: 1s, fault: kill, node: boot, for: 5s }',
    '6:40 for [unknown-key] `for` undoes a fault, but `kill` cannot be undone; a killed node stays down: write `fault: restart` with `how: kill` and `down: 5s`',
  ),
  entry(
    '`for` on a restart',
    '- { at: 1s, fault: restart, node: boot, for: 5s }',
    '6:43 for [unknown-key] `for` undoes a fault, but `restart` cannot be undone; write `down: 5s` for the time that the node stays down',
  ),
  entry(
    '`down` on a pause',
    '- { at: 1s, fault: pause, node: boot, down: 5s }',
    '6:41 down [unknown-key] unknown key `down`; write `for: 5s`: a paused node is not down',
  ),
  entry(
    'another word for `for`',
    '- { at: 1s, fault: cut, between: [alice, boot], duration: 5s }',
    '6:51 duration [unknown-key] unknown key `duration`; did you mean `for`?',
  ),
  entry(
    'the time that a cut lasts, as the time that a node is down',
    '- { at: 1s, fault: cut, between: [alice, boot], down: 5s }',
    '6:51 down [unknown-key] unknown key `down`; did you mean `for`?',
  ),
  entry(
    'the length of a fault that nothing undoes',
    '- { at: 1s, fault: start, node: boot, duration: 5s }',
    '6:41 duration [unknown-key] unknown key `duration`; remove it: `start` cannot be undone',
  ),
  entry(
    'the length of a fault that a node does not survive',
    '- { at: 1s, fault: kill, node: boot, duration: 5s }',
    '6:40 duration [unknown-key] unknown key `duration`; a killed node stays down: write `fault: restart` with `how: kill` and `down: 5s`',
  ),
  entry(
    'the direction of a cut',
    '- { at: 1s, fault: cut, between: [alice, boot], direction: out }',
    '6:51 direction [unknown-key] unknown key `direction`; write `from`, `to` and `oneWay: true` for one direction; `between` has both',
  ),
  entry(
    'the node that is cut off',
    '- { at: 1s, fault: cut, node: alice }',
    '6:27 node [unknown-key] unknown key `node`; write `between: [alice, boot]`; "*" stands for all others',
  ),
  entry(
    'other words for both ends of a cut',
    '- { at: 1s, fault: cut, source: alice, target: boot, oneWay: true }',
    '6:27 source [unknown-key] unknown key `source`; did you mean `from`?',
    '6:42 target [unknown-key] unknown key `target`; did you mean `to`?',
  ),
  entry(
    'other words for both nodes',
    '- { at: 1s, expect: reachable, node: alice, peer: boot }',
    '6:34 node [unknown-key] unknown key `node`; did you mean `from`?',
    '6:47 peer [unknown-key] unknown key `peer`; did you mean `to`?',
  ),
  entry(
    'another word for one of two nodes',
    '- { at: 1s, expect: reachable, from: alice, server: boot }',
    '6:47 server [unknown-key] unknown key `server`; did you mean `to`?',
  ),
  entry(
    'both words of another expectation',
    '- { at: 1s, expect: identified, from: alice, to: boot }',
    '6:35 from [unknown-key] unknown key `from`; did you mean `by`?',
    '6:48 to [unknown-key] unknown key `to`; did you mean `peer`?',
  ),
  entry(
    'one node of a pair',
    '- { at: 1s, expect: connection, peer: boot }',
    '6:35 peer [unknown-key] unknown key `peer`; did you mean `between`?',
  ),
  entry(
    'a pair in place of two parameters',
    '- { at: 1s, expect: reservation, between: [alice, boot] }',
    '6:36 between [unknown-key] unknown key `between`; write `peer: alice` and `relay: boot`',
  ),
  entry(
    'a name in place of a node',
    '- { at: 1s, fault: kill, name: boot }',
    '6:28 name [unknown-key] unknown key `name`; did you mean `node`?',
  ),
  entry(
    'unknown keys that stand for all that is missing',
    '- { at: 1s, expect: reachable, this: alice, that: boot }',
    '6:34 this [unknown-key] unknown key `this`; did you mean `from`?',
    '6:47 that [unknown-key] unknown key `that`; did you mean `to`?',
  ),
  entry(
    'another word for the kind of an event',
    '- { at: 1s, expect: event, kind: note }',
    '6:30 kind [unknown-key] unknown key `kind`; did you mean `of`?',
  ),
  entry(
    'a field of an event beside `where`',
    '- { at: 1s, expect: event, of: relay-reservation, outcome: accepted }',
    '6:53 outcome [unknown-key] unknown key `outcome`; write `where: { outcome: … }`',
  ),
  entry(
    'another word for the number of events',
    '- { at: 1s, expect: event, of: relay-reservation, count: 2 }',
    '6:53 count [unknown-key] unknown key `count`; did you mean `times`?',
  ),
  entry(
    'the peer of an event',
    '- { at: 1s, expect: event, of: relay-reservation, node: boot, peer: alice }',
    '6:65 peer [unknown-key] unknown key `peer`; write `where: { peer: … }`',
  ),
  entry(
    'one node of a partition',
    '- { at: 1s, fault: partition, node: alice }',
    '6:33 node [unknown-key] unknown key `node`; write `groups: [alice, boot]`, or `fault: cut` with `between: [alice, "*"]` for one node',
  ),
  entry(
    'the new network of a node by another word',
    '- { at: 1s, fault: move, node: alice, network: home }',
    '6:41 network [unknown-key] unknown key `network`; write `behind: cafe`, the router of the new network',
  ),
  entry(
    'a cut in one direction by another word',
    '- { at: 1s, fault: cut, from: alice, to: boot, direction: out }',
    '6:50 direction [unknown-key] unknown key `direction`; write `from`, `to` and `oneWay: true` for one direction; `between` has both',
  ),
  entry(
    'other words for qualities of a link',
    '- { at: 1s, fault: link, between: [alice, boot], delay: 5s, packetLoss: 5% }',
    '6:52 delay [unknown-key] unknown key `delay`; did you mean `latency`?',
    '6:63 packetLoss [unknown-key] unknown key `packetLoss`; did you mean `loss`?',
  ),
  entry(
    '`to` of a disconnect',
    '- { at: 1s, fault: disconnect, from: alice, to: boot }',
    '6:47 to [unknown-key] unknown key `to`; write `between: [alice, boot]`, or `node` and `from` for the side that closes',
  ),
  entry(
    'a pair that has a direction',
    '- { at: 1s, expect: reachable, between: [alice, boot] }',
    '6:34 between [unknown-key] unknown key `between`; it has a direction: write `from: alice` and `to: bob`',
  ),
  entry(
    'a pair with one end',
    '- { at: 1s, expect: connection, between: [alice] }',
    '6:44 [alice] [invalid-value] expected 2 of them: [alice, boot]',
  ),
  entry(
    'no pair',
    '- { at: 1s, expect: connection }',
    '6:15 expect: connection [missing-key] `between` is missing; write `between: [alice, boot]`, or `from` and `to`',
  ),
  entry(
    'half a pair',
    '- { at: 1s, fault: disconnect, node: boot }',
    '6:15 fault: disconnect [missing-key] `from` is missing; expected the name of a node, a pattern such as bob-*, or relay-of(alice)',
  ),
  entry(
    'a misspelt pair',
    '- { at: 1s, expect: connection, betwen: [alice, boot] }',
    '6:35 betwen [unknown-key] unknown key `betwen`; did you mean `between`?',
  ),
  entry(
    'another word for a pair',
    '- { at: 1s, fault: disconnect, nodes: [alice, boot] }',
    '6:34 nodes [unknown-key] unknown key `nodes`; did you mean `between`?',
  ),
  entry(
    'a pair twice',
    '- { at: 1s, expect: connection, between: [alice, boot], from: alice }',
    '6:59 from [conflicting-keys] `between` names both nodes, so `from` is not possible; remove one of them',
  ),
  entry(
    'a partition as a pair',
    '- { at: 1s, fault: partition, between: [alice, boot] }',
    '6:33 between [unknown-key] unknown key `between`; write `groups: [alice, boot]`',
  ),
  entry(
    'another word for a parameter',
    '- { at: 1s, expect: reservation, node: alice, relay: boot }',
    '6:36 node [unknown-key] unknown key `node`; did you mean `peer`?',
  ),
  entry(
    'another word for the pattern',
    '- { at: 1s, expect: log, node: alice, contains: hello }',
    '6:41 contains [unknown-key] unknown key `contains`; did you mean `pattern`?',
  ),
  entry(
    'another word for within',
    '- { at: 1s, expect: reachable, from: alice, to: boot, timeout: 5s }',
    '6:57 timeout [unknown-key] unknown key `timeout`; did you mean `within`?',
  ),
  entry(
    'a misspelt key',
    '- { at: 1s, expect: reachable, from: alice, to: boot, withing: 5s }',
    '6:57 withing [unknown-key] unknown key `withing`; did you mean `within`?',
  ),
  entry(
    '`never: false`',
    '- { at: 1s, expect: reachable, from: alice, to: boot, never: false }',
    '6:64 false [invalid-value] expected `true`, but got `false`; remove it',
  ),
  entry(
    'two modes',
    '- { at: 1s, expect: reachable, from: alice, to: boot, within: 1s, for: 5s }',
    '6:69 for [conflicting-keys] an entry has only one of `within`, `for`, `never`; `within`: it becomes true; `for`: it stays true; `never: true`: it never becomes true',
  ),
  entry(
    'the negation of an expectation',
    '- { at: 1s, expect: not-reachable, from: alice, to: boot }',
    '6:23 not-reachable [unknown-kind] there is no expectation `not-reachable`; did you mean `unreachable`?',
  ),
  entry(
    'an expectation in the words of a test library',
    '- { at: 1s, expect: toBeReachable, from: alice, to: boot }',
    '6:23 toBeReachable [unknown-kind] there is no expectation `toBeReachable`; did you mean `reachable`?',
  ),
  entry(
    'a negation with a mark',
    '- { at: 1s, expect: "!reachable", from: alice, to: boot }',
    '6:23 "!reachable" [unknown-kind] there is no expectation `!reachable`; write `expect: unreachable`',
  ),
  entry(
    'a negation in the words of a test library',
    '- { at: 1s, expect: not.toBeReachable, from: alice, to: boot }',
    '6:23 not.toBeReachable [unknown-kind] there is no expectation `not.toBeReachable`; write `expect: unreachable`',
  ),
  entry(
    'the negation of a state',
    '- { at: 1s, expect: not connected, from: alice, to: boot }',
    '6:23 not connected [unknown-kind] there is no expectation `not connected`; write `expect: connection` with `state: closed`',
  ),
  entry(
    'the opposite of a state',
    '- { at: 1s, expect: disconnected, from: alice, to: boot }',
    '6:23 disconnected [unknown-kind] there is no expectation `disconnected`; write `expect: connection` with `state: closed`',
  ),
  entry(
    'a state that is over',
    '- { at: 1s, expect: reservation-lost, peer: alice, relay: boot }',
    '6:23 reservation-lost [unknown-kind] there is no expectation `reservation-lost`; write `expect: reservation` with `state: none`',
  ),
  entry(
    'the negation of an expectation without an opposite',
    '- { at: 1s, expect: not-upgraded, from: alice, to: boot }',
    '6:23 not-upgraded [unknown-kind] there is no expectation `not-upgraded`; write `expect: upgraded` with `never: true`',
  ),
  entry(
    'a path as an expectation',
    '- { at: 1s, expect: relayed, from: alice, to: boot }',
    '6:23 relayed [unknown-kind] there is no expectation `relayed`; write `expect: reachable` with `path: relayed`',
  ),
  entry(
    'a state of a process as an expectation',
    '- { at: 1s, expect: alive, node: boot }',
    '6:23 alive [unknown-kind] there is no expectation `alive`; write `expect: process` with `state: running`',
  ),
  entry(
    'the negation of a state of a process',
    '- { at: 1s, expect: not running, node: boot }',
    '6:23 not running [unknown-kind] there is no expectation `not running`; write `expect: process` with `state: exited`',
  ),
  entry(
    'a short word for an expectation',
    '- { at: 1s, expect: nat, node: alice }',
    '6:23 nat [unknown-kind] there is no expectation `nat`; did you mean `nat-status`?',
  ),
  entry(
    'an expectation with a word before it',
    '- { at: 1s, expect: peer-connected, from: alice, to: boot }',
    '6:23 peer-connected [unknown-kind] there is no expectation `peer-connected`; did you mean `connection`?',
  ),
  entry(
    'the end of a fault',
    '- { at: 1s, fault: heal, between: [alice, boot] }',
    '6:22 heal [unknown-kind] there is no fault `heal`; a fault ends by itself: write `for: 30s` in its entry',
  ),
  entry(
    'the word of a firewall',
    '- { at: 1s, fault: drop, between: [alice, boot] }',
    '6:22 drop [unknown-kind] there is no fault `drop`; did you mean `cut`?',
  ),
  entry(
    'the loss of a network',
    '- { at: 1s, fault: network-loss, between: [alice, boot] }',
    '6:22 network-loss [unknown-kind] there is no fault `network-loss`; did you mean `link`?',
  ),
  entry(
    'a fault with a word after it',
    '- { at: 1s, fault: crash-node, node: boot }',
    '6:22 crash-node [unknown-kind] there is no fault `crash-node`; did you mean `kill`?',
  ),
  entry(
    'a fault below `kind`',
    '- { kind: kill, node: boot }',
    '6:7 kind [missing-key] this entry has neither `fault` nor `expect`; write `fault: kill` in place of `kind`',
  ),
  entry(
    'a fault with its keys below it',
    '- { at: 1s, fault: { kind: kill, node: boot } }',
    '6:22 { kind: kill, node: boot } [wrong-type] expected the name of a fault, but got a mapping; write `fault: kill`, and its keys beside it',
  ),
  entry(
    'an expectation with its keys below it',
    '- { at: 1s, expect: { reachable: { from: alice, to: boot } } }',
    '6:23 { reachable: { from: alice, to: boot } } [wrong-type] expected the name of an expectation, but got a mapping; write `expect: reachable`, and its keys beside it',
  ),
  entry(
    'an event by what has happened',
    '- { at: 1s, expect: event, of: connected }',
    '6:34 connected [invalid-value] `connected` is not possible here; write `of: connection-opened`',
  ),
  entry(
    'another word for a path',
    '- { at: 1s, expect: reachable, from: alice, to: boot, path: relay }',
    '6:63 relay [invalid-value] `relay` is not possible here; did you mean `relayed`?',
  ),
  entry(
    'an event by its outcome',
    '- { at: 1s, expect: event, of: reservation-acepted }',
    '6:34 reservation-acepted [invalid-value] `reservation-acepted` is not possible here; write `of: relay-reservation` with `where: { outcome: accepted }`',
  ),
  entry(
    'a field that the event does not have',
    '- { at: 1s, expect: event, of: relay-reservation, where: { status: refused } }',
    '6:70 refused [invalid-value] `refused` is not possible here; did you mean `RESERVATION_REFUSED`?',
  ),
  entry(
    'a router by its node',
    '- { at: 1s, fault: flush-nat, node: alice }',
    '6:33 node [unknown-key] unknown key `node`; write `router: alice-router`, the router of a node with `nat`, or the one that it is behind',
  ),
  entry(
    'the new network of a node',
    '- { at: 1s, fault: move, node: alice, to: home }',
    '6:41 to [unknown-key] unknown key `to`; write `behind: cafe`, the router of the new network',
  ),
  entry(
    'an id in place of a time',
    '- { id: roam, at: 1s, fault: pause, node: alice, for: 5s }\n  - { after: roam, expect: reservation, peer: alice, relay: boot }',
    '7:14 roam [invalid-duration] `roam` is no duration; did you mean `after: { entry: roam }`?',
  ),
  entry(
    'a circle beside another mistake',
    '- { id: a, after: { entry: b }, fault: pause, node: alice, withing: 3s }\n  - { id: b, after: { entry: a }, fault: resume, node: alice }',
    '6:14 after: { entry: b } [cycle] these entries wait for each other: a → b → a; give one of them an `at`',
    '6:62 withing [unknown-key] unknown key `withing`; one of id, at, after, known, because, harmless, for',
  ),
]
