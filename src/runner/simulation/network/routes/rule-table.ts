/** Link rules, by the names of their ends: finding those of a link takes no longer with a thousand rules than with ten. */
import type { LinkRule } from './link-rule.ts'

interface Entry {
  readonly rule: LinkRule
  /** Its place among all rules. */
  readonly order: number
}

type ByName<T> = Map<string, T>

/** A machine's own name, and those of its routers, the nearest first. */
export type MachineNames = readonly string[]

export class RuleTable {
  readonly #entries = new Set<Entry>()
  readonly #byEnds: ByName<ByName<Set<Entry>>> = new Map()
  #count = 0
  #latencies: { readonly shortest: number; readonly isForAll: boolean } | null = null

  constructor(rules: Iterable<LinkRule>) {
    for (const rule of rules) this.add(rule)
  }

  /** Returns the function that removes the rule. It returns false when the rule has been removed before. */
  add(rule: LinkRule): () => boolean {
    const entry = { rule, order: this.#count++ }
    const byTo: ByName<Set<Entry>> = this.#byEnds.get(rule.from) ?? new Map()
    this.#byEnds.set(rule.from, byTo)
    const entries = byTo.get(rule.to) ?? new Set()
    byTo.set(rule.to, entries)
    entries.add(entry)
    this.#entries.add(entry)
    this.#latencies = null
    return () => {
      entries.delete(entry)
      this.#latencies = null
      return this.#entries.delete(entry)
    }
  }

  /** The rules for packets from one machine to another. Later ones are more specific or, of equally specific ones, newer. */
  matching(from: MachineNames, to: MachineNames): readonly LinkRule[] {
    if (this.#entries.size === 0) return []
    const found: ScoredRule[] = []
    for (let i = 0; i <= from.length; i += 1) {
      for (let j = 0; j <= to.length; j += 1) {
        const left = from[i] ?? '*'
        const right = to[j] ?? '*'
        const score = rank(left, i) + rank(right, j)
        for (const entry of this.#of(left, right)) note(found, entry, score)
        for (const entry of this.#of(right, left)) if (!entry.rule.oneWay) note(found, entry, score)
      }
    }
    if (found.length > 1) found.sort((a, b) => a.score - b.score || a.entry.order - b.entry.order)
    return found.map(({ entry }) => entry.rule)
  }

  /** The shortest latency of a rule; infinite without any. `isForAll`: a rule gives a latency to all links. */
  get latencies(): { readonly shortest: number; readonly isForAll: boolean } {
    if (this.#latencies === null) {
      let [shortest, isForAll] = [Number.POSITIVE_INFINITY, false]
      for (const { rule } of this.#entries) {
        if (rule.latency === undefined) continue
        shortest = Math.min(shortest, rule.latency)
        isForAll ||= rule.from === '*' && rule.to === '*'
      }
      this.#latencies = { shortest, isForAll }
    }
    return this.#latencies
  }

  #of(from: string, to: string): Iterable<Entry> {
    return this.#byEnds.get(from)?.get(to) ?? none
  }
}

const none: readonly Entry[] = []

interface ScoredRule {
  readonly entry: Entry
  score: number
}

/** A rule that fits in both directions, or through two names, has the highest of its scores. */
function note(found: ScoredRule[], entry: Entry, score: number): void {
  const known = found.find((other) => other.entry === entry)
  if (known === undefined) found.push({ entry, score })
  else known.score = Math.max(known.score, score)
}

/** Score of a rule; -1: it is about other machines. A machine's own name ranks above its routers', these above `*`. */
export function specificity(rule: LinkRule, from: MachineNames, to: MachineNames): number {
  const there = matchEnds(rule.from, rule.to, from, to)
  return rule.oneWay ? there : Math.max(there, matchEnds(rule.to, rule.from, from, to))
}

/** Score of a rule from `left` to `right` in this direction; -1: it is about other machines. */
export function matchEnds(left: string, right: string, from: MachineNames, to: MachineNames): number {
  const a = rank(left, from.indexOf(left))
  const b = rank(right, to.indexOf(right))
  return a < 0 || b < 0 ? -1 : a + b
}

/** `at`: the place of the name among those of the machine, or -1. */
function rank(name: string, at: number): number {
  if (name === '*') return 0
  return at === -1 ? -1 : 1000 - at
}
