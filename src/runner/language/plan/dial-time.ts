import type { Plan } from './plan.ts'

/** A relayed dial with its ping takes 46 one-way latencies: TCP, Noise and yamux, and again inside the circuit. */
const latenciesOfDial = 60

/** Milliseconds that a dial can take on the slowest link that the plan has, or gets by a fault. */
export function dialTimeOf({ links, timeline }: Plan): number {
  const faults = timeline.flatMap((entry) =>
    entry.type === 'fault' && entry.fault.kind === 'link' ? [entry.fault.params] : [],
  )
  const delays = [...links, ...faults].map(({ latency, jitter }) => (latency ?? 0) + (jitter ?? 0))
  return latenciesOfDial * delays.reduce((slowest, delay) => Math.max(slowest, delay), 0)
}
