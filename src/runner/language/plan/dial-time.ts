import { factsOf } from '../faults/registry.ts'
import type { Plan } from './plan.ts'

/** A relayed dial with its ping takes 46 one-way latencies: TCP, Noise and yamux, and all three again inside. */
const latenciesOfDial = 60

/** Returns the milliseconds that a dial can take on the slowest link of the plan and of its faults. */
export function dialTimeOf({ links, timeline }: Plan): number {
  const delays = [
    ...links.map(({ latency = 0, jitter = 0 }) => latency + jitter),
    ...timeline.map((entry) => (entry.type === 'fault' ? (factsOf(entry.fault).links?.slowest ?? 0) : 0)),
  ]
  return latenciesOfDial * delays.reduce((slowest, delay) => Math.max(slowest, delay), 0)
}
