import type { EventBody } from '../../events/event.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { EntryPlan, Plan } from '../language/plan/plan.ts'
import { Pattern } from '../language/values/pattern.ts'

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

/** Compares the lines that a node prints with the patterns of expectations. */
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

  /** Looks for the pattern of the entry, if the entry counts lines of this node. */
  lookFor(entry: EntryPlan): void {
    const text = patternFor(entry, this.#options.node)
    if (text === null) return
    const wanted = { entry: entry.id, pattern: new Pattern(text) }
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

/** Returns true if an entry looks at the output of the node, or a later one may. */
export function isLogWatched(
  node: string,
  { timeline, isOpen }: Omit<LineMatcherOptions, 'node' | 'record'>,
): boolean {
  return isOpen || timeline.some((entry) => patternFor(entry, node) !== null)
}

/** The pattern of the lines of this node that an entry counts; null: it counts none. */
function patternFor(entry: EntryPlan, node: string): string | null {
  if (entry.type === 'fault') return null
  const { kind, params } = entry.expectation
  const lines = expectationOf(kind).printedLines(params)
  return lines?.nodes.includes(node) ? lines.pattern : null
}
