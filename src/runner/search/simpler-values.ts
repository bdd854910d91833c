import { isDeepStrictEqual } from 'node:util'
import { faultOf } from '../language/faults/registry.ts'
import type { DrawableFault } from '../language/topology/drawable-faults.ts'
import { parseDuration } from '../language/values/duration.ts'
import { neededKeys } from '../language/values/parameters.ts'
import { writeValue } from '../language/values/range.ts'
import type { DrawnFault } from './drawn.ts'

/** Returns the simpler values of a key, the simplest first: no value, fewer names, an earlier choice. */
export function simplerValues(
  of: readonly DrawableFault[],
  { fault, keys }: DrawnFault,
  key: string,
): readonly unknown[] {
  const value = keys[key]
  const isNeeded = key === 'for' || neededKeys(faultOf(fault).params).includes(key)
  const choices = of.flatMap((item) => (item.fault === fault ? (item.choices.get(key) ?? []) : []))
  const listed = choices.flatMap((choice) => (choice.kind === 'one-of' ? choice.values : []))
  const at = listed.findIndex((one) => isDeepStrictEqual(one, value))
  const earlier = at < 0 ? [] : listed.slice(0, at)
  const least = choices.flatMap((choice) =>
    choice.kind === 'range' && choice.range.of !== 'duration'
      ? [writeValue(choice.range.of, choice.range.min)]
      : [],
  )
  const isLength = typeof value === 'string' && parseDuration(value) !== undefined
  const simpler = [
    ...(isNeeded ? [] : [undefined]),
    ...(isLength ? [] : [...earlier, ...least]),
    ...fewerNames(value),
  ]
  return simpler.filter((one) => !isDeepStrictEqual(one, value))
}

/** Returns each name of a list of names, for each key of an expectation that has one. */
export function narrowerValues(
  entry: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  return Object.entries(entry).flatMap(([key, value]) =>
    Array.isArray(value) && value.length > 1 ? value.map((one: unknown) => [key, one] as const) : [],
  )
}

/** Returns lists with fewer names: one of them, or two groups with fewer names in each. */
function fewerNames(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return []
  const groups = value.map((one: unknown) => (Array.isArray(one) ? one : [one]))
  if (groups.every(({ length }) => length === 1)) return []
  const firsts = groups.map(([first]: readonly unknown[]) => first)
  const less = groups.flatMap((group, index) =>
    group.length < 2
      ? []
      : group.map((_: unknown, out: number) =>
          groups.map((one, other) =>
            other === index ? single(one.filter((__: unknown, place: number) => place !== out)) : single(one),
          ),
        ),
  )
  return [firsts, ...less]
}

function single(group: readonly unknown[]): unknown {
  return group.length === 1 ? group[0] : group
}
