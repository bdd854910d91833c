/** The whole language as JSON Schema (draft 2020-12), for editors. */
import { parse } from 'yaml'
import * as z from 'zod'
import { expectations } from '../expectations/registry.ts'
import { faults } from '../faults/registry.ts'
import { nodeKinds } from '../node-kinds/registry.ts'
import { limits } from '../values/limits.ts'
import { name } from '../values/name.ts'
import type { Wording } from '../values/other-words.ts'
import { dnsSchema } from './dns-schema.ts'
import {
  expectationSchema,
  faultSchema,
  lastingFaultSchema,
  passiveExpectationSchema,
} from './entry-schema.ts'
import { headerSchema } from './header-schema.ts'
import { linkSchema } from './link-schema.ts'
import { nodeSchema } from './node-schema.ts'
import { routerSchema } from './router-schema.ts'
import { searchedKeys, searchSchema } from './search-schema.ts'
import { type JsonSchema, shareSchemas } from './share-schemas.ts'
import { pairKey } from './written-pair.ts'

export interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: readonly string[]
}

/** `forms`: keys of which one set is needed. */
export interface OwnSchema extends ObjectSchema {
  readonly forms?: readonly JsonSchema[]
}

/** The JSON Schema for the keys of an object. */
export function objectSchemaOf(schema: z.ZodObject): ObjectSchema {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
  const properties = Object.entries(json.properties ?? {}).flatMap(([key, value]) =>
    typeof value === 'object' ? [[key, value] as const] : [],
  )
  return { properties: Object.fromEntries(properties), required: json.required ?? [] }
}

export function topologyJsonSchema(): JsonSchema {
  return shareSchemas(wholeSchema())
}

/** The schema with every form written out. */
export function wholeSchema(): JsonSchema {
  const header = objectSchemaOf(headerSchema)
  const { routers, nodes, links, dns, timeline, search } = header.properties
  const { name: nodeName } = objectSchemaOf(z.object({ name })).properties
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'topo topology',
    description: 'Nodes, and a timeline of faults and expectations.',
    type: 'object',
    properties: {
      ...header.properties,
      routers: {
        ...routers,
        propertyNames: nodeName ?? {},
        additionalProperties: plain(objectSchemaOf(routerSchema)),
      },
      links: { ...links, items: plain(objectSchemaOf(linkSchema)) },
      dns: { ...dns, additionalProperties: plain(objectSchemaOf(dnsSchema)) },
      nodes: {
        ...nodes,
        minProperties: 1,
        propertyNames: nodeName ?? {},
        additionalProperties: { properties: { kind: kindsOf(nodeKinds) }, oneOf: nodeForms() },
      },
      timeline: {
        ...timeline,
        maxItems: limits.entries,
        items: {
          properties: { fault: kindsOf(faults), expect: kindsOf(expectations) },
          oneOf: [...faultForms(), ...expectationForms()],
        },
      },
      search: { ...plain(searchForm()), description: search?.description ?? '' },
    },
    required: header.required.filter((key) => key !== 'timeline'),
    anyOf: [{ required: ['timeline'] }, { required: ['search'] }],
    additionalProperties: false,
    $defs: { expected: { oneOf: expectedForms() } },
  }
}

/** The keys of `search`: the forms of its lists are those of entries without times. */
function searchForm(): ObjectSchema {
  const { properties, required } = objectSchemaOf(searchSchema)
  const expected: JsonSchema = { $ref: '#/$defs/expected' }
  const items: Readonly<Record<string, JsonSchema>> = {
    of: { oneOf: drawnForms() },
    always: expected,
    eventually: expected,
    sometimes: expected,
  }
  const listed = Object.entries(items).map(([key, item]) => [key, { ...properties[key], items: item }])
  return { properties: { ...properties, ...Object.fromEntries(listed) }, required }
}

