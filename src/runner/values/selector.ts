import picomatch from 'picomatch'
import { z } from 'zod'

export type NodeKind = 'boot-node' | 'peer'

/** What a selector may select; null: any kind. */
export interface SelectorMeta {
  readonly kinds: readonly NodeKind[] | null
}

/** Which parameters are selectors, so that the planner can turn them into names of nodes. */
export const selectors = z.registry<SelectorMeta>()

const pattern = z.string().regex(/^[a-z*?[\]{},!-][a-z0-9*?[\]{},!-]*$/, {
  error: 'expected the name of a node, or a glob such as bob-*',
})

/** Names nodes: `alice`, `[alice, bob]`, `bob-*`, `"*"`. A list of names in the plan. */
export function selector(kinds: readonly NodeKind[] | null = null) {
  const schema = z
    .union([pattern, z.array(pattern).min(1)])
    .transform((value): readonly string[] => (typeof value === 'string' ? [value] : value))
    .meta({ description: 'Nodes: a name, a list of names, or a glob such as bob-* or "*"' })
  selectors.add(schema, { kinds })
  return schema
}

/** The names among `names` that `patterns` select, in the order of `names`; and the patterns without a match. */
export function select(
  patterns: readonly string[],
  names: readonly string[],
): { readonly selected: readonly string[]; readonly unmatched: readonly string[] } {
  const matchers = patterns.map((text) => ({ text, matches: picomatch(text) }))
  return {
    selected: names.filter((name) => matchers.some((matcher) => matcher.matches(name))),
    unmatched: matchers
      .filter((matcher) => !names.some((name) => matcher.matches(name)))
      .map(({ text }) => text),
  }
}

/** Which parameters are tables of cells, whose rows and columns are selectors. */
export const cellTables = z.registry<Record<string, never>>()
