import { describe, expect, it } from 'vitest'
import { parse as parseYaml, stringify } from 'yaml'
import { expectations } from '../../../../src/runner/language/expectations/registry.ts'
import { faults } from '../../../../src/runner/language/faults/registry.ts'
import { nodeKinds } from '../../../../src/runner/language/node-kinds/registry.ts'
import { expectationSchema, faultSchema } from '../../../../src/runner/language/topology/entry-schema.ts'
import { nodeSchema } from '../../../../src/runner/language/topology/node-schema.ts'
import { validateNodes } from '../../../../src/runner/language/topology/validate-nodes.ts'
import { validateTimeline } from '../../../../src/runner/language/topology/validate-timeline.ts'
import { neededKeys } from '../../../../src/runner/language/values/parameters.ts'
import { parse } from '../../../../src/runner/language/yaml/parse.ts'

const sources = ['node', 'peer', 'from', 'source', 'src', 'client', 'by']
const targets = ['node', 'peer', 'to', 'target', 'dst', 'server', 'relay']
const counts = ['count', 'number']
const kinds = ['kind', 'type']

/** Words for a key, by key, and for a key of one kind, where it means something else there. */
const words: Readonly<Record<string, readonly string[]>> = {
  node: [...sources, ...targets],
  from: sources,
  by: sources,
  to: targets,
  relay: targets,
  point: targets,
  'reservation.peer': sources,
  'registered.peer': sources,
  'discovered.peer': targets,
  'identified.peer': targets,
  'dial.node': sources,
  'disconnect.node': sources,
  'move.node': sources,
  'event.node': ['client', 'src', 'by', 'server'],
  'boot-node.relay': [],
  'disconnect.from': ['peer', 'target', 'dst', 'server'],
  between: ['nodes', 'pair', 'peers', 'hosts'],
  for: ['duration', 'lasts', 'down'],
  'process.for': ['duration', 'lasts'],
  'resource.for': ['duration', 'lasts'],
  within: ['timeout', 'deadline'],
  times: counts,
  value: counts,
  atMost: ['max', 'limit'],
  of: kinds,
  status: ['state', 'result'],
  bytes: ['size', 'amount'],
  down: ['downtime', 'duration'],
  at: ['time', 'when'],
  'command.command': ['cmd', 'args', 'exec'],
  'module.module': ['path', 'file', 'script'],
  'peer.kind': kinds,
  'module.with': ['args', 'options'],
  'boot-node.kind': kinds,
}

interface Case {
  readonly title: string
  readonly written: Readonly<Record<string, unknown>>
  readonly key: string
}

/** Each key of an example in each of its other words. Words that are keys themselves are none. */
function casesOf(kind: string, example: object, possible: readonly string[]): readonly Case[] {
  return Object.keys(example).flatMap((key) =>
    [...new Set(words[`${kind}.${key}`] ?? words[key] ?? [])]
      .filter((word) => !possible.includes(word))
      .map((word) => ({
        title: `${kind}: ${word} for ${key}`,
        written: Object.fromEntries(
          Object.entries(example).map(([one, value]) => [one === key ? word : one, value]),
        ),
        key,
      })),
  )
}

const entries = [
  { registry: faults, shared: faultSchema },
  { registry: expectations, shared: expectationSchema },
].flatMap(({ registry, shared }) =>
  Object.entries(registry).flatMap(([kind, { example, params }]) => {
    const [entry] = parseYaml(example)
    return casesOf(kind, entry, [...Object.keys(params.shape), ...Object.keys(shared.shape)])
  }),
)

const nodes = Object.entries(nodeKinds).flatMap(([kind, { example, params }]) =>
  Object.values<object>(parseYaml(example)).flatMap((node) =>
    casesOf(kind, node, [...Object.keys(params.shape), ...Object.keys(nodeSchema.shape), 'kind']),
  ),
)

const pairs: readonly (readonly [string, string])[] = [
  ['node', 'peer'],
  ['from', 'to'],
  ['source', 'target'],
  ['src', 'dst'],
  ['client', 'server'],
  ['node', 'server'],
]

/** The kinds that name two nodes, each key by another word. Words that are keys themselves are left as they are. */
const twice = Object.entries(expectations).flatMap(([kind, { example, params }]) => {
  const [entry] = parseYaml(example)
  const keys = ['from', 'by', 'peer', 'to', 'relay', 'point'].filter(
    (key) => key in entry && neededKeys(params).includes(key),
  )
  const [first, second] = keys
  if (first === undefined || second === undefined) return []
  const ordered = Object.keys(params.shape).filter((key) => keys.includes(key))
  return pairs
    .filter((pair) => !pair.some((word) => word in params.shape))
    .map((pair) => ({
      title: `${kind}: ${pair.join(' and ')}`,
      written: Object.fromEntries(
        Object.entries(entry).map(([key, value]) => [pair[ordered.indexOf(key)] ?? key, value]),
      ),
      keys: ordered,
    }))
})

function toldOf(text: string, validate: typeof validateNodes | typeof validateTimeline) {
  const { root } = parse(text)
  return validate(text, root?.children.get('of')).diagnostics.map(({ hint }) => hint ?? '')
}

/** The advice without the list of all keys. */
function adviceIn(hint: string): string {
  return hint.replace(/ \(one of .*\)$/, '')
}

describe('another word for a key is one mistake, and its advice names the key', () => {
  it.each(entries)('$title', ({ written, key }) => {
    const told = toldOf(stringify({ of: [written] }), validateTimeline)
    expect(told.map(adviceIn)).toEqual([expect.stringMatching(`\`${key}[\`:]`)])
  })

  it.each(twice)('$title', ({ written, keys }) => {
    const told = toldOf(stringify({ of: [written] }), validateTimeline)
    expect(told.map(adviceIn)).toEqual(keys.map((key) => `did you mean \`${key}\`?`))
  })

  it.each(nodes)('$title', ({ written, key }) => {
    const told = toldOf(stringify({ of: { alice: written } }), validateNodes)
    expect(told.map(adviceIn)).toEqual([expect.stringMatching(`\`${key}[\`:]`)])
  })

  it('is tried in all kinds of faults and expectations with nodes', () => {
    expect(entries.length).toBeGreaterThan(250)
  })
})