function drawnForms(): JsonSchema[] {
  return Object.entries(faults).map(([kind, definition]) => {
    const shared = only(
      objectSchemaOf(definition.reversible ? faultSchema : lastingFaultSchema),
      searchedKeys.of,
    )
    const own = objectSchemaOf(definition.params)
    return form({ key: 'fault', kind, definition }, [orDrawn(own), orDrawn(shared)])
  })
}

/** Each key may also have a range or a list of values, and none is needed. */
function orDrawn({ properties }: ObjectSchema): ObjectSchema {
  const drawn = Object.entries(properties).map(([key, value]) => {
    const { description, default: _usual, ...one } = value
    const anyOf = [one, { type: 'array' as const, items: one }, range]
    return [key, { ...(description === undefined ? {} : { description }), anyOf }]
  })
  return { properties: Object.fromEntries(drawn), required: [] }
}

const range: JsonSchema = { type: 'string', pattern: '^-?[0-9.a-zA-Z%]+ ?- ?-?[0-9.a-zA-Z%]+$' }

function expectedForms(): JsonSchema[] {
  return Object.entries(expectations).map(([kind, definition]) =>
    form({ key: 'expect', kind, definition }, [
      ownSchemaOf(definition),
      only(objectSchemaOf(passiveExpectationSchema), searchedKeys.eventually),
    ]),
  )
}

function only({ properties, required }: ObjectSchema, keys: readonly string[]): ObjectSchema {
  const kept = Object.entries(properties).filter(([key]) => keys.includes(key))
  return { properties: Object.fromEntries(kept), required: required.filter((key) => keys.includes(key)) }
}

export function jsonSchemaText(): string {
  return `${inShortLines(topologyJsonSchema(), '')}\n`
}

const longestLine = 110

/** Returns JSON in which everything that fits in a line is in one. */
function inShortLines(value: unknown, indent: string): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= longestLine) return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item: unknown) => inShortLines(item, inner))
    : Object.entries(value)
        .filter(([, item]: [string, unknown]) => item !== undefined)
        .map(([key, item]: [string, unknown]) => `${JSON.stringify(key)}: ${inShortLines(item, inner)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(',\n')}\n${indent}${close}`
}

function plain({ properties, required }: ObjectSchema): JsonSchema {
  return { type: 'object', properties, required: [...required], additionalProperties: false }
}

function nodeForms(): JsonSchema[] {
  return Object.entries(nodeKinds).map(([kind, definition]) => ({
    ...form({ key: 'kind', kind, definition }, [
      objectSchemaOf(definition.params),
      objectSchemaOf(nodeSchema),
    ]),
    examples: Object.values(parse(definition.example) as object),
  }))
}

function faultForms(): JsonSchema[] {
  return Object.entries(faults).map(([kind, definition]) => {
    const shared = objectSchemaOf(definition.reversible ? faultSchema : lastingFaultSchema)
    return {
      ...form({ key: 'fault', kind, definition }, [ownSchemaOf(definition), shared]),
      ...oneStart,
      examples: parse(definition.example),
    }
  })
}

function expectationForms(): JsonSchema[] {
  return Object.entries(expectations).map(([kind, definition]) => {
    const shared = objectSchemaOf(definition.probe === null ? passiveExpectationSchema : expectationSchema)
    return {
      ...narrowedForm(
        form({ key: 'expect', kind, definition }, [ownSchemaOf(definition), shared]),
        narrowed(definition),
      ),
      not: { anyOf: [oneStart.not, ...pairs(['within', 'for', 'never'])] },
      examples: parse(definition.example),
    }
  })
}

interface Defined {
  readonly params: z.ZodObject
  readonly paramsFor?: (given: unknown) => z.ZodObject
}

