/** The reference, generated from the registries. */
import * as z from 'zod'
import { codeExamples } from '../language/diagnostics/code-examples.ts'
import { diagnosticCodes } from '../language/diagnostics/diagnostic-codes.ts'
import { expectations } from '../language/expectations/registry.ts'
import { anyNames, type Draws } from '../language/faults/fault.ts'
import { faults } from '../language/faults/registry.ts'
import { nodeKinds } from '../language/node-kinds/registry.ts'
import { dnsSchema } from '../language/topology/dns-schema.ts'
import {
  expectationSchema,
  faultSchema,
  lastingFaultSchema,
  passiveExpectationSchema,
} from '../language/topology/entry-schema.ts'
import { type OwnSchema, objectSchemaOf, ownSchemaOf } from '../language/topology/json-schema.ts'
import { linkSchema } from '../language/topology/link-schema.ts'
import { nodeSchema } from '../language/topology/node-schema.ts'
import { routerSchema } from '../language/topology/router-schema.ts'
import type { JsonSchema } from '../language/topology/share-schemas.ts'
import { churn } from '../language/values/churn.ts'
import { duration } from '../language/values/duration.ts'
import { offset } from '../language/values/offset.ts'
import type { PairKeys } from '../language/values/other-words.ts'
import { rolesOf } from '../language/values/parameters.ts'
import { size } from '../language/values/size.ts'

interface Documented {
  readonly summary: string
  readonly description: string
  readonly standsFor?: string
  readonly failsWhen?: string
  readonly failsOtherwise?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly example: string
  readonly params: z.ZodObject
  readonly pair?: PairKeys
  readonly draws?: Draws
}

/** A table with one line for each entry, for docs/topology.md. */
function vocabularyTable(registry: Readonly<Record<string, Documented>>, folder: string): string {
  const rows = Object.entries(registry).map(([kind, { summary }]) => [
    `[\`${kind}\`](${folder}#${kind})`,
    summary,
  ])
  return table(['name', 'what'], rows)
}

export function faultsTable(): string {
  return vocabularyTable(faults as unknown as Record<string, Documented>, 'faults.md')
}

export function expectationsTable(): string {
  return vocabularyTable(expectations as unknown as Record<string, Documented>, 'expectations.md')
}

export function faultsPage(): string {
  const kinds = Object.entries(faults).map(([kind, { reversible }]) => ({ name: `\`${kind}\``, reversible }))
  const reversible = kinds.filter((one) => one.reversible !== false).map(({ name }) => name)
  const latest = kinds.filter((one) => one.reversible === 'latest-counts').map(({ name }) => name)
  return page('Faults', 'A fault is a change made to the network or a node on purpose.', [
    '## Keys of every fault',
    parameters(lastingFaultSchema),
    `Reversible faults (${reversible.join(', ')}) also take:`,
    parameters(faultSchema.pick({ for: true })),
    `Several ${latest.slice(0, -1).join(', ')} or ${latest.at(-1)} can change one thing at the same time. Then the latest counts. When it ends, the one before it counts again, and when all have ended, the thing is as it was.`,
    'Of all other faults that overlap, each has its full effect until it ends.',
    '`relay-of(alice)` names the relays on which alice holds a reservation when the fault begins, wherever a fault takes it: `{ fault: kill, node: relay-of(alice) }`, `{ fault: cut, between: [bob, relay-of(alice)] }`. The log tells which they are. If alice holds none, or topo cannot know, the fault fails, and the verdict is unknown. Of several such names in one list each must name a relay.',
    ...sections(faults as unknown as Record<string, Documented>),
  ])
}

