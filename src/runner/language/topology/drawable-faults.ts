/** The faults from which a search draws, with the values that each of their keys may have in this topology. */
import { anyNames, type FaultDefinition } from '../faults/fault.ts'
import { type FaultKind, faultOf, faults } from '../faults/registry.ts'
import type { Located } from '../text/located.ts'
import { rolesOf } from '../values/parameters.ts'
import { type DrawnRange, parseRange } from '../values/range.ts'
import { type Names, namesIn, type SelectorMeta } from '../values/selector.ts'
import { namesOf } from './layout.ts'
import { type NamedNode, namedNodes, relaysNot } from './node-names.ts'
import { drawnKeys, isOneValue } from './search-variants.ts'
import type { Topology } from './topology.ts'

/** The values of a key: those listed, those in a range, or two groups of these names. */
export type Choice =
  | { readonly kind: 'one-of'; readonly values: readonly unknown[] }
  | { readonly kind: 'range'; readonly range: DrawnRange }
  | { readonly kind: 'groups'; readonly names: readonly string[] }

/** A fault from which a search draws. */
export interface DrawableFault {
  readonly fault: FaultKind
  /** By key; `for` is the time until it is undone. Keys that are left out have their defaults. */
  readonly choices: ReadonlyMap<string, readonly Choice[]>
}

/** Returns all faults from which the search of this topology draws. */
export function allDrawable(topology: Topology): readonly DrawableFault[] {
  const items =
    topology.search?.of ??
    (Object.keys(faults) as FaultKind[])
      .filter((kind) => isPossible(topology, faultOf(kind)))
      .map((kind) => ({ kind, source: null }))
  return items.flatMap(({ kind, source }) => {
    const found = kind === null ? null : drawableFaults(topology, { kind, source }).drawable
    return found === null ? [] : [found]
  })
}

function isPossible({ header }: Topology, { draws, fabrics, clocks }: FaultDefinition): boolean {
  return draws.unasked && header !== null && fabrics.includes(header.fabric) && clocks.includes(header.clock)
}

interface Item {
  readonly kind: FaultKind
  /** null: topo chose the fault. */
  readonly source: Located | null
}

/** Returns the fault with its choices. `lacking`: the names that it needs and the topology does not have. */
export function drawableFaults(
  topology: Topology,
  { kind, source }: Item,
): { readonly drawable: DrawableFault | null; readonly lacking: string | null } {
  const definition = faultOf(kind)
  const given = [...(source?.children ?? [])].filter(([key]) => key !== 'fault' && key !== 'because')
  const choices = new Map<string, readonly Choice[]>(
    given.map(([key, { value }]) => [
      String(key),
      choicesIn(value, isOneValue(definition.params.shape, String(key))),
    ]),
  )
  const roles = new Map(rolesOf(definition.params).map((role) => [role.key, role]))
  for (const [key, drawable] of drawnKeys(definition, [...choices.keys()])) {
    if (drawable !== anyNames) {
      choices.set(key, choicesIn(drawable, false))
      continue
    }
    const role = roles.get(key)
    if (role?.role === 'selectors') {
      choices.set(key, [{ kind: 'groups', names: namesOf(topology).machines }])
      continue
    }
    const names = role?.role === 'selector' ? namesFor(topology, role.meta) : namesOf(topology).routers
    const usable = definition.asks.includes(key) ? withAgent(topology, names) : names
    // Without a router a node moves to the public internet.
    if (usable.length === 0 && role?.role === 'router') continue
    if (usable.length === 0) return { drawable: null, lacking: nounOf(role) }
    choices.set(key, [{ kind: 'one-of', values: usable }])
  }
  return { drawable: { fault: kind, choices }, lacking: null }
}

function choicesIn(value: unknown, isOneValue: boolean): readonly Choice[] {
  if (Array.isArray(value) && !isOneValue) return value.flatMap((one: unknown) => choicesIn(one, true))
  const range = typeof value === 'string' ? parseRange(value) : undefined
  return [range === undefined ? { kind: 'one-of', values: [value] } : { kind: 'range', range }]
}

/** Returns the names that a selector may have. */
function namesFor(topology: Topology, { kinds, relaying, scope }: SelectorMeta): readonly string[] {
  const all: Names = namesOf(topology)
  if (scope !== 'nodes') return namesIn(all, scope)
  const isPossible = ({ kind, node }: NamedNode) =>
    (kinds === null || (kind !== null && kinds.includes(kind))) && !(relaying && relaysNot(node))
  return namedNodes(topology)
    .filter(isPossible)
    .map(({ name }) => name)
}

/** Leaves out programs, which may not do what topo asks. */
function withAgent(topology: Topology, names: readonly string[]): readonly string[] {
  const programs = namedNodes(topology).flatMap(({ name, kind }) => (kind === 'command' ? [name] : []))
  return names.filter((name) => !programs.includes(name))
}

const nouns = {
  nodes: 'node for it',
  machines: 'node for it',
  nats: 'router with a NAT',
  gateways: 'router with `upnp: true`',
  names: '`dns:`',
} as const

function nounOf(role: ReturnType<typeof rolesOf>[number] | undefined): string {
  return role?.role === 'selector' ? nouns[role.meta.scope] : 'node for it'
}
