import type { Layers } from '../../../base/layers.ts'
import type { EventBody } from '../../../events/event.ts'
import type { DialQueue } from '../../language/expectations/dial-queue.ts'
import type { ExpectationEntryPlan, Plan } from '../../language/plan/plan.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { NetworkFaults } from '../../simulation/network/network-faults.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'
import type { Recorder } from '../recorder.ts'

/** The parts of a run that play its faults and expectations. */
export interface Stage {
  readonly plan: Plan
  readonly clock: Clock
  readonly node: (name: string) => NodeHandle
  /** The changes of nodes that last. */
  readonly layers: Layers
  /** The virtual network, for its faults; null where the network is real. */
  readonly network: NetworkFaults | null
  /** The turns of all dials that topo makes. */
  readonly dials: DialQueue
  readonly recorder: Recorder
  /** Returns events about printed lines that came close to the pattern of an entry, which the nodes do not meet. */
  readonly missedLines: (entry: ExpectationEntryPlan) => readonly EventBody[]
  /** Aborts when the run is over before its time. */
  readonly signal: AbortSignal
}
