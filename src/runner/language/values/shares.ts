import type * as z from 'zod'
import type { Random } from '../../../base/random.ts'

/** One of several things, and its share, from 0 to 1. */
export interface NodeShare<K extends string = string> {
  readonly of: K
  readonly share: number
}

/** Slack for sums of decimal fractions. */
const exact = 1e-9

/** Checks, in `superRefine`, that shares make up 100%. */
export function refineShares(shares: readonly NodeShare[], context: z.RefinementCtx): void {
  // A misspelt name or a wrong share is a mistake of its own: it is missing here.
  if (context.issues.length > 0) return
  const sum = shares.reduce((total, { share }) => total + share, 0)
  if (Math.abs(sum - 1) <= exact) return
  const last = shares.at(-1)
  if (last === undefined) {
    context.addIssue({ code: 'custom', message: 'there is no share here: together they make up 100%' })
    return
  }
  const wanted = last.share + 1 - sum
  const hint =
    wanted <= exact ? 'lower some of them' : `with \`${last.of}: ${percent(wanted)}\` they make up 100%`
  const difference = `${percent(Math.abs(1 - sum))} ${sum < 1 ? 'are missing' : 'too many'}`
  const message = `these shares add up to ${percent(sum)}: ${difference}`
  context.addIssue({ code: 'custom', message, params: { hint } })
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}%`
}

/** Divides `total` by largest remainder: each count differs from its exact share by less than 1. */
export function countsOf(shares: readonly Pick<NodeShare, 'share'>[], total: number): readonly number[] {
  const parts = shares.map(({ share }, index) => {
    const whole = Math.floor(share * total + exact)
    return { index, whole, rest: share * total - whole }
  })
  const left = total - parts.reduce((sum, { whole }) => sum + whole, 0)
  const more = new Set(
    parts
      .toSorted((a, b) => (Math.abs(b.rest - a.rest) > exact ? b.rest - a.rest : a.index - b.index))
      .slice(0, left)
      .map(({ index }) => index),
  )
  return parts.map(({ index, whole }) => whole + (more.has(index) ? 1 : 0))
}

/** Gives each of `total` places one of the things, in exact shares and random order. */
export function assignShares<K extends string>(
  shares: readonly NodeShare<K>[],
  total: number,
  random: Random,
): readonly K[] {
  const counts = countsOf(shares, total)
  const places = shares.flatMap(({ of }, index) => Array.from({ length: counts[index] ?? 0 }, () => of))
  return shuffled(places, random)
}

/** Returns the items in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const mixed: T[] = []
  for (const [index, item] of items.entries()) {
    const place = Math.floor(random() * (index + 1))
    const moved = mixed[place]
    if (moved === undefined) mixed.push(item)
    else {
      mixed.push(moved)
      mixed[place] = item
    }
  }
  return mixed
}
