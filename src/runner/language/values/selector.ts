import * as z from 'zod'
import { limits } from './limits.ts'
import { name } from './name.ts'
import { peerOfRelay, relayOf } from './relay-in-use.ts'

export type NodeKind = 'boot-node' | 'peer' | 'module' | 'command'

/** The node kinds that can be a circuit relay. */
export const relayKinds = ['boot-node', 'peer', 'module', 'command'] as const satisfies readonly NodeKind[]

/** The node kinds that can ask a relay for a reservation. */
export const askingKinds = ['peer', 'module', 'command'] as const satisfies readonly NodeKind[]

/** The node kinds that can be a rendezvous point. */
export const pointKinds = ['boot-node', 'module'] as const satisfies readonly NodeKind[]

/** The node kinds whose relay is topo's, so that faults can change it. */
export const ownRelayKinds = ['boot-node', 'peer'] as const satisfies readonly NodeKind[]

/** The names that a selector may select. */
export interface SelectorMeta {
  /** The node kinds that it selects; null means all. */
  readonly kinds: readonly NodeKind[] | null
  /** True: only nodes that relay; boot-nodes and peers tell it by their `relay`. */
  readonly relaying: boolean
  /** The parameter that these nodes form pairs with. No node forms a pair with itself. */
  readonly against: string | null
  /** True if the entry has no effect on, or cannot judge, a node that never started. */
  readonly running: boolean
  /** True: it can also be `relay-of(alice)`, the relays that alice holds when the entry is played. */
  readonly relayInUse: boolean
  /**
   * The names to select from. `machines`: nodes and routers, and `"*"` stays as it is. `nats`: routers with a NAT.
   * `gateways`: routers with UPnP. `names`: those of `dns:`, and `"*"` stays as it is.
   */
  readonly scope: 'nodes' | 'machines' | 'nats' | 'gateways' | 'names'
}

/** All names that a selector can use. */
export interface Names {
  /** In their starting order. */
  readonly nodes: readonly string[]
  readonly routers: readonly string[]
  /** Nodes and routers. */
  readonly machines: readonly string[]
  /** The routers with a NAT. */
  readonly nats: readonly string[]
  /** The routers with UPnP. */
  readonly gateways: readonly string[]
  /** The names of `dns:`. */
  readonly names: readonly string[]
}

/** The parameters that are selectors. The planner turns them into names of nodes. */
export const selectors = z.registry<SelectorMeta>()

/** The parameters that are tables of cells. Rows and columns are selectors. */
export const cellTables = z.registry<{ readonly cells: true }>()

/** The parameters that are lists of selectors. */
export const selectorLists = z.registry<SelectorMeta>()

/** The parameters that are the name of one router. */
export const routerNames = z.registry<{ readonly router: true }>()

/** The parameters that are the name of one node, or the peer id of a stranger. */
export const nodeNames = z.registry<{ readonly node: true }>()

/** The things that a selector names. */
const named = ['node', 'router', 'node or router'] as const
type Named = (typeof named)[number]

/** A form of selectors: the things that it names, and if it takes `relay-of(alice)`. */
export interface SelectorForm {
  readonly noun: Named
  readonly takesRelay: boolean
}

/** Examples of the values of a selector: `a pattern such as bob-*, or relay-of(alice)`. */
export function selectorExamples({ noun, takesRelay }: SelectorForm): string {
  const example = `a pattern such as ${noun === 'router' ? 'home' : 'bob'}-*`
  return takesRelay ? `${example}, or relay-of(alice)` : `or ${example}`
}

function problemOf(form: SelectorForm): string {
  return `expected the name of a ${form.noun}, ${selectorExamples(form)}`
}

/** The forms of selectors, by the message for a wrong one. */
export const selectorForms: ReadonlyMap<string, SelectorForm> = new Map(
  named.flatMap((noun) =>
    [false, true].map((takesRelay) => [problemOf({ noun, takesRelay }), { noun, takesRelay }] as const),
  ),
)

export const selectorProblem = problemOf({ noun: 'node', takesRelay: false })

