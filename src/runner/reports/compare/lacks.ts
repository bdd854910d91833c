import { holdingKey, nameOfHolding } from './holding-name.ts'
import type { Holding, Spell } from './run-summary.ts'

/** A stretch of time in which a node of one side lacks something that the same node has on another side. */
export interface Lack {
  readonly node: string
  readonly from: number
  readonly to: number
  /** `alice’s reservation on boot`. */
  readonly thing: string
}

export interface LackingSide {
  readonly holdings: readonly Holding[]
  /** Duration of its run in milliseconds; the side lacks nothing after its end. */
  readonly duration: number
}

type TimeRange = readonly [from: number, to: number]

/** Returns the lacks of each side that are longer than the tolerance. */
export function lacksOf(sides: readonly LackingSide[], tolerance: number): readonly (readonly Lack[])[] {
  const things = new Map(
    sides.flatMap(({ holdings }) => holdings.map((one) => [holdingKey(one), one] as const)),
  )
  const isAmbiguous = new Set([...things.values()].flatMap(({ relay }) => relay ?? [])).size > 1
  const heldBy = (side: LackingSide, key: string) =>
    stretches(side.holdings.find((one) => holdingKey(one) === key)?.spells ?? [], side.duration)
  return sides.map((side) =>
    [...things].flatMap(([key, thing]) => {
      const others = sides.flatMap((other) => (other === side ? [] : heldBy(other, key)))
      const own: readonly TimeRange[] = [...heldBy(side, key), [side.duration, Number.POSITIVE_INFINITY]]
      return without(joined(others), own)
        .filter(([from, to]) => to - from > tolerance)
        .map(([from, to]) => ({ node: thing.node, from, to, thing: nameOfHolding(thing, isAmbiguous) }))
    }),
  )
}

function stretches(spells: readonly Spell[], duration: number): readonly TimeRange[] {
  return spells.map(({ from, to }) => [from, to ?? duration])
}

/** Merges stretches into disjoint ones, in order. */
function joined(all: readonly TimeRange[]): readonly TimeRange[] {
  const result: TimeRange[] = []
  for (const [from, to] of [...all].sort(([a], [b]) => a - b)) {
    const last = result.at(-1)
    if (last === undefined || from > last[1]) result.push([from, to])
    else result[result.length - 1] = [last[0], Math.max(last[1], to)]
  }
  return result
}

/** Subtracts stretches, which are in order, from others. */
function without(all: readonly TimeRange[], others: readonly TimeRange[]): readonly TimeRange[] {
  return others.reduce<readonly TimeRange[]>(
    (left, [start, end]) =>
      left.flatMap(([from, to]): readonly TimeRange[] => {
        if (end <= from || start >= to) return [[from, to]]
        const parts: readonly TimeRange[] = [
          [from, start],
          [end, to],
        ]
        return parts.filter(([a, b]) => b > a)
      }),
    all,
  )
}
