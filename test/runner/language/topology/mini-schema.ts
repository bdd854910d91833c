/** As much of JSON Schema as topo's schema uses. A keyword that it does not know is a mistake as well. */
import { isDeepStrictEqual } from 'node:util'

type Schema = Readonly<Record<string, unknown>>

const silent = new Set([
  '$schema',
  '$defs',
  'title',
  'description',
  'default',
  'examples',
  'enumDescriptions',
  'format',
  'additionalProperties',
])

export function mistakes(schema: unknown, value: unknown, path = '$', root = schema): readonly string[] {
  if (schema === true) return []
  if (schema === false) return [`${path} is not allowed`]
  return Object.entries(schema as Schema).flatMap(([keyword, wanted]) =>
    silent.has(keyword) && keyword !== 'additionalProperties'
      ? []
      : apply(keyword, wanted, { schema: schema as Schema, root }, value, path),
  )
}

function apply(
  keyword: string,
  wanted: unknown,
  { schema, root }: { readonly schema: Schema; readonly root: unknown },
  value: unknown,
  path: string,
): readonly string[] {
  const fine = (ok: boolean) => (ok ? [] : [`${path}: ${keyword} ${JSON.stringify(wanted)}`])
  const list = wanted as readonly unknown[]
  const object = isObject(value) ? value : null
  switch (keyword) {
    case 'if':
      return mistakes(wanted, value, path, root).length > 0
        ? []
        : mistakes(schema['then'] ?? true, value, path, root)
    case 'then':
      return []
    case 'allOf':
      return list.flatMap((one) => mistakes(one, value, path, root))
    case '$ref':
      return mistakes(referred(root, String(wanted)), value, path, root)
    case 'type':
      return fine([wanted].flat().some((type) => isOfType(value, String(type))))
    case 'const':
      return fine(isDeepStrictEqual(value, wanted))
    case 'enum':
      return fine(list.includes(value))
    case 'pattern':
      return fine(typeof value !== 'string' || new RegExp(String(wanted)).test(value))
    case 'minimum':
      return fine(typeof value !== 'number' || value >= Number(wanted))
    case 'maximum':
      return fine(typeof value !== 'number' || value <= Number(wanted))
    case 'minLength':
      return fine(typeof value !== 'string' || value.length >= Number(wanted))
    case 'maxLength':
      return fine(typeof value !== 'string' || value.length <= Number(wanted))
    case 'minItems':
      return fine(!Array.isArray(value) || value.length >= Number(wanted))
    case 'maxItems':
      return fine(!Array.isArray(value) || value.length <= Number(wanted))
    case 'minProperties':
      return fine(object === null || Object.keys(object).length >= Number(wanted))
    case 'items':
      return Array.isArray(value)
        ? value.flatMap((item, index) => mistakes(wanted, item, `${path}[${index}]`, root))
        : []
    case 'required':
      return fine(object === null || list.every((key) => String(key) in object))
    case 'properties':
      return Object.entries(wanted as Schema).flatMap(([key, inner]) =>
        object !== null && key in object ? mistakes(inner, object[key], `${path}.${key}`, root) : [],
      )
    case 'additionalProperties': {
      const known = isObject(schema['properties']) ? schema['properties'] : {}
      return Object.entries(object ?? {}).flatMap(([key, inner]) =>
        key in known ? [] : mistakes(wanted, inner, `${path}.${key}`, root),
      )
    }
    case 'propertyNames':
      return Object.keys(object ?? {}).flatMap((key) => mistakes(wanted, key, `${path} key ${key}`, root))
    case 'anyOf':
      return fine(list.some((one) => mistakes(one, value, path, root).length === 0))
    case 'oneOf':
      return fine(list.filter((one) => mistakes(one, value, path, root).length === 0).length === 1)
    case 'not':
      return fine(mistakes(wanted, value, path, root).length > 0)
    default:
      return [`unknown keyword ${keyword}`]
  }
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    default:
      return typeof value === type
  }
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `#/$defs/expected` */
function referred(root: unknown, place: string): unknown {
  return place
    .split('/')
    .slice(1)
    .reduce<unknown>((here, key) => Object(here)[key], root)
}