/** The parameters of a kind. Of one that takes a pair, `between` may stand for two of them. */
export function ownSchemaOf({
  params,
  pair,
}: { readonly params: z.ZodObject } & Pick<Wording, 'pair'>): OwnSchema {
  const own = objectSchemaOf(params)
  if (pair === undefined) return own
  const ends = pair.map((key) => own.properties[key] ?? {})
  const between: JsonSchema = {
    description: `Both nodes, in place of \`${pair[0]}\` and \`${pair[1]}\`: [alice, boot]`,
    type: 'array',
    minItems: 2,
    maxItems: 2,
    items: Object.fromEntries(Object.entries(ends[0] ?? {}).filter(([key]) => key !== 'description')),
  }
  const isEnd = (key: string) => pair.includes(key)
  return {
    properties: { [pairKey]: between, ...own.properties },
    required: own.required.filter((key) => !isEnd(key)),
    forms: [{ required: [pairKey] }, { required: [...pair] }],
  }
}

/** All kinds, for completions of editors: these leave out forms that lack a needed key. */
function kindsOf(registry: Readonly<Record<string, { readonly summary: string }>>): JsonSchema {
  return {
    description: 'The kind, which decides the other keys',
    enum: Object.keys(registry),
    enumDescriptions: Object.values(registry).map(({ summary }) => summary),
  }
}

/** Parameters that depend on the value of another one: the fields of `where` on the kind of the event. */
interface Narrowed {
  readonly keys: readonly string[]
  readonly cases: readonly JsonSchema[]
}

function narrowed({ params, paramsFor }: Defined): Narrowed {
  const { properties } = objectSchemaOf(params)
  const forms = Object.entries(paramsFor === undefined ? {} : properties).flatMap(
    ([key, { enum: values = [] }]) =>
      values.map((value) => ({
        key,
        value,
        own: objectSchemaOf(paramsFor?.({ [key]: value }) ?? params).properties,
      })),
  )
  const isChanged = (own: ObjectSchema['properties'], name: string) =>
    JSON.stringify(own[name]) !== JSON.stringify(properties[name])
  const keys = Object.keys(properties).filter((name) => forms.some(({ own }) => isChanged(own, name)))
  const deciding = new Set(
    forms.flatMap(({ key, own }) => (keys.some((name) => isChanged(own, name)) ? [key] : [])),
  )
  const cases = forms
    .filter(({ key }) => deciding.has(key))
    .map(({ key, value, own }) => {
      const changed = keys.map((name) => [
        name,
        { description: properties[name]?.description ?? '', ...own[name] },
      ])
      const when = { properties: { [key]: { const: value } }, required: [key] }
      return conditional(when, { properties: Object.fromEntries(changed) })
    })
  return { keys, cases }
}

/** Returns a form in which these parameters have other schemas. */
function narrowedForm(whole: JsonSchema, { keys, cases }: Narrowed): JsonSchema {
  if (cases.length === 0) return whole
  const properties = Object.entries(whole.properties ?? {}).map(([key, property]) => {
    const { description = '' } = Object(property) as JsonSchema
    return [key, keys.includes(key) ? { description } : property]
  })
  return { ...whole, properties: Object.fromEntries(properties), allOf: [...cases] }
}

/** A schema that holds where another one does. Made in pairs: an object with a literal `then` looks like a promise. */
function conditional(when: JsonSchema, schema: JsonSchema): JsonSchema {
  return Object.fromEntries([
    ['if', when],
    ['then', schema],
  ])
}

const oneStart = { not: { required: ['at', 'after'] } }

function pairs(keys: readonly string[]): JsonSchema[] {
  return keys.flatMap((one, index) => keys.slice(index + 1).map((other) => ({ required: [one, other] })))
}

interface Discriminator {
  readonly key: string
  readonly kind: string
  readonly definition: { readonly summary: string; readonly description: string }
}

function form({ key, kind, definition }: Discriminator, parts: readonly OwnSchema[]): JsonSchema {
  const forms = parts.flatMap((part) => part.forms ?? [])
  return {
    title: `${key}: ${kind}`,
    description: definition.summary,
    type: 'object',
    properties: {
      [key]: { const: kind, description: `${definition.summary}. ${definition.description}` },
      ...Object.assign({}, ...parts.map(({ properties }) => properties)),
    },
    required: [key, ...parts.flatMap(({ required }) => required)],
    ...(forms.length === 0 ? {} : { anyOf: forms }),
    additionalProperties: false,
  }
}
