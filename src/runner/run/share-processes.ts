/** The processes of a run's nodes: one for each node, or fewer that the nodes share. */
import { availableParallelism } from 'node:os'
import type { Plan } from '../language/plan/plan.ts'
import { ofAllRuns } from '../processes/shared/process-pool.ts'
import type { SharedProcesses } from '../processes/shared/shared-processes.ts'

/** `each`: every node has its own. A number: so many for all nodes of one release that can share. */
export type ProcessCount = number | 'each'

/** Nodes up to which one process is fastest: they rarely work at the same instant. */
const fewNodes = 30

/** null: every node has its own process. */
export async function shareProcesses(
  { clock, nodes }: Pick<Plan, 'clock' | 'nodes'>,
  processes: ProcessCount | undefined,
): Promise<SharedProcesses | null> {
  if (clock !== 'virtual' || processes === 'each') return null
  return ofAllRuns.share(processes ?? (nodes.length <= fewNodes ? 1 : availableParallelism()))
}
