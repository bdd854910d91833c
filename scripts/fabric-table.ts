/** The table of docs/netns.md: the catalogue's verdicts on the virtual network and in namespaces. */

/** A run on one fabric: the outcome of each expectation, or the reason why there are none. */
export type FabricRun =
  | {
      readonly kind: 'judged'
      readonly outcomes: ReadonlyMap<string, string>
      /** Milliseconds of the run's clock. */
      readonly length: number
    }
  /** The topology cannot run there, which topo says before the start. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The run left no results: nothing can be compared. */
  | { readonly kind: 'broken'; readonly reason: string }

export interface ComparedTopology {
  readonly name: string
  /** Length in virtual time, such as `3m20s`. */
  readonly length: string
  readonly virtual: FabricRun
  /** Null: it takes too long in real time. */
  readonly netns: FabricRun | null
}

/** Reasons of known differences, by entry. */
export type Explanations = Readonly<Record<string, string>>

/** An expectation with another outcome. */
export interface Difference {
  readonly entry: string
  readonly virtual: string
  readonly netns: string
}

const head = ['topology', 'takes', 'virtual', 'netns', 'difference'] as const

export function differences({ virtual, netns }: ComparedTopology): readonly Difference[] {
  if (netns?.kind !== 'judged' || virtual.kind !== 'judged') return []
  const entries = new Set([...virtual.outcomes.keys(), ...netns.outcomes.keys()])
  return [...entries].flatMap((entry) => {
    const [here, there] = [virtual, netns].map(({ outcomes }) => outcomes.get(entry) ?? 'missing') as [
      string,
      string,
    ]
    // Two outcomes that nobody knows may differ.
    return here === there && here !== 'unknown' ? [] : [{ entry, virtual: here, netns: there }]
  })
}

/** Entries whose outcome differs without an explanation, and `run` for one that left no results. */
export function unexplained(topology: ComparedTopology, explanations: Explanations): readonly string[] {
  if (topology.virtual.kind === 'broken' || topology.netns?.kind === 'broken') return ['run']
  return differences(topology).flatMap(({ entry }) => (entry in explanations ? [] : [entry]))
}

export function rowOf(topology: ComparedTopology, explanations: Explanations): readonly string[] {
  const { name, length, virtual, netns } = topology
  const found = differences(topology).map((one) =>
    `\`${one.entry}: ${one.virtual}, ${one.netns}\` ${explanations[one.entry] ?? ''}`.trim(),
  )
  const told = netns?.kind === 'judged' && virtual.kind === 'judged' ? found.join(', ') || 'none' : ''
  return [name, length, cellOf(virtual), netns === null ? 'takes too long' : cellOf(netns), told]
}

function cellOf(run: FabricRun): string {
  if (run.kind !== 'judged')
    return `${run.kind}: ${run.reason
      .trim()
      .replaceAll(/\s*\n\s*/g, '; ')
      .replaceAll('|', '\\|')}`
  const counts = Map.groupBy(run.outcomes.values(), (outcome) => outcome)
  return [...counts]
    .map(([outcome, { length }]) => `${length} ${outcome}`)
    .sort()
    .join(', ')
}

/** Puts rows into the table between the markers of a page. Rows of other topologies stay. */
export function withRows(page: string, rows: readonly (readonly string[])[]): string {
  const parts = /^(.*<!-- fabrics -->\n)(.*)(<!-- \/fabrics -->.*)$/s.exec(page)
  const [, before = '', old = '', after = ''] = parts ?? []
  if (parts === null) throw new Error('the page has no <!-- fabrics --> and <!-- /fabrics -->')
  const kept = old
    .split('\n')
    .slice(2)
    .flatMap((line) => (line.startsWith('| ') ? [line.slice(2, -2).split(/(?<!\\) \| /)] : []))
  const all = new Map([...kept, ...rows].map((row) => [row[0] ?? '', row]))
  const sorted = [...all.values()].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const lines = [head, head.map(() => '---'), ...sorted].map((cells) => `| ${cells.join(' | ')} |`)
  return `${before}${lines.join('\n')}\n${after}`
}
