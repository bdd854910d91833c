/** Parameters whose patterns have become names of nodes. */

import type { z } from 'zod'
import { expectationOf } from '../expectations/registry.ts'
import { faultOf } from '../faults/registry.ts'
import type { Cell } from '../values/cells.ts'
import { select } from '../values/selector.ts'
import { rolesOf } from './parameters.ts'
import type { EntryAction } from './topology.ts'

export function definitionOf(action: EntryAction) {
  return action.type === 'fault' ? faultOf(action.does.kind) : expectationOf(action.does.kind)
}

/** A copy of `does` with every pattern resolved; `names` are all nodes, in their order. */
export function resolveDoes<T extends { readonly kind: string; readonly params: object }>(
  does: T,
  params: z.ZodObject,
  names: readonly string[],
): T {
  const resolved: Record<string, unknown> = { ...does.params }
  for (const { key, role } of rolesOf(params)) {
    const value = resolved[key]
    if (value === null || value === undefined) continue
    resolved[key] =
      role === 'cells'
        ? resolveCells(value as readonly Cell[], names)
        : select(value as readonly string[], names).selected
  }
  return { ...does, params: resolved }
}

/** One cell for each pair, in the order of the nodes. A cell that names a node goes before one with a pattern. */
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
