import { type FaultPlan, factsOf } from '../faults/registry.ts'
import type { Interval } from '../values/entry-times.ts'

/** Time from the start of a fault to its end. `lasting`: its `for`; null where nothing undoes it before the run ends. */
export function lengthOfFault(fault: FaultPlan, lasting: number | null): Interval {
  const length = lasting ?? factsOf(fault).takes
  return { from: length, to: length }
}
