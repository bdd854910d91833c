import { availableParallelism } from 'node:os'
import { HarnessError } from '../../base/errors.ts'
import { forEachParallel } from '../../base/parallel.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { NodeProcess } from '../processes/node-process.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { NodeStartError } from '../simulation/node-handle.ts'
import type { NodeSet } from './node-set.ts'
import type { RunEnd } from './run-end.ts'

interface PlannedStarts {
  readonly nodes: readonly Pick<Plan['nodes'][number], 'name' | 'startAt'>[]
}

export interface PrepareNodesOptions {
  readonly plan: PlannedStarts
  readonly nodes: { readonly process: (name: string) => Pick<NodeProcess, 'prepare'> }
  readonly signal: AbortSignal
}

/**
 * Starts processes ahead of their nodes, several at once, while the first nodes run already. Otherwise virtual time
 * would stand still while each process starts.
 */
export async function prepareNodes({ plan, nodes, signal }: PrepareNodesOptions): Promise<void> {
  await forEachParallel(plan.nodes, availableParallelism() + 1, async ({ name, startAt }) => {
    if (startAt !== null && !signal.aborted) await nodes.process(name).prepare(startAt)
  })
}

export interface StartNodesOptions {
  readonly plan: PlannedStarts
  readonly nodes: Pick<NodeSet, 'node'>
  readonly clock: Clock
  readonly end: RunEnd
}

/** Starts every node at its time. A node that does not start ends the run: later events would mean nothing. */
export async function startNodes({ plan, nodes, clock, end }: StartNodesOptions): Promise<void> {
  await Promise.all(
    plan.nodes.map(async ({ name, startAt }) => {
      if (startAt === null) return
      try {
        await clock.sleepUntil(startAt, end.signal)
        await nodes.node(name).start()
      } catch (error) {
        if (error instanceof NodeStartError) end.early('failed', new HarnessError(error.message))
      }
    }),
  )
}