export function expectationsPage(): string {
  const asking = Object.entries(expectations).flatMap(([kind, one]) =>
    one.probe === null ? [] : [`\`${kind}\`${'asksWith' in one ? ` with \`${one.asksWith}\`` : ''}`],
  )
  return page(
    'Expectations',
    'An expectation is something that must be seen. It has one mode: `within`, `for`, or `never`.',
    [
      '## Keys of every expectation',
      parameters(passiveExpectationSchema),
      `Expectations that ask the nodes (${asking.join(', ')}) also take:`,
      parameters(expectationSchema.pick({ every: true })),
      'A dial without an answer ends after 5s. With `within` it ends after a share of that time: every pair gets its turn, and one of them a second one. All dials of a run share their turns, whichever entry asks: a node that has a dial under way gets the next one after the answer, or when a dial that succeeds would have ended. A dial whose turn does not come in time is unknown, never a failure. On slow links a dial gets as long as it can take there. Where `within` is shorter than that, `unreachable` and `matrix` are unknown, and `reachable` fails.',
      'A run ends when every expectation but those with `never` has ended, and every fault that has a time. `for` fails as soon as something is no longer so, or cannot be seen any more; it must have been seen for half of its time at least.',
      '`relay-of(alice)` names the relays on which alice holds a reservation, as she reports it: `via: relay-of(alice)`. It is looked up when the entry begins, and again at each change while it lasts; the log tells each time which relays they are. An answer about other relays does not count any more, and the nodes are asked again; until then the last answer stands. While alice holds none, an expectation that needs one fails, also where others of a list hold one. Of several relays of one peer, one is enough for `reservation` with `state: held` and `connection` with `state: open`. Where topo cannot know (a program that does not report, or reports that it got a reservation and never that it lost one, on a relay that does not report either), the verdict is unknown.',
      ...sections(expectations as unknown as Record<string, Documented>),
    ],
  )
}

export function nodesPage(): string {
  return page(
    'Nodes',
    'A node is one libp2p host under test. It starts, ends and is dialled separately from the others.',
    [
      '## Keys of every node',
      parameters(nodeSchema),
      ...sections(nodeKinds as unknown as Record<string, Documented>),
    ],
  )
}

export function networkPage(): string {
  return page('Network', 'The places of nodes and the network between them, on fabric virtual.', [
    '## Routers',
    'Below `routers:`, by name. `behind: home` puts a node behind one, and `nat: symmetric` gives it one of its own. With both, its own router is behind the other, as a home behind the NAT of its provider. Other nodes are on the public internet. `cgnat` is two routers, `home` and `home-carrier`.',
    'With `upnp: true` a router answers searches of SSDP, and the requests of UPnP for its external address and for port mappings, for TCP and UDP. A mapping lasts as long as its lease. The faults [`upnp`](faults.md#upnp), [`unmap-port`](faults.md#unmap-port) and [`restart-router`](faults.md#restart-router) are what goes wrong with it. The log has a `port-lease` event for each mapping that is granted, renewed, refused or ended: `{ expect: event, of: port-lease, node: alice, where: { outcome: renewed } }`.',
    'A NAT has the ports 1024 to 65535, for TCP and for UDP. While none is free, it refuses new connections from inside with ICMP (RFC 5508, REQ-8): the dial fails at once with EHOSTUNREACH. A node without a free port for a connection gets EADDRNOTAVAIL, as on Linux.',
    parameters(routerSchema),
    `\`\`\`yaml\nrouters:\n${routersExample}\n\`\`\``,
    '## Links',
    'Below `links:`, a list. The default between all machines is 10 ms each way. Of several links the most specific decides, separately for each quality: a node counts more than its router, and a router more than `"*"`. Of equally specific links the last decides.',
    'A link with a bandwidth is one line in each direction: all its traffic waits in one queue. `between: [home, "*"]` is the line of `home`, for all nodes behind it and all their partners. A list of nodes gives each of them a line of its own. Between `"*"` and `"*"` each pair of nodes has a line of its own.',
    parameters(linkSchema),
    `\`\`\`yaml\nlinks:\n${linksExample}\n\`\`\``,
    '`classes` divides the nodes of the first end into groups with lines of their own. Each node belongs to one class. The qualities beside `classes` hold for all of them, unless a class has its own.',
    '## Shares',
    'Shares of NATs (`nat: { symmetric: 30%, none: 70% }`) and of routers (`behind: { home: 60%, cafe: 40% }`) on a node with `count`, and of classes of links make up 100%. Their numbers are exact: every share gets its part of the nodes, rounded down. The nodes that are left go to the largest remainders; of equal ones, to the first. The seed decides which nodes get which share, so `--seeds 1-20` tries other arrangements with the same numbers. `topo plan` shows the result.',
    '## Churn',
    'Arrivals and departures of the nodes of one entry: `churn:` on a node. topo draws all times when it reads the file, and adds a fault for each to the timeline: `peers-7-leaves-1` stops peers-7, and `peers-7-arrives-1` starts it again. `topo plan`, `topo explain`, the report and the log show them like any other fault. The same seed gives the same times, and the times of a node do not depend on the other nodes.',
    'The first session of a node begins at `at`, or at its start if that is later. A session or an absence lasts at least 1s. What is drawn beyond `for` does not happen: a node that is away then stays away. With `arrivals`, the nodes do not start with the others, but one after the other.',
    parameters(churn),
    'A time is fixed (`10m`), or drawn from a distribution with a mean. With `exponential`, a departure does not depend on the time before it. `weibull` with a `shape` below 1 and `lognormal` give many short sessions and some very long ones, as measured in real networks; `pareto` has an even heavier tail. `leave` says how a node leaves: `stop` says goodbye to others, `kill` ends the process, and `power-loss` says nothing at all. The shares of `leave` are exact as well.',
    `\`\`\`yaml\n${churnExample}\n\`\`\``,
    '## Names',
    'Below `dns:`, by name. All nodes can look them up with `node:dns`, and so with `net.connect`, `fetch` and the `/dns4/` and `/dnsaddr/` addresses of libp2p: an answer takes a round trip to the name server, which is on the public internet. Other names do not exist (`ENOTFOUND`). The fault [`dns`](faults.md#dns) makes the name server slow, wrong or silent.',
    parameters(dnsSchema),
    `\`\`\`yaml\ndns:\n${dnsExample}\n\`\`\``,
  ])
}

