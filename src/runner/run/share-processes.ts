/** The processes of a run's nodes: one for each node, or fewer that the nodes share. */
import type { Plan } from '../language/plan/plan.ts'
import type { ProcessCount } from '../language/values/process-count.ts'
import { ofAllRuns } from '../processes/shared/process-pool.ts'
import type { SharedProcesses } from '../processes/shared/shared-processes.ts'
import { sharingIn } from './sharing-in.ts'

type Sharing = Pick<Plan, 'clock' | 'nodes' | 'processes' | 'timeline'>

/**
 * A second process compiles the same code again, and has little to do beside the first: nodes that talk to each other
 * take turns (docs/virtual-time.md, "What it costs").
 */
const bestCount = 1

/** null: every node has its own process. */
export async function shareProcesses(
  plan: Sharing,
  asked: ProcessCount | undefined,
): Promise<SharedProcesses | null> {
  const count = processCountOf(plan, asked)
  return count === 'each' ? null : ofAllRuns.share(count)
}

/** Sentence about the processes of a run with many nodes; null: they are as usual. */
export function tellProcesses(plan: Sharing, asked: ProcessCount | undefined): string | null {
  const count = processCountOf(plan, asked)
  if (count === 'each' || count === 1) return null
  const shared = plan.nodes.filter(sharingIn(plan)).length
  const own = plan.nodes.length - shared
  if (shared <= count) return null
  const others = own === 0 ? '' : `, and ${own} have one of their own`
  return `${shared} nodes share ${count} processes${others}`
}

/** The processes for nodes that can share one; `each`: none is shared. */
export function processCountOf(
  { clock, processes }: Pick<Plan, 'clock' | 'processes'>,
  asked: ProcessCount | undefined,
): ProcessCount {
  if (clock !== 'virtual') return 'each'
  return asked ?? processes ?? bestCount
}
