/** The table of docs/netns.md: the catalogue's verdicts on the virtual network and in namespaces. */

/** A run on one fabric: the outcome of each expectation, or the reason why there are none. */
export type FabricRun =
  | {
      readonly kind: 'judged'
      readonly outcomes: ReadonlyMap<string, string>
      /** Milliseconds of the run's clock. */
      readonly length: number
    }
  | { readonly kind: 'refused'; readonly reason: string }

export interface ComparedTopology {
  readonly name: string
  /** Length in virtual time, such as `3m20s`. */
  readonly length: string
  readonly virtual: FabricRun
  /** Null: it takes too long in real time. */
  readonly netns: FabricRun | null
}

/** A known difference: its reason, and the fabric that tells the truth. */
export interface Explanation {
  readonly reason: string
  readonly right: 'virtual' | 'netns' | 'both'
}

const head = ['topology', 'takes', 'virtual', 'netns', 'difference'] as const

/** Expectations with another outcome, as `entry: virtual outcome, netns outcome`. */
export function differences({ virtual, netns }: ComparedTopology): readonly string[] {
  if (netns === null || netns.kind === 'refused' || virtual.kind === 'refused') return []
  return [...virtual.outcomes].flatMap(([entry, outcome]) => {
    const other = netns.outcomes.get(entry) ?? 'missing'
    return other === outcome ? [] : [`${entry}: ${outcome}, ${other}`]
  })
}

export function rowOf(topology: ComparedTopology, explanation: Explanation | null): readonly string[] {
  const { name, length, virtual, netns } = topology
  const found = differences(topology)
  const known = explanation === null ? '' : `${explanation.reason}; right: ${explanation.right}`
  const difference = found.length === 0 ? 'none' : [`\`${found.join('`, `')}\``, known].join(' ').trim()
  const told = netns === null || netns.kind === 'refused' ? '' : difference
  return [name, length, cellOf(virtual), netns === null ? 'takes too long' : cellOf(netns), told]
}

function cellOf(run: FabricRun): string {
  if (run.kind === 'refused') return `refused: ${run.reason}`
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
    .flatMap((line) => (line.startsWith('| ') ? [line.slice(2, -2).split(' | ')] : []))
  const all = new Map([...kept, ...rows].map((row) => [row[0] ?? '', row]))
  const sorted = [...all.values()].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const lines = [head, head.map(() => '---'), ...sorted].map((cells) => `| ${cells.join(' | ')} |`)
  return `${before}${lines.join('\n')}\n${after}`
}
