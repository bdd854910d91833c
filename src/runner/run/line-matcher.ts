import type { EventBody } from '../../events/event.ts'
import type { ExpectationPlan } from '../language/expectations/registry.ts'
import type { EntryPlan, ExpectationEntryPlan, Plan } from '../language/plan/plan.ts'
import { Pattern } from '../language/values/pattern.ts'

type LogEntry = ExpectationEntryPlan & {
  readonly expectation: Extract<ExpectationPlan, { readonly kind: 'log' }>
}

interface Wanted {
  readonly entry: string
  readonly pattern: Pattern
}

export interface LineMatcherOptions {
  readonly node: string
  readonly timeline: Plan['timeline']
  /** True: entries may come later, and look at earlier lines too. */
  readonly isOpen: boolean
  readonly record: (event: EventBody) => void
}

/** Compares the lines that a node prints with the patterns of `log` expectations. */
export class LineMatcher {
  readonly #options: LineMatcherOptions
  readonly #wanted: Wanted[] = []
  /** Lines so far, for later entries; null: there are none. */
  readonly #lines: string[] | null

  constructor(options: LineMatcherOptions) {
    this.#options = options
    this.#lines = options.isOpen ? [] : null
    for (const entry of options.timeline) this.lookFor(entry)
  }

  /** Looks for the pattern of the entry, if it is a `log` expectation about this node. */
  lookFor(entry: EntryPlan): void {
    if (!looksAt(entry, this.#options.node)) return
    const wanted = { entry: entry.id, pattern: new Pattern(entry.expectation.params.pattern) }
    for (const line of this.#lines ?? []) this.#match(wanted, line)
    this.#wanted.push(wanted)
  }

  readonly line = (line: string): void => {
    this.#lines?.push(line)
    for (const wanted of this.#wanted) this.#match(wanted, line)
  }

  #match({ entry, pattern }: Wanted, line: string): void {
    const { node, record } = this.#options
    if (pattern.test(line)) record({ kind: 'log-matched', entry, node, line: line.slice(0, 500) })
  }
}

/** Returns whether a `log` expectation looks at the output of the node, or a later one may. */
export function isLogWatched(
  node: string,
  { timeline, isOpen }: Omit<LineMatcherOptions, 'node' | 'record'>,
): boolean {
  return isOpen || timeline.some((entry) => looksAt(entry, node))
}

function looksAt(entry: EntryPlan, node: string): entry is LogEntry {
  return (
    entry.type === 'expectation' &&
    entry.expectation.kind === 'log' &&
    entry.expectation.params.node.includes(node)
  )
}
