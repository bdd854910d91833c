import type * as z from 'zod'

export type JsonSchema = z.core.JSONSchema.JSONSchema
type Json = JsonSchema | boolean

/** Characters from which a schema that occurs again is worth a name. */
const worthAName = 50

/** The keys whose values are schemas, lists of schemas, and schemas by name. */
const one = ['items', 'additionalProperties', 'propertyNames', 'not'] as const
const lists = ['anyOf', 'oneOf', 'allOf'] as const
const byName = ['properties', '$defs'] as const

/**
 * Returns the same schema with each part that occurs several times under `$defs` once. The name of a part is that of the
 * key at which it stands first.
 */
export function shareSchemas(root: JsonSchema): JsonSchema {
  const uses = new Map<string, number>()
  count(root, uses)
  const names = new Map<string, string>()
  const $defs: Record<string, Json> = {}
  const taken = new Set(Object.keys(root.$defs ?? {}))
  const share = (schema: Json, key: string): Json => {
    if (typeof schema === 'boolean') return schema
    const text = JSON.stringify(schema)
    if (text.length < worthAName || (uses.get(text) ?? 0) < 2) return mapParts(schema, key, share)
    const known = names.get(text)
    if (known !== undefined) return { $ref: `#/$defs/${known}` }
    const name = freeName(typeof schema.const === 'string' ? `${key}-${schema.const}` : key, taken)
    names.set(text, name)
    // Its place comes before those of its parts.
    $defs[name] = {}
    $defs[name] = mapParts(schema, key, share)
    return { $ref: `#/$defs/${name}` }
  }
  const { $defs: own = {}, ...shared } = mapParts(root, '', share)
  return { ...shared, $defs: { ...own, ...$defs } } as JsonSchema
}

/** Counts the places of each part. The parts of a part that is shared have one place there. */
function count(schema: Json, uses: Map<string, number>): void {
  if (typeof schema === 'boolean') return
  const text = JSON.stringify(schema)
  const before = uses.get(text) ?? 0
  uses.set(text, before + 1)
  if (before === 0)
    mapParts(schema, '', (part) => {
      count(part, uses)
      return part
    })
}

function freeName(key: string, taken: Set<string>): string {
  let name = key
  for (let number = 2; taken.has(name); number += 1) name = `${key}-${number}`
  taken.add(name)
  return name
}

/** Returns the schema with each of its parts changed. `key`: the key at which it stands. */
function mapParts(schema: JsonSchema, key: string, change: (part: Json, key: string) => Json): JsonSchema {
  const changed: Record<string, unknown> = { ...schema }
  for (const word of one) {
    const part = schema[word] as Json | undefined
    if (part !== undefined) changed[word] = change(part, word === 'items' ? `${key}-item` : key)
  }
  for (const word of lists) {
    const parts = schema[word] as readonly Json[] | undefined
    if (parts !== undefined) changed[word] = parts.map((part) => change(part, key))
  }
  for (const word of byName) {
    const parts = schema[word] as Readonly<Record<string, Json>> | undefined
    if (parts !== undefined)
      changed[word] = Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, change(part, name)]),
      )
  }
  return changed
}
