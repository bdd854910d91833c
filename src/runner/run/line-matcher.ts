import type { EventBody } from '../../events/event.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { EntryPlan, Plan } from '../language/plan/plan.ts'
import { Pattern } from '../language/values/pattern.ts'
import { NearMisses } from './near-misses.ts'

interface Wanted {
  readonly entry: string
  readonly pattern: Pattern
  /** Number of lines that match. */
  matched: number
  readonly missed: NearMisses
}

export interface LineMatcherOptions {
  readonly node: string
  readonly timeline: Plan['timeline']
  /** True: entries may come later, and look at earlier lines too. */
  readonly isOpen: boolean
  readonly record: (event: EventBody) => void
  /** Returns the time of the run's clock. */
  readonly now: () => number
}

interface PrintedLine {
  readonly text: string
  readonly time: number
}

/** Compares the lines that a node prints with the patterns of expectations. */
export class LineMatcher {
  readonly node: string
  readonly #options: LineMatcherOptions
  readonly #wanted: Wanted[] = []
  /** Lines so far, for later entries; null: there are none. */
  readonly #lines: PrintedLine[] | null

  constructor(options: LineMatcherOptions) {
    this.node = options.node
    this.#options = options
    this.#lines = options.isOpen ? [] : null
    for (const entry of options.timeline) this.lookFor(entry)
  }

  /** Looks for the pattern of the entry, if the entry counts lines of this node. */
  lookFor(entry: EntryPlan): void {
    const text = patternFor(entry, this.#options.node)
    if (text === null) return
    const pattern = new Pattern(text)
    const wanted = { entry: entry.id, pattern, matched: 0, missed: new NearMisses(pattern) }
    for (const line of this.#lines ?? []) this.#match(wanted, line)
    this.#wanted.push(wanted)
  }

  readonly line = (text: string): void => {
    const line = { text, time: this.#options.now() }
    this.#lines?.push(line)
    for (const wanted of this.#wanted) this.#match(wanted, line)
  }

  /** Number of lines that match the pattern of an entry. */
  matched(entry: string): number {
    return this.#wantedBy(entry)?.matched ?? 0
  }

  /** Events about the lines that came closest to the pattern of an entry, the closest first. */
  missed(entry: string, most: number): readonly EventBody[] {
    const { node } = this
    return (
      this.#wantedBy(entry)
        ?.missed.closest(most)
        .map((miss) => ({ kind: 'log-missed', entry, node, ...miss })) ?? []
    )
  }

  #wantedBy(entry: string): Wanted | undefined {
    return this.#wanted.find((wanted) => wanted.entry === entry)
  }

  #match(wanted: Wanted, { text, time }: PrintedLine): void {
    const { node, record } = this.#options
    const line = text.slice(0, 500)
    if (!wanted.pattern.test(text)) {
      wanted.missed.add(line, time)
      return
    }
    wanted.matched += 1
    record({ kind: 'log-matched', entry: wanted.entry, node, line })
  }
}

/** Most lines in the story of one entry that came close. */
const mostMissed = 12

/** Events about the lines that came closest to the pattern of an entry, where its nodes printed too few that match. */
export function missedLines(
  { id, ...entry }: Extract<EntryPlan, { type: 'expectation' }>,
  matchers: readonly LineMatcher[],
): readonly EventBody[] {
  const { kind, params } = entry.expectation
  const byNode = new Map(matchers.map((matcher) => [matcher.node, matcher]))
  const lacking = expectationOf(kind)
    .printedLines(params)
    ?.lacking((node) => byNode.get(node)?.matched(id) ?? 0)
  if (lacking === undefined || lacking.length === 0) return []
  const each = Math.max(1, Math.floor(mostMissed / lacking.length))
  return lacking.slice(0, mostMissed).flatMap((node) => byNode.get(node)?.missed(id, each) ?? [])
}

/** The pattern of the lines of this node that an entry counts; null: it counts none. */
function patternFor(entry: EntryPlan, node: string): string | null {
  if (entry.type === 'fault') return null
  const { kind, params } = entry.expectation
  const lines = expectationOf(kind).printedLines(params)
  return lines?.nodes.includes(node) ? lines.pattern : null
}