const routersExample = `  home: { nat: port-restricted-cone, ports: [{ external: 4001, to: alice }] }
  flat: { nat: port-restricted-cone, upnp: true }
  office: { nat: { preset: symmetric, refusal: reset, establishedTimeout: 10m }, behind: campus }
  campus: { nat: none }`

const linksExample = `  - { between: ["*", "*"], latency: 30ms }
  - { between: [home, "*"], bandwidth: 1MiB, loss: "0.5%" }
  - { from: alice, to: boot, oneWay: true, latency: 200ms, jitter: 50ms }
  - between: [peers-*, "*"]
    classes:
      fibre: { share: 40%, latency: 5ms, bandwidth: 12MiB }
      dsl: { share: 40%, latency: 25ms, jitter: 5ms, bandwidth: 1MiB }
      mobile: { share: 20%, latency: 60ms, jitter: 30ms, loss: "1%" }`

const churnExample = `relay: { kind: peer, count: 5, relay: true, connect: boot }
peers:
  kind: peer
  count: 100
  nat: { symmetric: 30%, port-restricted-cone: 50%, none: 20% }
  connect: { to: relay-*, pick: 2 }
  discoverRelays: 1
  churn:
    at: 1m
    for: 30m
    session: { distribution: weibull, mean: 10m, shape: 0.6 }
    absence: { distribution: exponential, mean: 2m }
    leave: { stop: 70%, power-loss: 30% }`

const dnsExample = `  boot.example: { nodes: boot }
  bootstrap.example: { dnsaddr: [boot, relay-*] }
  files.example: { addresses: [31.45.0.11], txt: ["v=1"] }`

