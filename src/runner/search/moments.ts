import { keepaliveOf, mostOf } from '../language/plan/lint/keepalive.ts'
import { renewalInterval } from '../language/plan/lint/requests.ts'
import type { SearchPlan } from '../language/plan/load-search.ts'
import type { Plan } from '../language/plan/plan.ts'

/** Times at which faults meet something, and lengths that decide whether it is noticed. All are milliseconds. */
export interface Moments {
  /** Times of the run's clock at which nodes start. */
  readonly starts: readonly number[]
  /** Times of the run's clock at which reservations are renewed, or expire. */
  readonly renewals: readonly number[]
  /** Lengths: keepalives, timeouts of NATs, reservations. */
  readonly lengths: readonly number[]
}

/** Derives the moments from the limits and settings of the plan. */
export function momentsOf({ plan, span, within }: Pick<SearchPlan, 'plan' | 'span' | 'within'>): Moments {
  const starts = plan.nodes.flatMap(({ startAt }) => (startAt === null ? [] : [startAt]))
  const periods = reservationPeriods(plan)
  const keepalive = keepaliveOf(plan)
  const repeated = periods.flatMap((period) =>
    Array.from({ length: Math.min(20, Math.floor(span / period)) }, (_, index) => (index + 1) * period),
  )
  const timeouts = plan.routers.flatMap(({ nat }) =>
    nat === null ? [] : [nat.establishedTimeout, nat.transitoryTimeout, nat.udpTimeout],
  )
  const noticed = keepalive === null ? [] : [keepalive.interval, mostOf(keepalive)]
  const isUseful = (time: number) => Number.isFinite(time) && time > 0
  return {
    starts: distinct(starts),
    renewals: distinct(repeated),
    lengths: distinct([...noticed, ...timeouts, ...periods, within].filter(isUseful)),
  }
}

/** Times from a reservation to its renewal, and to its expiry. */
function reservationPeriods(plan: Plan): readonly number[] {
  return plan.nodes.flatMap((node) => {
    const relay = 'relay' in node && typeof node.relay === 'object' ? node.relay : null
    if (relay === null) return []
    return [renewalInterval(plan, node.name), relay.reservationDuration].filter(
      (time) => Number.isFinite(time) && time > 0,
    )
  })
}

function distinct(times: readonly number[]): readonly number[] {
  return [...new Set(times)].sort((a, b) => a - b)
}
