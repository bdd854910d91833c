/** Checks a value from outside. Returns null for a right one, else its first mismatch. */
export interface Shape {
  (value: unknown): Mismatch | null
  readonly takes: Takes
}

/**
 * Values that the shape takes, for authors of such values. `node`: a text, the name of a node or the peer id of a
 * stranger. `entry`: a text, the id of an entry. `parts`: a list or an object.
 */
export type Takes =
  | { readonly kind: 'text' | 'number' | 'flag' | 'node' | 'entry' | 'parts' }
  | { readonly kind: 'words'; readonly words: readonly string[] }

export type Fields = Readonly<Record<string, Shape>>

/** Fields of each member of a union with the discriminant `Tag`; an omission is a compile error. */
export type FieldsOf<Tag extends string, Union extends Readonly<Record<Tag, string>>> = {
  readonly [K in Union[Tag]]: Readonly<Record<Exclude<keyof Extract<Union, Record<Tag, K>>, Tag>, Shape>>
}

export interface Mismatch {
  /** Keys that lead to the value. */
  readonly at: readonly (string | number)[]
  /** In words: `a number`. */
  readonly expected: string
}

const parts: Takes = { kind: 'parts' }

export const text = textOf('text')
export const nodeName = textOf('node')
export const entryId = textOf('entry')
/** Finite: JSON cannot write other numbers, but `1e999` reads as Infinity. */
export const number = simple({ kind: 'number' }, 'a number', Number.isFinite)
export const flag = simple({ kind: 'flag' }, 'true or false', (value) => typeof value === 'boolean')

export function oneOf(...words: readonly string[]): Shape {
  const known: ReadonlySet<unknown> = new Set(words)
  const list = words.map((word) => `"${word}"`)
  const expected = list.length > 2 ? `one of ${list.join(', ')}` : list.join(' or ')
  return simple({ kind: 'words', words }, expected, (value) => known.has(value))
}

export function nullOr(shape: Shape): Shape {
  return taking(shape.takes, (value) => (value === null ? null : shape(value)))
}

export function orAbsent(shape: Shape): Shape {
  return taking(shape.takes, (value) => (value === undefined ? null : shape(value)))
}

export function listOf(shape: Shape): Shape {
  return taking(parts, (value) => {
    if (!Array.isArray(value)) return { at: [], expected: 'a list' }
    for (const [index, item] of value.entries()) {
      const wrong = shape(item)
      if (wrong !== null) return { ...wrong, at: [index, ...wrong.at] }
    }
    return null
  })
}

/** An object that has at least these fields. */
export function record(fields: Fields): Shape {
  return taking(parts, (value) => {
    if (!isRecord(value)) return { at: [], expected: 'an object' }
    for (const [key, shape] of Object.entries(fields)) {
      const wrong = shape(value[key])
      if (wrong !== null) return { ...wrong, at: [key, ...wrong.at] }
    }
    return null
  })
}

/** An object whose `key` determines its other fields. */
export function taggedBy(key: string, kinds: ReadonlyMap<string, Fields>): Shape {
  const tag = record({ [key]: oneOf(...kinds.keys()) })
  const shapes = new Map<unknown, Shape>([...kinds].map(([kind, fields]) => [kind, record(fields)]))
  return taking(parts, (value) => tag(value) ?? shapes.get(Object(value)[key])?.(value) ?? null)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(kind: 'text' | 'node' | 'entry'): Shape {
  return simple({ kind }, 'a text', (value) => typeof value === 'string')
}

function simple(takes: Takes, expected: string, holds: (value: unknown) => boolean): Shape {
  const mismatch: Mismatch = { at: [], expected }
  return taking(takes, (value) => (holds(value) ? null : mismatch))
}

function taking(takes: Takes, check: (value: unknown) => Mismatch | null): Shape {
  return Object.assign(check, { takes })
}
