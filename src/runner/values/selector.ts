import { z } from 'zod'

export type NodeKind = 'boot-node' | 'peer'

/** What a selector may select. */
export interface SelectorMeta {
  /** null: any kind. */
  readonly kinds: readonly NodeKind[] | null
  /** The parameter whose nodes these are paired with. No node is paired with itself. */
  readonly against: string | null
  /** Whether the entry has no effect, or cannot tell, for a node that was never started. */
  readonly running: boolean
}

/** Which parameters are selectors, so that the planner can turn them into names of nodes. */
export const selectors = z.registry<SelectorMeta>()

/** Which parameters are tables of cells, whose rows and columns are selectors. */
export const cellTables = z.registry<{ readonly cells: true }>()

export const selectorProblem = 'expected the name of a node, or a pattern such as bob-*'

export const pattern = z
  .string({ error: selectorProblem })
  .regex(/^[a-z*?][a-z0-9*?-]{0,62}$/, { error: selectorProblem })

/** Names nodes: `alice`, `[alice, bob]`, `bob-*`, `"*"`. A list of names in the plan. */
export function selector(
  kinds: readonly NodeKind[] | null = null,
  { against = null, running = false }: Partial<Pick<SelectorMeta, 'against' | 'running'>> = {},
) {
  const what = kinds === null ? 'Nodes' : `Nodes of kind ${kinds.map((kind) => `\`${kind}\``).join(' or ')}`
  const schema = z
    .union([pattern, z.array(pattern).min(1, { error: 'expected at least one node' }).max(1000)], {
      error: selectorProblem,
    })
    .transform((value): readonly string[] => (typeof value === 'string' ? [value] : value))
    .meta({ description: `${what}: a name, a list of names, or a pattern such as bob-* or "*"` })
  selectors.add(schema, { kinds, against, running })
  return schema
}

/** The names among `names` that `patterns` select, in the order of `names`; and the patterns without a match. */
export function select(
  patterns: readonly string[],
  names: readonly string[],
): { readonly selected: readonly string[]; readonly unmatched: readonly string[] } {
  const known = new Set(names)
  const selected = new Set<string>()
  const unmatched: string[] = []
  for (const text of new Set(patterns)) {
    const matching = /[*?]/.test(text) ? names.filter((name) => matches(text, name)) : [text]
    const found = matching.filter((name) => known.has(name))
    if (found.length === 0) unmatched.push(text)
    for (const name of found) selected.add(name)
  }
  return { selected: names.filter((name) => selected.has(name)), unmatched }
}

/**
 * Whether `glob` (`*`: any characters, `?`: one) matches all of `text`. Takes at most the product of both lengths,
 * whatever the pattern: it goes back to the last star only.
 */
export function matches(glob: string, text: string): boolean {
  let at = 0
  let star = -1
  let resume = 0
  for (let index = 0; index < text.length; ) {
    if (glob[at] === '*') {
      star = at++
      resume = index
    } else if (glob[at] === '?' || glob[at] === text[index]) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++resume
    } else {
      return false
    }
  }
  while (glob[at] === '*') at++
  return at === glob.length
}