export function diagnosticsPage(): string {
  const codes = Object.keys(diagnosticCodes) as (keyof typeof diagnosticCodes)[]
  const rows = codes.map((code) => {
    const shown = `\`${code}\``
    return [codeExamples[code] === null ? shown : `[${shown}](#${code})`, diagnosticCodes[code]]
  })
  const examples = codes.flatMap((code) => {
    const example = codeExamples[code]
    if (example === null) return []
    return [`## ${code}`, 'Wrong:', fenced(example.wrong), 'Right:', fenced(example.right)]
  })
  return page(
    'Diagnostics',
    'The messages about topologies that topo cannot run, by code. `topo explain-error <code>` prints the same.',
    [editorSection, '## Codes', table(['code', 'meaning'], rows), ...examples],
  )
}

/** Its answers are those of `node scripts/check-editor.ts`. */
const editorSection = `## In an editor

Editors with [yaml-language-server](https://github.com/redhat-developer/yaml-language-server) (VS Code with its YAML extension, Neovim, Helix, Emacs, and others) complete keys and
kinds, explain them, and mark mistakes while you write. The first line of a file names the schema; \`topo new\` writes it, and
\`topo schema\` prints the schema:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/libp2p-topo/topologies/topology.schema.json
\`\`\`

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/editor-dark.png">
  <img alt="A topology in an editor: a wavy line below the wrong key whithin, and a list of the faults that begin with re, with the description of the first." src="images/editor.png">
</picture>

The server's answers, with the cursor at \`|\`:

\`\`\`text
- expect: event
  of: relay-reservation
  where:
    |                      node, peer, outcome, status, byFault, held, n, t

- fault: restart
  do|wn: 5s                The time that the node stays down (default 1s)

- expect: event
  of: relay-reservation
  where: { outcom|: … }    Property outcom is not allowed.
\`\`\`

\`topo validate\` finds more than an editor: names that do not exist, times that cannot be, faults without an effect. It
knows many other words for keys and kinds, and tells the right one: \`crash\` is \`kill\`, \`timeout\` is \`within\`.

## Names of parameters

One thing has one name everywhere:

| name | meaning |
| --- | --- |
| \`node\` | the node that a fault changes, or that an expectation looks at |
| \`between\` | both ends of a pair that has no direction |
| \`from\`, \`to\` | the two ends of something that has a direction: a dial, a transfer, one way of a link |
| \`peer\` | the node that holds something at another: \`relay\` (a reservation) or \`point\` (a registration) |
| \`by\` | the node that has found out something about \`peer\` |
| \`within\`, \`for\` | how soon something must be so; how long it must stay so, or how long a fault lasts |
| \`down\` | how long a node is down in a restart |`

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``
}

/** Replaces the part of a text between `<!-- <marker> -->` and `<!-- /<marker> -->`. */
export function insertBetween(text: string, marker: string, content: string): string {
  const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  if (start < 0 || end < start) return text
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`
}

export function page(title: string, intro: string, parts: readonly string[]): string {
  return `${['<!-- Generated from the registries: do not edit. -->', `# ${title}`, intro, ...parts].join('\n\n')}\n`
}

function sections(registry: Readonly<Record<string, Documented>>): readonly string[] {
  return Object.entries(registry).flatMap(([kind, definition]) => {
    const {
      summary,
      description,
      standsFor,
      failsWhen,
      failsOtherwise = {},
      example,
      params,
      draws,
    } = definition
    return [
      `## ${kind}`,
      `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`,
      description,
      ...(standsFor === undefined ? [] : [`It stands for ${standsFor}.`]),
      ...(failsWhen === undefined
        ? []
        : [`It fails when ${[failsWhen, ...otherwise(failsOtherwise)].join('; ')}.`]),
      table(parameterHead, rowsFor(ownSchemaOf(definition), params)),
      `\`\`\`yaml\n${example}\n\`\`\``,
      ...(draws === undefined ? [] : [describeDraws(draws)]),
    ]
  })
}

