/** Turns the patterns of parameters into names of nodes. */

import type * as z from 'zod'
import { expectationOf } from '../expectations/registry.ts'
import { faultOf } from '../faults/registry.ts'
import type { Cell } from '../values/cells.ts'
import { type ParameterRole, rolesOf } from '../values/parameters.ts'
import { type Names, resolveSelector, select } from '../values/selector.ts'
import type { EntryAction } from './topology.ts'

export function definitionOf(action: EntryAction) {
  return action.type === 'fault' ? faultOf(action.does.kind) : expectationOf(action.does.kind)
}

/** Returns a copy of `does` with every pattern resolved. */
export function resolveDoes<T extends { readonly kind: string; readonly params: object }>(
  does: T,
  params: z.ZodObject,
  names: Names,
): T {
  return { ...does, params: resolveParams(does.params, params, names) }
}

/** Returns a copy of the parameters with every pattern resolved. */
export function resolveParams<P extends object>(given: P, params: z.ZodObject, names: Names): P {
  const resolved: Record<string, unknown> = Object.fromEntries(Object.entries(given))
  for (const parameter of rolesOf(params)) {
    const value = resolved[parameter.key]
    if (value !== null && value !== undefined) resolved[parameter.key] = resolveValue(value, parameter, names)
  }
  // Patterns and names have the same types.
  return resolved as P
}

function resolveValue(value: unknown, parameter: ParameterRole, names: Names): unknown {
  switch (parameter.role) {
    case 'cells':
      return resolveCells(value as readonly Cell[], names.nodes)
    case 'router':
    case 'node':
      return value
    case 'mapping':
      // The value may be the word `off` instead of a mapping.
      return typeof value === 'object' && value !== null
        ? resolveParams(value, parameter.params, names)
        : value
    case 'selector':
      return resolveSelector(value as readonly string[], parameter.meta, names)
    case 'selectors':
      return (value as readonly (readonly string[])[]).map((one) =>
        resolveSelector(one, parameter.meta, names),
      )
  }
}

/** Returns one cell for each pair, in the order of the nodes. A name takes precedence over a pattern. */
export function resolveCells(cells: readonly Cell[], names: readonly string[]): readonly Cell[] {
  const found = new Map<string, { readonly cell: Cell; readonly exactness: number }>()
  for (const { from, to, cell } of cells) {
    const exactness = Number(names.includes(from)) + Number(names.includes(to))
    for (const source of select([from], names).selected) {
      for (const target of select([to], names).selected) {
        const before = found.get(`${source} ${target}`)
        if (source === target || (before !== undefined && before.exactness > exactness)) continue
        found.set(`${source} ${target}`, { cell: { from: source, to: target, cell }, exactness })
      }
    }
  }
  const order = new Map(names.map((name, index) => [name, index]))
  const rank = (name: string) => order.get(name) ?? -1
  return [...found.values()]
    .map(({ cell }) => cell)
    .sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to))
}
