/** A node, or the nodes that a page shows as one until the reader opens them. */
export interface NodeUnit {
  /** The name of the node, or of the group: the common part of its nodes' names. */
  readonly name: string
  readonly isGroup: boolean
  /** In the order of the plan. */
  readonly nodes: readonly string[]
}

export interface GroupedNode {
  readonly name: string
  readonly kind: string
  readonly router: string | null
}

/** Number of nodes that a page shows one by one. */
const mostSingle = 30
const fewestGrouped = 3

/**
 * Groups the nodes of a large run: those of a `count:`, then those behind one router, then those with the same
 * beginning of their names, then those of one kind, until few units are left. Relays come last in each step.
 */
export function groupNodes(nodes: readonly GroupedNode[]): readonly NodeUnit[] {
  if (nodes.length <= mostSingle) return nodes.map(single)
  const isRelay = ({ kind }: GroupedNode) => kind === 'boot-node'
  const keys: readonly ((node: GroupedNode) => string | null)[] = [
    (node) => (isRelay(node) ? null : stemOf(node.name, 1)),
    (node) => (isRelay(node) || node.router === null ? null : node.router),
    (node) => (isRelay(node) ? null : stemOf(node.name, 2)),
    (node) => (isRelay(node) ? null : `${node.kind}s`),
    (node) => `${node.kind}s`,
  ]
  let grouped: ReadonlyMap<string, string> = new Map()
  let units: readonly NodeUnit[] = []
  for (const keyOf of keys) {
    const next = membersBy(nodes, (node) => keyOf(node) ?? grouped.get(node.name) ?? null)
    grouped = new Map([...grouped, ...next])
    units = unitsOf(nodes, grouped)
    if (units.length <= mostSingle) break
  }
  return units
}

/** The units that a page shows: an open group is followed by its nodes. */
export function shownUnits(units: readonly NodeUnit[], open: ReadonlySet<string>): readonly NodeUnit[] {
  return units.flatMap((unit) =>
    unit.isGroup && open.has(unit.name) ? [unit, ...unit.nodes.map((name) => single({ name }))] : [unit],
  )
}

function single({ name }: Pick<GroupedNode, 'name'>): NodeUnit {
  return { name, isGroup: false, nodes: [name] }
}

/** Node -> its group, for groups of several nodes. */
function membersBy(
  nodes: readonly GroupedNode[],
  keyOf: (node: GroupedNode) => string | null,
): ReadonlyMap<string, string> {
  const groups = Map.groupBy(nodes, keyOf)
  return new Map(
    [...groups].flatMap(([key, own]) =>
      key === null || own.length < fewestGrouped ? [] : own.map(({ name }) => [name, key] as const),
    ),
  )
}

/** Each group stands at the place of its first node. */
function unitsOf(nodes: readonly GroupedNode[], grouped: ReadonlyMap<string, string>): readonly NodeUnit[] {
  const units = Map.groupBy(nodes, ({ name }) => {
    const group = grouped.get(name)
    return group === undefined ? `node ${name}` : `group ${group}`
  })
  return [...units].flatMap(([key, own]) => {
    const [first] = own
    if (first === undefined) return []
    if (!key.startsWith('group ')) return [single(first)]
    return [{ name: key.slice('group '.length), isGroup: true, nodes: own.map(({ name }) => name) }]
  })
}

/** The name without its last numbers: `nat-1` of `nat-1-16`; null for a name without so many. */
function stemOf(name: string, numbers: number): string | null {
  const stem = name.replace(new RegExp(`(-\\d+){1,${numbers}}$`), '')
  return stem === name ? null : stem
}
