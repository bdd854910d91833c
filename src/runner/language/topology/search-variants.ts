/** The values that a key of an item of `search: of:` may have, each as an entry of a timeline would have it. */
import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { anyNames, type Drawable, type FaultDefinition } from '../faults/fault.ts'
import { spanOfValue } from '../text/locate.ts'
import type { Located } from '../text/located.ts'
import { neededKeys, rolesOf, takesList } from '../values/parameters.ts'
import { parseRange, writeValue } from '../values/range.ts'

/** Returns a copy of the item for each value of each key; the other keys have their first value. */
export function variantsOf(source: Located, { params }: Pick<FaultDefinition, 'params'>): readonly Located[] {
  const values = new Map(
    [...source.children].map(([key, child]) => [key, valuesOf(child, isOneValue(params.shape, String(key)))]),
  )
  const first = new Map([...values].flatMap(([key, [value]]) => (value === undefined ? [] : [[key, value]])))
  const others = [...values].flatMap(([key, [, ...more]]) =>
    more.map((value) => new Map([...first, [key, value]])),
  )
  return [first, ...others].map((children) => ({
    ...source,
    children,
    value: Object.fromEntries([...children].map(([key, { value }]) => [key, value])),
  }))
}

/** Returns true for a key whose list is one value, as in a timeline. */
export function isOneValue(shape: FaultDefinition['params']['shape'], key: string): boolean {
  const schema = shape[key]
  return schema !== undefined && takesList(schema)
}

function valuesOf(child: Located, isOneValue: boolean): readonly Located[] {
  if (Array.isArray(child.value)) {
    const items = [...child.children.values()]
    return isOneValue || items.length === 0
      ? [child]
      : items.flatMap((item) => valuesOf({ ...item, key: child.key }, true))
  }
  const range = typeof child.value === 'string' ? parseRange(child.value) : undefined
  if (range === undefined) return [child]
  return [range.min, range.max].map((value) => ({ ...child, value: writeValue(range.of, value) }))
}

/** Finds ranges the wrong way round, empty lists, and `any` for names. */
export function wrongChoices(
  text: string,
  source: Located,
  { params }: Pick<FaultDefinition, 'params'>,
): readonly Diagnostic[] {
  return [...source.children].flatMap(([name, { value, children }]): readonly Diagnostic[] => {
    const key = String(name)
    const span = spanOfValue(text, source, [key])
    if (value === 'any' && isOneValue(params.shape, key)) {
      const hint = `leave \`${key}\` out: then topo draws it`
      return [problem('invalid-name', span, `\`any\` names nothing as \`${key}\``, hint)]
    }
    if (Array.isArray(value) && children.size === 0)
      return [
        problem('invalid-value', span, `\`${key}\` has nothing to draw from`, 'write one value at least'),
      ]
    const range = typeof value === 'string' ? parseRange(value) : undefined
    if (range === undefined || range.min <= range.max) return []
    const turned = `${writeValue(range.of, range.max)}-${writeValue(range.of, range.min)}`
    return [problem('invalid-value', span, `the range ${value} is the wrong way round`, `write ${turned}`)]
  })
}

/** Returns the values of the parameters that topo draws, as the file leaves them out. */
export function drawnKeys(
  { params, draws }: Pick<FaultDefinition, 'params' | 'draws'>,
  given: readonly string[],
): ReadonlyMap<string, Drawable> {
  const roles = new Map(rolesOf(params).map(({ key, role }) => [key, role]))
  const needed = neededKeys(params).filter((key) => !given.includes(key))
  const isBare = !given.some((key) => key in params.shape)
  const keys = Object.entries(draws.keys).filter(
    ([key]) => !given.includes(key) && (isBare || key === 'for' || needed.includes(key)),
  )
  const names = needed.filter((key) => roles.has(key) && !(key in draws.keys))
  return new Map([...names.map((key): [string, Drawable] => [key, anyNames]), ...keys])
}

/** Returns one value for each parameter that topo draws, to check the others with. */
export function filledKeys(
  definition: Pick<FaultDefinition, 'params' | 'draws'>,
  given: readonly string[],
): Readonly<Record<string, unknown>> {
  const roles = new Map(rolesOf(definition.params).map(({ key, role }) => [key, role]))
  const filled = [...drawnKeys(definition, given)].flatMap(([key, drawable]) => {
    if (key === 'for') return []
    if (drawable !== anyNames) return [[key, firstOf(drawable)]]
    const role = roles.get(key)
    if (role === 'selector') return [[key, '*']]
    return role === 'selectors' ? [[key, ['*', '*']]] : []
  })
  return Object.fromEntries(filled)
}

function firstOf(drawable: Drawable): unknown {
  const [first] = [drawable].flat()
  const range = typeof first === 'string' ? parseRange(first) : undefined
  return range === undefined ? first : writeValue(range.of, range.min)
}
