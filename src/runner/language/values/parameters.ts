/** The meaning of a parameter of a fault, an expectation or a node kind, found below its `.default` and `orNull`. */
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { KeyPath, Located } from '../text/located.ts'
import { libp2pRelease } from './libp2p-release.ts'
import { otherWords } from './other-words.ts'
import {
  cellTables,
  nodeNames,
  routerNames,
  type SelectorMeta,
  selectorLists,
  selectors,
  shortMappings,
} from './selector.ts'

export type ParameterRole =
  | { readonly role: 'selector'; readonly key: string; readonly meta: SelectorMeta }
  | { readonly role: 'selectors'; readonly key: string; readonly meta: SelectorMeta }
  | { readonly role: 'cells'; readonly key: string }
  | { readonly role: 'router'; readonly key: string }
  | { readonly role: 'node'; readonly key: string }
  /** A mapping with its own parameters. `short`: the one whose value may stand in place of the mapping. */
  | {
      readonly role: 'mapping'
      readonly key: string
      readonly params: z.ZodObject
      readonly short: string | null
    }

/** The roles of each schema, which never change. */
const roles = new WeakMap<z.ZodObject, readonly ParameterRole[]>()

export function rolesOf(params: z.ZodObject): readonly ParameterRole[] {
  const known = roles.get(params)
  if (known !== undefined) return known
  const found = Object.entries(params.shape).flatMap(([key, schema]): readonly ParameterRole[] => {
    const role = roleOf(schema)
    return role === null ? [] : [{ ...role, key }]
  })
  roles.set(params, found)
  return found
}

/** Returns the parameters of a part of unknown kind: those that can have the same meaning in all kinds. */
export function rolesOfAny(kinds: readonly z.ZodObject[]): readonly ParameterRole[] {
  const byKey = Map.groupBy(kinds.flatMap(rolesOf), ({ key }) => key)
  return [...byKey].flatMap(([key, roles]) => {
    const isAlways = kinds.filter(({ shape }) => key in shape).length === roles.length
    return isAlways ? [roles.reduce(loosest)] : []
  })
}

/** Joins two selectors: the result accepts the names of both. */
function loosest(a: ParameterRole, b: ParameterRole): ParameterRole {
  if (a.role !== 'selector' || b.role !== 'selector') return a
  const { kinds, relaying, against, running, relayInUse, scope } = a.meta
  return {
    ...a,
    meta: {
      kinds: isDeepStrictEqual(kinds, b.meta.kinds) ? kinds : null,
      relaying: relaying && b.meta.relaying,
      against: against === b.meta.against ? against : null,
      running: running && b.meta.running,
      relayInUse: relayInUse && b.meta.relayInUse,
      scope: scope === b.meta.scope ? scope : 'machines',
    },
  }
}

/** Returns a parameter if it exists and is valid, even if other parameters are wrong. */
export function rightValue(kinds: readonly z.ZodObject[], given: Located, key: string): unknown {
  const found = given.children.get(key)
  if (found === undefined) return undefined
  return kinds
    .flatMap(({ shape }) => (key in shape ? z.safeParse(shape[key] ?? z.never(), found.value) : []))
    .find(({ success }) => success)?.data
}

/** Returns true if a parameter takes a list as its value. A selector takes names, one or several. */
export function takesList(schema: z.core.$ZodType): boolean {
  return unwrap(schema) instanceof z.ZodArray
}

/** Returns the parameters that an entry must have. */
export function neededKeys({ shape }: z.ZodObject): readonly string[] {
  return Object.keys(shape).filter((key) => !z.safeParse(shape[key] ?? z.never(), undefined).success)
}

/** Returns the parameters that are a libp2p release. */
export function releaseKeys({ shape }: z.ZodObject): readonly string[] {
  return Object.keys(shape).filter((key) => shape[key] !== undefined && unwrap(shape[key]) === libp2pRelease)
}

/** Returns the possible keys of a mapping at `path`; none if the schema does not restrict them. */
export function keysAt(schema: z.core.$ZodType, path: KeyPath): readonly string[] {
  return mappingsAt(schema, path).flatMap(({ shape }) =>
    Object.keys(shape).filter((one) => !(unwrap(shape[one]) instanceof z.ZodNever)),
  )
}

/** Returns the schemas that a mapping at `path` may have: of each form of a union. */
export function mappingsAt(schema: z.core.$ZodType, path: KeyPath): readonly z.ZodObject[] {
  return schemasAt(schema, path).flatMap(mappingsOf)
}

function mappingsOf(schema: z.core.$ZodType): readonly z.ZodObject[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion) return inner.options.flatMap(mappingsOf)
  return inner instanceof z.ZodObject ? [inner] : []
}

/** Returns the schemas that a value at `path` may have, with what is around them: of each form of a union. */
export function schemasAt(schema: z.core.$ZodType, path: KeyPath): readonly z.core.$ZodType[] {
  const [key, ...rest] = path
  if (key === undefined) return [schema]
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => schemasAt(option, path))
  if (inner instanceof z.ZodArray) return typeof key === 'number' ? schemasAt(inner.element, rest) : []
  if (inner instanceof z.ZodRecord) return schemasAt(inner.valueType, rest)
  const next: z.core.$ZodType | undefined =
    inner instanceof z.ZodObject ? inner.shape[String(key)] : undefined
  return next === undefined ? [] : schemasAt(next, rest)
}

/** Returns advice for wrong values at `path`, by value. */
export function valueWordsAt(schema: z.core.$ZodType, path: KeyPath): Readonly<Record<string, string>> {
  return Object.assign(
    {},
    ...schemasAt(schema, path)
      .flatMap(layersOf)
      .map((one) => otherWords.get(one)?.values),
  )
}

/** Returns a schema and those that it wraps. */
function layersOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const inner = unwrapOnce(schema)
  return inner === null ? [schema] : [schema, ...layersOf(inner)]
}

type Role =
  | { readonly role: 'selector' | 'selectors'; readonly meta: SelectorMeta }
  | { readonly role: 'cells' | 'router' | 'node' }
  | { readonly role: 'mapping'; readonly params: z.ZodObject; readonly short: string | null }

function roleOf(schema: z.core.$ZodType): Role | null {
  const one = selectors.get(schema)
  if (one !== undefined) return { role: 'selector', meta: one }
  const several = selectorLists.get(schema)
  if (several !== undefined) return { role: 'selectors', meta: several }
  if (cellTables.has(schema)) return { role: 'cells' }
  if (routerNames.has(schema)) return { role: 'router' }
  if (nodeNames.has(schema)) return { role: 'node' }
  const short = shortMappings.get(schema)
  if (short !== undefined) return { role: 'mapping', ...short }
  if (schema instanceof z.ZodObject) return { role: 'mapping', params: schema, short: null }
  const inner = unwrapOnce(schema)
  return inner === null ? null : roleOf(inner)
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = unwrapOnce(schema)
  return inner === null ? schema : unwrap(inner)
}

function unwrapOnce(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodPipe) return schema.in
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
  return wrapped ? schema.unwrap() : null
}