const oneName = '[a-z*?][a-z0-9*?-]{0,62}'

/** A name of a node, or a pattern. */
export const namePattern = new RegExp(`^${oneName}$`)
const namePatternOrRelay = new RegExp(`^(?:${oneName}|relay-of\\(${oneName}\\))$`)

export const pattern = z.string({ error: selectorProblem }).regex(namePattern, { error: selectorProblem })

const namePatternProblem = 'expected a name of `dns:` such as boot.example, or a pattern such as *.example'

const domainPattern = z
  .string({ error: namePatternProblem })
  .regex(/^[a-z0-9_*?][a-z0-9_.*?-]{0,252}$/, { error: namePatternProblem })

function selectionOf(one: z.ZodString, error: string) {
  return z
    .union([one, z.array(one).min(1, { error: 'expected at least one name' }).max(limits.nodes)], { error })
    .transform((value): readonly string[] => (typeof value === 'string' ? [value] : value))
}

function selectionOfNames(form: SelectorForm) {
  const error = problemOf(form)
  const one = z.string({ error }).regex(form.takesRelay ? namePatternOrRelay : namePattern, { error })
  return selectionOf(one, error)
}

const selection = selectionOfNames({ noun: 'node', takesRelay: false })
const selectionOrRelay = selectionOfNames({ noun: 'node', takesRelay: true })
const routerSelection = selectionOfNames({ noun: 'router', takesRelay: false })
const machineSelection = selectionOfNames({ noun: 'node or router', takesRelay: false })
const machineSelectionOrRelay = selectionOfNames({ noun: 'node or router', takesRelay: true })

function selectionIn(scope: SelectorMeta['scope'], relayInUse: boolean) {
  switch (scope) {
    case 'names':
      return domainSelection
    case 'nats':
    case 'gateways':
      return routerSelection
    case 'machines':
      return relayInUse ? machineSelectionOrRelay : machineSelection
    case 'nodes':
      return relayInUse ? selectionOrRelay : selection
  }
}

const domainSelection = selectionOf(domainPattern, namePatternProblem)

/** A mapping with one selector, which may stand alone in its place: `connect: boot`, `connect: { to: boot, once: true }`. */
export const shortMappings = new WeakMap<object, { readonly params: z.ZodObject; readonly short: string }>()

type MetaOptions = Partial<Pick<SelectorMeta, 'against' | 'running' | 'scope' | 'relayInUse'>>

