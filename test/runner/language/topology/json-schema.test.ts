import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { expectations } from '../../../../src/runner/language/expectations/registry.ts'
import { faults } from '../../../../src/runner/language/faults/registry.ts'
import { nodeKinds } from '../../../../src/runner/language/node-kinds/registry.ts'
import {
  jsonSchemaText,
  topologyJsonSchema,
  wholeSchema,
} from '../../../../src/runner/language/topology/json-schema.ts'
import { topologyTemplate } from '../../../../src/runner/language/topology/template.ts'
import { mistakes } from './mini-schema.ts'

const schema = topologyJsonSchema()
const nodes = {
  boot: { kind: 'boot-node' },
  alice: { kind: 'peer', relays: 'boot' },
}
const topology = (change: object) => ({ name: 'x', nodes, timeline: [], ...change })

describe('the schema for editors', () => {
  const definitions = [...Object.entries(faults), ...Object.entries(expectations)]

  it.each(definitions)('admits the example of %s', (_, { example }) => {
    expect(mistakes(schema, topology({ timeline: parse(example) }))).toEqual([])
  })

  it.each(Object.entries(nodeKinds))('admits the example of a %s', (_, { example }) => {
    expect(mistakes(schema, topology({ nodes: parse(example) }))).toEqual([])
  })

  it('admits the starting file', () => {
    expect(mistakes(schema, parse(topologyTemplate('x', 'schema.json')))).toEqual([])
  })

  it.each([
    ['an unknown key', { clok: 'real' }],
    ['a duration without unit', { stagger: 100 }],
    ['an unknown kind of node', { nodes: { boot: { kind: 'bootnode' } } }],
    ['a parameter of another kind of node', { nodes: { boot: { kind: 'boot-node', relays: 'x' } } }],
    ['a wrong name of a node', { nodes: { Boot: { kind: 'boot-node' } } }],
    ['an unknown fault', { timeline: [{ fault: 'restrat', node: 'boot' }] }],
    ['a fault without its parameters', { timeline: [{ fault: 'restart' }] }],
    ['`for` on a fault that cannot be undone', { timeline: [{ fault: 'restart', node: 'boot', for: '3s' }] }],
    ['`every` where nobody is asked', { timeline: [{ expect: 'process', node: 'boot', every: '3s' }] }],
    ['two modes', { timeline: [{ expect: 'process', node: 'boot', within: '3s', never: true }] }],
    ['`at` and `after`', { timeline: [{ fault: 'kill', node: 'boot', at: '3s', after: '3s' }] }],
  ])('refuses %s', (_, change) => {
    expect(mistakes(schema, topology(change))).not.toEqual([])
  })

  const folder = path.join(import.meta.dirname, '../../../../topologies')
  const files = globSync('**/*.yaml', { cwd: folder })
  it.each(files)('admits topologies/%s', (file) => {
    const text = readFileSync(path.join(folder, file), 'utf8')
    expect(mistakes(schema, parse(text, { merge: true }))).toEqual([])
  })

  it('has parts that occur again once, and says the same as if all of them were written out', () => {
    const { $defs = {}, ...root } = schema
    const writtenOut = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(writtenOut)
      if (typeof value !== 'object' || value === null) return value
      const { $ref } = value as { readonly $ref?: string }
      if ($ref !== undefined) return writtenOut($defs[$ref.replace('#/$defs/', '')])
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, writtenOut(inner)]))
    }
    const { $defs: own = {}, ...whole } = wholeSchema()
    const expected = JSON.stringify(whole).replaceAll('{"$ref":"#/$defs/expected"}', () =>
      JSON.stringify(own['expected']),
    )
    expect(writtenOut(root)).toEqual(JSON.parse(expected))
    expect(jsonSchemaText().length).toBeLessThan(300_000)
    expect(JSON.parse(jsonSchemaText())).toEqual(schema)
  })

  it('describes every key', () => {
    const bare: string[] = []
    const visit = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(inner as object)) {
            if (!('description' in property)) bare.push(`${path}.${name}`)
          }
        }
        visit(inner, `${path}.${key}`)
      }
    }
    visit(wholeSchema(), '')
    expect(
      bare.filter((path) => !/\.after\./.test(path) && !/\.(?:entry|if\.of|where\..+)$/.test(path)),
    ).toEqual([])
  })

  const entry = (entry: object) => topology({ timeline: [entry] })

  it.each([
    ['a pair', { expect: 'connection', between: ['alice', 'boot'] }],
    ['a pair of a fault', { fault: 'disconnect', between: ['alice', 'boot'] }],
    ['a field of the event', { expect: 'event', of: 'relay-reservation', where: { outcome: 'expired' } }],
    ['a size for the heap', { expect: 'resource', node: 'alice', of: 'heap', atMost: '64MiB' }],
    ['a number of streams', { expect: 'resource', node: 'alice', of: 'open-streams', atMost: 3 }],
  ])('admits %s', (_, given) => {
    expect(mistakes(schema, entry(given))).toEqual([])
  })

  it.each([
    ['a pair of one', { expect: 'connection', between: ['alice'] }],
    ['half a pair', { expect: 'connection', from: 'alice' }],
    [
      'a field that the event does not have',
      { expect: 'event', of: 'relay-reservation', where: { path: 'x' } },
    ],
    [
      'a value that the field cannot have',
      { expect: 'event', of: 'relay-reservation', where: { outcome: 'x' } },
    ],
    [
      'a size for a number of streams',
      { expect: 'resource', node: 'alice', of: 'open-streams', atMost: '3MiB' },
    ],
  ])('refuses %s', (_, given) => {
    expect(mistakes(schema, entry(given))).not.toEqual([])
  })
})
