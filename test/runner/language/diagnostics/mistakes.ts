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
    '4:3 kind [yaml-syntax] `kind` stands beside `boot`, not below it; indent it further than `boot`',
  ),
  file(
    'a node without a mapping, before a node that has the name of a key',
    ['name: x', 'nodes:', '  boot:', '  relay: { kind: boot-node }', 'timeline: []'],
    '3:3 boot [wrong-type] a node is a mapping, but this is nothing; write boot: { kind: peer, … }',
  ),
  file(
    'a first line that is indented',
    [' name: x', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '1:2 name [yaml-syntax] `name` begins after 1 space; remove it',
  ),
  file(
    'first lines that are indented, below a comment',
    ['# relays', '  name: x', '  seed: 3', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '2:3 name [yaml-syntax] `name` begins after 2 spaces; remove them',
  ),
  entry(
    'a forgotten dash of a later entry',
    '- at: 1s\n    fault: kill\n    node: boot\n  at: 2s\n  fault: start\n  node: boot',
    '9:3 at [yaml-syntax] `- ` is missing before `at`; an item of a list begins with `- `: write - at: 2s',
  ),
  entry(
    'a forgotten dash of an entry whose keys are in the right column',
    '- at: 1s\n    fault: kill\n    node: boot\n    at: 2s\n    fault: start\n    node: boot',
    '9:5 at [yaml-syntax] `- ` is missing before `at`; an item of a list begins with `- `: write - at: 2s',
  ),
  entry(
    'a forgotten dash of an entry in braces',
    '- at: 1s\n    fault: kill\n    node: boot\n  { at: 2s, fault: start, node: boot }',
    '9:3 { [yaml-syntax] `- ` is missing before `{`; an item of a list begins with `- `: write - { at: 2s, fault: start, node: boot }',
  ),
  entry(
    'a forgotten dash of the first entry',
    'at: 1s\n  fault: kill\n  node: boot\n  - at: 2s\n    fault: start\n    node: boot',
    '6:3 at [yaml-syntax] `- ` is missing before `at`; an item of a list begins with `- `: write - at: 1s',
  ),
  node(
    'an item among keys',
    '- alice: { kind: peer }',
    '4:3 - [yaml-syntax] `-` begins an item of a list, but the lines above it have keys; write it as the keys above, without `- `: alice: { kind: peer }',
  ),
  node(
    'an item with keys below it, among keys',
    '- alice:\n      kind: peer\n      relays: boot',
    '4:3 - [yaml-syntax] `-` begins an item of a list, but the lines above it have keys; write it as the keys above, without `- `: alice:',
  ),
  entry(
    'an item in the column of keys',
    '- at: 1s\n    fault: kill\n    node: boot\n    - at: 2s\n      fault: start\n      node: boot',
    '9:5 - [yaml-syntax] `-` is indented too far; begin it in the column of `-`, after 2 spaces',
  ),
  entry(
    'an item in braces that is indented too far',
    '- { at: 1s, fault: kill, node: boot }\n    - { at: 2s, fault: start, node: boot }',
    '7:5 - [yaml-syntax] `-` is indented further than the items beside it; begin it in the column of `-`, after 2 spaces',
  ),
  file(
    'an item without a value, among keys',
    [
      'name: x',
      'routers:',
      '  home: { nat: symmetric }',
      '  - a7',
      'nodes:',
      '  boot: { kind: boot-node }',
      'timeline: []',
    ],
    '4:3 - a7 [yaml-syntax] `-` begins an item of a list, but the lines above it have keys; write `key: value` as above it, or indent the list further than its key',
  ),
  file(
    'a key beside the key that it belongs below',
    [
      'name: x',
      'nodes:',
      '  boot:',
      '    kind: boot-node',
      '    relay:',
      '    maxReservations: 2',
      'timeline: []',
    ],
    '6:5 maxReservations [yaml-syntax] `maxReservations` stands beside `relay`, not below it; indent it further than `relay`',
  ),
  node(
    'keys beside the key that they belong below',
    'carol:\n    kind: peer\n    relays: boot\n    churn:\n    for: 1m\n    session: 10s\n    leave: kill',
    '8:5 for [yaml-syntax] `for` stands beside `churn`, not below it; indent it further than `churn`',
  ),
  entry(
    'a field beside `where`',
    '- at: 1s\n    expect: event\n    of: relay-reservation\n    where:\n    outcome: accepted',
    '10:5 outcome [yaml-syntax] `outcome` stands beside `where`, not below it; indent it further than `where`',
  ),
  file(
    'nodes beside `nodes`',
    ['name: x', 'nodes:', 'boot:', '  kind: boot-node', 'alice:', '  kind: peer', 'timeline: []'],
    '3:1 boot [yaml-syntax] `boot` stands beside `nodes`, not below it; indent it further than `nodes`',
  ),
  file(
    'keys of an entry beside its list',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'timeline:',
      '- at: 1s',
      'fault: restart',
      'node: boot',
    ],
    '6:1 fault [yaml-syntax] `fault` stands beside the list, not in its item; begin it in the column of `at`, after 2 spaces',
  ),
  file(
    'a key of an entry that is not indented',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      'timeline:',
      '- at: 1s',
      '  fault: restart',
      'node: boot',
      '- at: 2s',
    ],
    '7:1 node [yaml-syntax] `node` is indented too little; begin it in the column of `fault`, after 2 spaces',
  ),
  file(
    'keys of two nodes that are not indented',
    [
      'name: x',
      'nodes:',
      '  boot:',
      '  kind: boot-node',
      '  alice:',
      '  kind: peer',
      '  relays: boot',
      'timeline: []',
    ],
    '4:3 kind [yaml-syntax] `kind` stands beside `boot`, not below it; indent it further than `boot`',
    '6:3 kind [yaml-syntax] `kind` stands beside `alice`, not below it; indent it further than `alice`',
  ),
  file(
    'a node between two levels, with keys of its own',
    ['name: x', 'nodes:', '  boot:', '    kind: boot-node', '   alice:', '    kind: peer', 'timeline: []'],
    '5:4 alice [yaml-syntax] `alice` begins after 3 spaces, but above it `kind` after 4 and `boot` after 2; begin it in the column of `boot`, after 2 spaces',
  ),
  entry(
    'keys of an entry that are indented too far',
    '- at: 1s\n     fault: kill\n     node: boot',
    '7:6 fault [yaml-syntax] `fault` is indented further than the keys beside it; begin it in the column of `at`, after 4 spaces',
  ),
  entry(
    'keys of an entry in the column of its dash',
    '- at: 1s\n  fault: kill\n  node: boot',
    '7:3 fault [yaml-syntax] `fault` is indented too little; begin it in the column of `at`, after 4 spaces',
  ),
  entry(
    'items that are indented too little',
    '- at: 1s\n    fault: kill\n    node: boot\n- at: 2s\n  fault: start\n  node: boot',
    '9:1 - [yaml-syntax] `-` is indented too little; begin it in the column of `-`, after 2 spaces',
  ),
  file(
    'the first of several nodes in another column',
    [
      'name: x',
      'nodes:',
      '   boot: { kind: boot-node }',
      '  alice: { kind: peer }',
      '  carol: { kind: peer }',
      'timeline: []',
    ],
    '3:4 boot [yaml-syntax] `boot` is indented too far for the lines below it; begin it after 2 spaces',
  ),
  file(
    'a line of a longer text in another column',
    [
      'name: x',
      'description: >',
      '  A peer asks a relay',
      ' for a reservation.',
      'nodes:',
      '  boot: { kind: boot-node }',
      'timeline: []',
    ],
    '4:2 for a reservation. [yaml-syntax] this text is indented less than the line above it; begin it after 2 spaces',
  ),
  file(
    'the timeline among the nodes',
    ['name: x', 'nodes:', '  boot: { kind: boot-node }', '  timeline: []'],
    '4:3 timeline [yaml-syntax] `timeline` is indented too far; begin it in the column of `nodes`, without spaces',
  ),
  file(
    'a section that is indented',
    ['name: x', ' nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '2:2 nodes [yaml-syntax] `nodes` is indented further than the keys beside it; begin it in the column of `name`, without spaces',
  ),
  node(
    'an item among keys, and mistakes in it',
    '- alice: { kind: peer, relay: boot }\n  carol: { kind: peeer }',
    '4:3 - [yaml-syntax] `-` begins an item of a list, but the lines above it have keys; write it as the keys above, without `- `: alice: { kind: peer, relay: boot }',
  ),
  file(
    'a forgotten dash, with line breaks of Windows',
    [
      'name: x\r',
      'nodes:\r',
      '  boot: { kind: boot-node }\r',
      '  alice: { kind: peer, relays: boot }\r',
      'timeline:\r',
      '  - at: 1s\r',
      '    fault: kill\r',
      '    node: boot\r',
      '  at: 2s\r',
      '  fault: start\r',
      '  node: boot',
    ],
    '9:3 at [yaml-syntax] `- ` is missing before `at`; an item of a list begins with `- `: write - at: 2s',
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
    '3:3 boot [yaml-syntax] `: ` is missing after `boot`; write boot: {',
  ),
  entry(
    'a missing space after a colon',
    '- { at: 1s, fault: kill, node:boot }',
    '6:28 node:boot [yaml-syntax] a space is missing after `node:`; write node: boot',
  ),
  file(
    'a missing colon after a key with keys below it',
    ['name: x', 'nodes', '  boot: { kind: boot-node }', 'timeline: []'],
    '2:1 nodes [yaml-syntax] `:` is missing after `nodes`; write nodes:',
  ),
  file(
    'a missing colon after the name of a node',
    ['name: x', 'nodes:', '  boot', '    kind: boot-node', 'timeline: []'],
    '3:3 boot [yaml-syntax] `:` is missing after `boot`; write boot:',
  ),
  entry(
    'a missing colon after the first key of an entry',
    '- at 1s\n    fault: kill\n    node: boot',
    '6:5 at [yaml-syntax] `: ` is missing after `at`; write at: 1s',
  ),
  entry(
    'a missing colon after a later key of an entry',
    '- at: 1s\n    expect: reservation\n    peer alice\n    relay: boot',
    '8:5 peer [yaml-syntax] `: ` is missing after `peer`; write peer: alice',
  ),
  file(
    'a missing colon in braces',
    ['name: x', 'nodes:', '  boot: { kind boot-node }', 'timeline: []'],
    '3:11 kind [yaml-syntax] `: ` is missing after `kind`; write kind: boot-node',
  ),
  entry(
    'a missing colon in braces, with another mistake of YAML',
    '- { at 1s, fault: kill, node: boot }',
    '6:7 at [yaml-syntax] `: ` is missing after `at`; write at: 1s',
  ),
  entry(
    'a missing space after a dash',
    '-at: 1s\n   fault: kill\n   node: boot',
    '6:3 - [yaml-syntax] a space is missing after `-`; write - at: 1s',
  ),
  entry(
    'a missing space after a dash, before braces',
    '-{ at: 1s, fault: kill, node: boot }',
    '6:3 - [yaml-syntax] a space is missing after `-`; write - { at: 1s, fault: kill, node: boot }',
  ),
  entry(
    'missing spaces after the colons of an entry',
    '- at:1s\n    fault:kill\n    node:boot',
    '6:5 at:1s [yaml-syntax] a space is missing after `at:`; write at: 1s',
  ),
  entry(
    'a missing space after one colon of an entry',
    '- at: 1s\n    fault:kill\n    node: boot',
    '7:5 fault:kill [yaml-syntax] a space is missing after `fault:`; write fault: kill',
  ),
  file(
    'a missing space after the colon of the first line',
    ['name:x', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '1:1 name:x [yaml-syntax] a space is missing after `name:`; write name: x',
  ),
  file(
    'an equals sign',
    ['name: x', 'nodes:', '  boot: { kind = boot-node }', 'timeline: []'],
    '3:11 kind [yaml-syntax] `=` stands in the place of `: ` after `kind`; write kind: boot-node',
  ),
  node(
    'equals signs',
    'carol: { kind = peer, relays = boot }',
    '4:12 kind [yaml-syntax] `=` stands in the place of `: ` after `kind`; write kind: peer',
  ),
  file(
    'an equals sign without spaces',
    ['name: x', 'nodes:', '  boot: { kind=boot-node }', 'timeline: []'],
    '3:11 kind [yaml-syntax] `=` stands in the place of `: ` after `kind`; write kind: boot-node',
  ),
  file(
    'an equals sign before braces',
    ['name: x', 'nodes:', '  boot = { kind: boot-node }', 'timeline: []'],
    '3:3 boot [yaml-syntax] `=` stands in the place of `: ` after `boot`; write boot: {',
  ),
  file(
    'two keys on one line',
    ['name: x', 'nodes:', '  boot: kind: boot-node', 'timeline: []'],
    '3:3 boot: kind: boot-node [yaml-syntax] several `key: value` on one line need braces; write boot: { kind: boot-node }',
  ),
  entry(
    'an entry on one line without braces',
    '- at: 1s fault: kill node: boot',
    '6:5 at: 1s fault: kill node: boot [yaml-syntax] several `key: value` on one line need braces; write { at: 1s, fault: kill, node: boot }',
  ),
  entry(
    'a semicolon at the end of a line',
    '- { at: 1s, fault: kill, node: boot };',
    '6:40 ; [yaml-syntax] YAML has no `;` at the end of a line; remove it',
  ),
  entry(
    'a comma at the end of an entry',
    '- { at: 1s, fault: kill, node: boot },\n  - { at: 2s, fault: start, node: boot }',
    '6:40 , [yaml-syntax] YAML has no `,` at the end of a line; remove it',
  ),
  entry(
    'a comment of JavaScript',
    '- { at: 1s, fault: kill, node: boot } // comment',
    '6:41 // [yaml-syntax] a comment begins with `#`, not with `//`; write # comment',
  ),
  entry(
    'a comment without a space before it',
    '- { at: 1s, fault: kill, node: boot }#comment',
    '6:40 # [yaml-syntax] a space is missing before `#`; put a space before it',
  ),
  file(
    'a text behind braces',
    ['name: x', 'nodes:', '  boot: { kind: boot-node } extra', 'timeline: []'],
    '3:29 extra [yaml-syntax] nothing can follow the end of a value; remove it, put a comma between two values, or put the whole text in quotes',
  ),
  file(
    'parentheses',
    ['name: x', 'nodes:', '  boot: ( kind: boot-node )', 'timeline: []'],
    '3:3 boot: ( kind: boot-node ) [yaml-syntax] this line is not YAML; look for a wrong indentation, and for a missing `: `, `- `, comma or quote',
  ),
  node(
    'a variable of a template',
    `carol: { kind: peer, count: \${N} }`,
    `4:3 carol: { kind: peer, count: \${N} } [yaml-syntax] topo puts nothing in the place of variables; write the value itself; \`topo run --vary\` tries several values`,
  ),
  file(
    'a merge that is not finished',
    [
      'name: x',
      'nodes:',
      '  boot: { kind: boot-node }',
      '<<<<<<< HEAD',
      '  carol: { kind: peer }',
      '=======',
      '  carol: { kind: peer, count: 2 }',
      '>>>>>>> b',
      'timeline: []',
    ],
    '4:1 <<<<<<< HEAD [yaml-syntax] git wrote this line: it is part of a merge that is not finished; keep one of the two versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>',
  ),
  node(
    'a list of names as a key',
    '[a, b]: { kind: peer }',
    '4:3 [a, b]: { kind: peer } [yaml-syntax] a key is one name, not a list; write one key for each name',
  ),
  entry(
    'a pattern without quotes',
    '- { at: 1s, expect: reachable, from: *, to: boot }',
    '6:40 * [yaml-alias] without quotes, `*` begins an alias of YAML; a pattern that begins with * needs quotes: "*"',
  ),
  entry(
    'a backslash in double quotes',
    '- at: 1s\n    expect: log\n    node: alice\n    pattern: "\\d+ ready"',
    `9:14 "\\d+ ready" [yaml-syntax] \`\\d\` has no meaning within "…"; use single quotes: write '\\d+ ready'`,
  ),
  entry(
    'two backslashes in double quotes',
    '- { at: 1s, expect: log, node: alice, pattern: "a\\.b\\d" }',
    `6:50 "a\\.b\\d" [yaml-syntax] \`\\.\` has no meaning within "…"; use single quotes: write 'a\\.b\\d'`,
  ),
  entry(
    'a pattern that begins with a bracket',
    '- at: 1s\n    expect: log\n    node: alice\n    pattern: [a-z]+',
    '9:14 [a-z]+ [yaml-syntax] this text needs quotes: `[` has a meaning of its own at its beginning; write "[a-z]+"',
  ),
  entry(
    'a pattern that begins with a bracket, in braces',
    '- { at: 1s, expect: log, node: alice, pattern: [a-z]+ }',
    '6:50 [a-z]+ [yaml-syntax] this text needs quotes: `[` has a meaning of its own at its beginning; write "[a-z]+"',
  ),
  entry(
    'a pattern that begins with a brace',
    '- at: 1s\n    expect: log\n    node: alice\n    pattern: {a|b}',
    '9:14 {a|b} [yaml-syntax] this text needs quotes: `{` has a meaning of its own at its beginning; write "{a|b}"',
  ),
  entry(
    'a pattern that goes on after quotes',
    '- at: 1s\n    expect: log\n    node: alice\n    pattern: "foo" bar',
    `9:14 "foo" bar [yaml-syntax] this text needs quotes: it goes on after a closing quote; write '"foo" bar'`,
  ),
  entry(
    'a pattern with a colon',
    '- at: 1s\n    expect: log\n    node: alice\n    pattern: error: foo',
    '9:14 error: foo [yaml-syntax] this text needs quotes: `: ` begins a value; write "error: foo"',
  ),
  entry(
    'a pattern with a colon, in braces',
    '- { at: 1s, expect: log, node: alice, pattern: error: foo }',
    '6:50 error: foo [yaml-syntax] this text needs quotes: `: ` begins a value; write "error: foo"',
  ),
  file(
    'a description with a colon',
    ['name: x', "description: it's: a test", 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    `2:14 it's: a test [yaml-syntax] this text needs quotes: \`: \` begins a value; write "it's: a test"`,
  ),
  file(
    'a description that begins with a bracket',
    ['name: x', 'description: [draft] a test', 'nodes:', '  boot: { kind: boot-node }', 'timeline: []'],
    '2:14 [draft] a test [yaml-syntax] this text needs quotes: `[` has a meaning of its own at its beginning; write "[draft] a test"',
  ),
  entry(
    'a pattern that begins with @',
    '- at: 1s\n    expect: log\n    node: alice\n    pattern: @foo',
    '9:14 @ [yaml-syntax] a text that begins with `@` needs quotes; put the text in quotes',
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
    'nodes as a list of mappings',
    [
      'name: x',
      'nodes:',
      '  - boot: { kind: boot-node }',
      '  - alice: { kind: peer, relays: boot }',
      'timeline: []',
    ],
    '2:1 nodes [wrong-type] expected a mapping, but got a list; write each by its name, without `- `: boot: { kind: boot-node }',
  ),
  file(
    'nodes as a list of names',
    ['name: x', 'nodes: [boot, alice]', 'timeline: []'],
    '2:8 [boot, alice] [wrong-type] expected a mapping, but got a list; write each by its name, with its keys: boot: { … }',
  ),
  file(
    'nodes as a list, with keys beside their names',
    ['name: x', 'nodes:', '  - boot:', '    kind: boot-node', 'timeline: []'],
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
    '4:36 true [invalid-value] expected `false`, but got `true`; remove it',
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
    'a network of IPv6 in the usual form',
    "carol: { kind: peer, libp2pOptions: { connectionManager: { deny: ['fe80::/10'] } } }",
    "4:69 'fe80::/10' [invalid-address] `fe80::/10` is no multiaddr; write /ip6/fe80::/ipcidr/10",
  ),
  node(
    'an address of IPv6 in the usual form',
    "carol: { kind: peer, libp2pOptions: { connectionManager: { deny: ['fd00::1'] } } }",
    "4:69 'fd00::1' [invalid-address] `fd00::1` is no multiaddr; write /ip6/fd00::1",
  ),
  node(
    'a router that does not exist',
    'carol: { kind: peer, behind: home }',
    '4:32 home [unknown-router] there is no router `home`; add routers: { home: { nat: port-restricted-cone } }',
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