function describeDraws({ unasked, keys }: Draws): string {
  const values = Object.entries(keys).map(([key, value]) =>
    value === anyNames
      ? `any \`${key}\``
      : `\`${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}\``,
  )
  const drawn = values.length === 0 ? '' : ` with ${values.join(', ')}`
  return unasked
    ? `A [search](search.md) draws it${drawn || ' too'}.`
    : `A [search](search.md) draws it only where its file names it${drawn === '' ? '' : `, then${drawn}`}.`
}

/** ``with `state: none`, when both sides have it``. */
function otherwise(failsOtherwise: NonNullable<Documented['failsOtherwise']>): readonly string[] {
  return Object.entries(failsOtherwise).flatMap(([key, values]) =>
    Object.entries(values).map(([value, when]) => `with \`${key}: ${value}\`, when ${when}`),
  )
}

const parameterHead = ['key', 'value', 'default', 'meaning']

function parameters(schema: z.ZodObject): string {
  return table(parameterHead, rowsFor(objectSchemaOf(schema), schema))
}

function rowsFor({ properties, required, forms = [] }: OwnSchema, schema: z.ZodObject) {
  const roles = new Map([['between', 'selectors'], ...rolesIn(schema)])
  const inForms = forms.flatMap((form) => form.required ?? [])
  return Object.entries(properties).flatMap(([key, property]) =>
    rowsOf(key, property, required.includes(key), roles).map((row) =>
      inForms.includes(key)
        ? [...row.slice(0, 2), inForms[0] === key ? 'needed' : 'or `between`', ...row.slice(3)]
        : row,
    ),
  )
}

/** Roles by key; `rendezvous.at` for a key within a mapping. */
function rolesIn(schema: z.ZodObject, prefix = ''): readonly (readonly [string, string])[] {
  return rolesOf(schema).flatMap((parameter) => {
    const key = `${prefix}${parameter.key}`
    return parameter.role === 'mapping'
      ? rolesIn(parameter.params, `${key}.`)
      : [[key, parameter.role] as const]
  })
}

function rowsOf(
  key: string,
  property: JsonSchema,
  required: boolean,
  roles: ReadonlyMap<string, string>,
): readonly (readonly string[])[] {
  const inner = Object.entries(property.properties ?? {}).flatMap(([name, value]) =>
    typeof value === 'object' ? rowsOf(`${key}.${name}`, value, false, roles) : [],
  )
  const usual =
    property.default === undefined || inner.length > 0 ? '' : `\`${plainValue(property.default)}\``
  const description = property.description ?? ''
  const meaning = usual === '' ? description : description.replace(/ ?\(?default [^()]*\)?$/, '')
  return [[`\`${key}\``, typeOf(property, roles.get(key)), required ? 'needed' : usual, meaning], ...inner]
}

const durationPattern = z.toJSONSchema(duration, { io: 'input' }).pattern
const offsetPattern = z.toJSONSchema(offset, { io: 'input' }).pattern
const sizePattern = z.toJSONSchema(size, { io: 'input' }).pattern

function typeOf(property: JsonSchema, role: string | undefined): string {
  if (role === 'selector') return 'nodes'
  if (role === 'selectors') return 'list of nodes'
  if (role === 'cells') return 'table'
  if (property.enum !== undefined) {
    return property.enum.length > 6 ? 'text' : property.enum.map((value) => `\`${String(value)}\``).join(', ')
  }
  if (property.const !== undefined) return `\`${String(property.const)}\``
  if (property.pattern !== undefined && property.pattern === durationPattern) return 'duration'
  if (property.pattern !== undefined && property.pattern === sizePattern) return 'size'
  if (property.pattern !== undefined && property.pattern === offsetPattern) return 'offset'
  if (property.anyOf !== undefined) {
    const kinds = property.anyOf.map((one) => (typeof one === 'object' ? typeOf(one, undefined) : ''))
    return kinds.includes('whole number') && kinds.includes('text')
      ? 'count'
      : [...new Set(kinds)].join(' or ')
  }
  return names[String(property.type)] ?? String(property.type ?? 'any')
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true` or `false`',
  object: 'mapping',
  array: 'list',
}

function plainValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
