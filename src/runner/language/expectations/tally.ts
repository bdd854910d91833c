/** Counts for each of several nodes, compared with a wanted count: of each node, or of all together. */
import * as z from 'zod'
import { type CountRange, formatCount, inRange } from '../values/count.ts'
import { listNames } from '../values/list-names.ts'
import { combine } from './combine.ts'
import type { Observation } from './expectation.ts'

/** Most events that show a count. */
const mostEvidence = 20

/** The key `in`. */
/** Other words for `times`. */
export const wordsForTimes = ['count', 'number', 'occurrences', 'amount']

export function countedIn(usual: 'each' | 'total') {
  return z
    .enum(['each', 'total'])
    .default(usual)
    .meta({
      description: `With several nodes, \`times\` is the count of each of them, or the total of all together (default ${usual})`,
    })
}

export type CountedIn = z.output<ReturnType<typeof countedIn>>

/** Describes the owner of a count: `alice`, `each of alice and bob`, `alice and bob together`. */
export function describeCounted(nodes: readonly string[], counted: CountedIn): string {
  if (nodes.length < 2) return listNames(nodes)
  return counted === 'each' ? `each of ${listNames(nodes)}` : `${listNames(nodes)} together`
}

export interface TallyOptions {
  readonly nodes: readonly string[]
  readonly times: CountRange
  readonly in: CountedIn
  /** Returns a count in words: `2 lines matched`. */
  readonly say: (count: number) => string
  /** Returns more about the count of some nodes, for the end of the sentence; else empty. */
  readonly explain?: (nodes: readonly string[]) => string
}

export class Tally {
  readonly #options: TallyOptions
  /** Node -> numbers of its events. */
  readonly #found = new Map<string, number[]>()

  constructor(options: TallyOptions) {
    this.#options = options
  }

  get total(): number {
    return [...this.#found.values()].reduce((sum, { length }) => sum + length, 0)
  }

  add(node: string, event: number): void {
    const found = this.#found.get(node) ?? []
    found.push(event)
    this.#found.set(node, found)
  }

  /** True: more events than wanted are there. */
  get exceeds(): boolean {
    const { nodes, times, in: counted } = this.#options
    const most = counted === 'each' ? Math.max(...nodes.map((node) => this.#of(node).length)) : this.total
    return times.max !== null && most > times.max
  }

  /** True: fewer events than wanted are there. */
  get lacks(): boolean {
    return lacking(this.#options, (node) => this.#of(node).length).length > 0
  }

  judge(): Observation {
    const { nodes, in: counted } = this.#options
    return counted === 'each' && nodes.length > 1
      ? combine(nodes.map((node) => this.#judge([node], `${node}: `)))
      : this.#judge(nodes, '')
  }

  #judge(nodes: readonly string[], prefix: string): Observation {
    const { times, say, explain } = this.#options
    const counts = nodes.map((node) => `${node} ${this.#of(node).length}`)
    const shares = nodes.length > 1 && nodes.length <= 4 ? ` (${counts.join(', ')})` : ''
    const found = nodes.flatMap((node) => this.#of(node)).sort((a, b) => a - b)
    const more = found.length < times.min ? (explain?.(nodes) ?? '') : ''
    return {
      state: inRange(found.length, times) ? 'holds' : 'fails',
      reason: `${prefix}${say(found.length)}${shares}, wanted ${formatCount(times)}${more}`,
      evidence: found.slice(-mostEvidence),
    }
  }

  #of(node: string): readonly number[] {
    return this.#found.get(node) ?? []
  }
}

/** Returns the nodes that fall short of a wanted count. */
export function lacking(
  { nodes, times, in: counted }: Pick<TallyOptions, 'nodes' | 'times' | 'in'>,
  countOf: (node: string) => number,
): readonly string[] {
  if (counted === 'each') return nodes.filter((node) => countOf(node) < times.min)
  return nodes.reduce((sum, node) => sum + countOf(node), 0) < times.min ? nodes : []
}