/** Selects nodes: `alice`, `[alice, bob]`, `bob-*`, `"*"`. The plan has a list of names. */
export function selector(
  kinds: readonly NodeKind[] | null = null,
  { against = null, running = false, scope = 'nodes', relayInUse = false }: MetaOptions = {},
) {
  const what =
    kinds === null
      ? whatIn[scope]
      : kinds === relayKinds || kinds === ownRelayKinds
        ? 'Relays'
        : `Nodes of kind ${kinds.map((kind) => `\`${kind}\``).join(' or ')}`
  const schema = selectionIn(scope, relayInUse).meta({
    description: `${what}: a name, a list of names, ${relayInUse ? 'a pattern such as bob-* or "*", or relay-of(alice)' : 'or a pattern such as bob-* or "*"'}`,
  })
  const relaying = kinds === relayKinds || kinds === ownRelayKinds
  selectors.add(schema, { kinds, relaying, against, running, scope, relayInUse })
  return schema
}

const whatIn = {
  nodes: 'Nodes',
  machines: 'Nodes and routers',
  nats: 'Routers with a NAT',
  gateways: 'Routers with `upnp: true`',
  names: 'Names of `dns:`',
} as const

/** Nodes to connect to: a selector, or a mapping that also says that they are dialled once, or how many of them. */
export function contacts() {
  const params = z.strictObject({
    to: selector(),
    once: z.boolean().default(false).meta({
      description: 'Whether it dials each of them once only, and never again (default false)',
    }),
    pick: z.int().min(1).max(limits.nodes).nullable().default(null).meta({
      description: 'How many of them it has, drawn by the seed for each node (default: all)',
    }),
  })
  const schema = z
    .union([selection, params])
    .transform((value) => ('to' in value ? value : { to: value, once: false, pick: null }))
  shortMappings.set(schema, { params, short: 'to' })
  return schema
}

/** The name of a router. */
export function routerName() {
  const schema = name.meta({ description: 'The name of a router' })
  routerNames.add(schema, { router: true })
  return schema
}

/** The name of a node, or the peer id of a node outside the topology. Patterns are not allowed. */
export function nodeReference(description = 'The name of a node') {
  const schema = z.string().meta({ description })
  nodeNames.add(schema, { node: true })
  return schema
}

/** Several selectors: `[alice, bob-*]`, `[[alice, bob], home]`. The plan has a list of lists of names. */
export function selectorList({
  scope,
  exactly = null,
  relayInUse = false,
}: {
  readonly scope: SelectorMeta['scope']
  readonly exactly?: number | null
  readonly relayInUse?: boolean
}) {
  const problem = exactly === null ? 'expected at least two' : `expected ${exactly} of them: [alice, boot]`
  const schema = z
    .array(selectionIn(scope, relayInUse), { error: problem })
    .min(exactly ?? 2, { error: problem })
    .max(exactly ?? 100, { error: problem })
    .transform((value): readonly (readonly string[])[] => value)
    .meta({ description: `${whatIn[scope]}, several times: a name, a list of names, or a pattern each` })
  selectorLists.add(schema, {
    kinds: null,
    relaying: false,
    against: null,
    running: false,
    scope,
    relayInUse,
  })
  return schema
}

/** Returns the names that a parameter may use. */
export function namesIn(names: Names, scope: SelectorMeta['scope']): readonly string[] {
  switch (scope) {
    case 'nodes':
      return names.nodes
    case 'nats':
      return names.nats
    case 'gateways':
      return names.gateways
    case 'names':
      return names.names
    case 'machines':
      return names.machines
  }
}

/** Resolves patterns to names, in the order of the nodes. `relay-of(bob-*)` becomes one `relay-of(bob-1)` for each. */
export function resolveSelector(
  patterns: readonly string[],
  { scope }: SelectorMeta,
  names: Names,
): readonly string[] {
  if ((scope === 'machines' || scope === 'names') && patterns.includes('*')) return ['*']
  const { selected } = select(patterns, namesIn(names, scope))
  const peers = patterns.flatMap((text) => peerOfRelay(text) ?? [])
  return peers.length === 0 ? selected : [...selected, ...select(peers, names.nodes).selected.map(relayOf)]
}

/** Returns the selected names, in the order of `names`, and the patterns without a match. */
export function select(
  patterns: readonly string[],
  names: readonly string[],
): { readonly selected: readonly string[]; readonly unmatched: readonly string[] } {
  const matching = matchesIn(names)
  const distinct = [...new Set(patterns)]
  const found = distinct.map(matching)
  const unmatched = distinct.filter((_, index) => found[index]?.length === 0)
  const [only = [], ...more] = found
  if (more.length === 0) return { selected: only, unmatched }
  const selected = new Set(found.flat())
  return { selected: names.filter((name) => selected.has(name)), unmatched }
}

/** The matches of the patterns that were asked for, for each list of names: a topology asks for few, many times. */
const known = new WeakMap<readonly string[], (pattern: string) => readonly string[]>()

function matchesIn(names: readonly string[]): (pattern: string) => readonly string[] {
  const kept = known.get(names)
  if (kept !== undefined) return kept
  const all = new Set(names)
  const found = new Map<string, readonly string[]>()
  const matching = (pattern: string) => {
    let matched = found.get(pattern)
    if (matched === undefined) {
      const isGlob = /[*?]/.test(pattern)
      matched = isGlob ? names.filter((name) => matches(pattern, name)) : all.has(pattern) ? [pattern] : []
      found.set(pattern, matched)
    }
    return matched
  }
  known.set(names, matching)
  return matching
}

/**
 * Returns true if `glob` (`*`: any characters, `?`: one) matches all of `text`. It goes back to the last star only, so
 * the number of steps is at most the product of both lengths.
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
