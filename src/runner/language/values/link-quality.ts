import type * as z from 'zod'
import { duration } from './duration.ts'
import { formatDuration } from './format-duration.ts'
import { orNull } from './optional.ts'
import { alsoCalled } from './other-words.ts'
import { percentage } from './percentage.ts'
import { formatSize, size } from './size.ts'

const longestLatency = 60_000
const delay = duration.refine((value) => value <= longestLatency, { error: 'expected at most 1m' })

/** The qualities of a link. A missing key keeps the value of a less specific link. */
export const linkQualities = {
  latency: alsoCalled(
    orNull(delay).meta({ description: 'The delay of everything, each way (usually 10ms)' }),
    ['delay', 'ping', 'lag'],
  ),
  jitter: orNull(delay).meta({ description: 'The largest additional delay, at random (usually 0s)' }),
  bandwidth: alsoCalled(
    orNull(size.refine((value) => value > 0, { error: 'expected more than 0B' })).meta({
      description: 'Bytes per second, each way (usually unlimited)',
    }),
    ['rate', 'throughput', 'speed', 'limit'],
  ),
  loss: alsoCalled(
    orNull(
      percentage.refine((value) => value < 1, {
        error: 'expected less than 100%: nothing would ever arrive',
      }),
    ).meta({ description: 'The share of lost packets, which TCP sends again (usually "0%")' }),
    ['packet-loss', 'drop', 'drop-rate'],
  ),
}

export interface GivenQualities {
  readonly latency: number | null
  readonly jitter: number | null
  readonly bandwidth: number | null
  readonly loss: number | null
}

export function hasQuality(given: GivenQualities): boolean {
  return Object.keys(qualitiesOf(given)).length > 0
}

/** Tells, in `superRefine`, that a link has no quality, if it has no other mistake: a key may be misspelt. */
export function needQuality(context: z.RefinementCtx): void {
  if (context.issues.length > 0) return
  const message = 'one of `latency`, `jitter`, `bandwidth` and `loss` is needed'
  context.addIssue({ code: 'custom', path: ['latency'], message })
}

/** Returns the given qualities. */
export function qualitiesOf({ latency, jitter, bandwidth, loss }: GivenQualities): {
  readonly [K in keyof GivenQualities]?: number
} {
  return {
    ...(latency === null ? {} : { latency }),
    ...(jitter === null ? {} : { jitter }),
    ...(bandwidth === null ? {} : { bandwidth }),
    ...(loss === null ? {} : { loss }),
  }
}

/** Describes the given qualities: `latency 800ms, loss 5%`. */
export function describeQualities(given: { readonly [K in keyof GivenQualities]?: number | null }): string {
  const { latency, jitter, bandwidth, loss } = given
  return [
    ...(latency === undefined || latency === null ? [] : [`latency ${formatDuration(latency)}`]),
    ...(jitter === undefined || jitter === null || jitter === 0 ? [] : [`jitter ${formatDuration(jitter)}`]),
    ...(bandwidth === undefined || bandwidth === null ? [] : [`bandwidth ${formatSize(bandwidth)}/s`]),
    ...(loss === undefined || loss === null || loss === 0
      ? []
      : [`loss ${Number((loss * 100).toPrecision(6))}%`]),
  ].join(', ')
}
