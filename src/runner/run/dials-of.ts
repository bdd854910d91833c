import { DialQueue } from '../language/expectations/dial-queue.ts'
import { dialTimeOf } from '../language/plan/dial-time.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Clock } from '../simulation/clock/clock.ts'

/** Returns the queue for all dials of a run. */
export function dialsOf(plan: Plan, clock: Clock): DialQueue {
  const machines = new Map(plan.nodes.map(({ name, router }) => [name, outermost(plan, router) ?? name]))
  return new DialQueue({
    clock,
    dialTime: dialTimeOf(plan),
    machineOf: (node) => machines.get(node) ?? node,
  })
}

/** Returns the last router before the public internet; null: there is none. */
function outermost(plan: Plan, router: string | null): string | null {
  const behind = plan.routers.find(({ name }) => name === router)?.behind ?? null
  return behind === null ? router : outermost(plan, behind)
}
