import { formatClock } from '../language/values/format-clock.ts'

/** Times are milliseconds of the run's clock. */
export interface Hole {
  readonly peer: string
  readonly relay: string
  /** It was gone from this time to that one. */
  readonly from: number
  readonly to: number
  /** The last look before, and the first one after it. */
  readonly before: number
  readonly after: number
}

export function describeHole({ peer, relay, from, to, before, after }: Hole): string {
  const [last, next, gone, since] = [before, after, to - from, from].map((time) => formatClock(time))
  return `nobody looked between ${last} and ${next}, while the reservation of ${peer} on ${relay} was gone for ${gone} (from ${since}): say \`for:\` or \`longestGap:\` where it must hold all the time`
}
