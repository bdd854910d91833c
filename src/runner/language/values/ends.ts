import * as z from 'zod'
import { conflict, incomplete } from './conflict.ts'
import { listMachines } from './list-names.ts'
import { orNull } from './optional.ts'
import { alsoCalled } from './other-words.ts'
import { selector, selectorList } from './selector.ts'

/** Other words for `between`. */
export const wordsForBetween = ['nodes', 'peers', 'pair', 'hosts']

/** The keys that name two groups of machines: `between: [a, b]`, or `from`, `to` and `oneWay: true`. */
export const ends = {
  between: alsoCalled(
    orNull(
      selectorList({ scope: 'machines', exactly: 2, relayInUse: true }).meta({
        description: 'Both ends: [alice, boot], [home, "*"]. A router stands for all nodes behind it',
      }),
    ),
    wordsForBetween,
  ),
  from: orNull(selector(null, { scope: 'machines', against: 'to', relayInUse: true })).meta({
    description: 'The sending end: instead of `between`, with `oneWay: true`',
  }),
  to: orNull(selector(null, { scope: 'machines', relayInUse: true })).meta({
    description: 'The receiving end: instead of `between`, with `oneWay: true`',
  }),
  oneWay: alsoCalled(
    z
      .boolean()
      .default(false)
      .meta({ description: 'Acts only from `from` to `to`, not back (default false)' }),
    ['unidirectional', 'asymmetric'],
  ),
}

const bothEnds = 'write `between: [alice, boot]`; "*" stands for all others'

/** Advice for other keys that say between whom or in which direction. */
export const insteadOfEnds = {
  node: bothEnds,
  peer: bothEnds,
  host: bothEnds,
  machine: bothEnds,
  direction: 'write `from`, `to` and `oneWay: true` for one direction; `between` has both',
}

export interface Ends {
  readonly between: readonly (readonly string[])[] | null
  readonly from: readonly string[] | null
  readonly to: readonly string[] | null
  readonly oneWay: boolean
}

const bothWays = 'write `between: [a, b]` for both ways, or add `oneWay: true`'

/** Checks, in `superRefine`, that the keys name two ends in one of the two forms. */
export function refineEnds({ between, from, to, oneWay }: Ends, context: z.RefinementCtx): void {
  if (between !== null) {
    for (const [key, value] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (value !== null)
        context.addIssue(
          conflict(
            key,
            `\`between\` names both ends, so \`${key}\` is not possible`,
            'remove one of them',
            'between',
          ),
        )
    }
    if (oneWay)
      context.addIssue(
        conflict(
          'oneWay',
          '`between` has no direction',
          'write `from` and `to` instead of `between`',
          'between',
        ),
      )
    return
  }
  // An unknown key may be meant as one of them.
  if (context.issues.some(({ code }) => code === 'unrecognized_keys')) return
  if (from === null && to === null) {
    context.addIssue({ code: 'custom', path: ['between'], message: 'write `between: [a, b]`' })
    return
  }
  if (from === null || to === null) {
    const missing = from === null ? 'from' : 'to'
    context.addIssue({ code: 'custom', path: [missing], message: '`from` and `to` go together' })
  } else if (!oneWay) {
    context.addIssue(incomplete('from', '`from` and `to` are for one way only', bothWays, ['oneWay']))
  }
}

/** Describes the ends: `between alice and boot`, `from alice to everybody`. */
export function describeEnds(given: Ends): string {
  const { from, to, oneWay } = endsOf(given)
  const [left, right] = [listMachines(from), listMachines(to)]
  return oneWay ? `from ${left} to ${right}` : `between ${left} and ${right}`
}

export function endsOf({ between, from, to, oneWay }: Ends): {
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly oneWay: boolean
} {
  return { from: between?.[0] ?? from ?? [], to: between?.[1] ?? to ?? [], oneWay }
}
