import type { Plan } from '../../language/plan/plan.ts'
import type { StoredRun } from '../../results/open-results.ts'
import type { ComparedRun } from './comparison.ts'
import { summarise } from './summarise.ts'

/** Reads a stored run as one to compare. */
export function fromStored(run: StoredRun): ComparedRun {
  const { plan, verdict } = run
  const events = [...run.events()]
  const resources = run.resources()
  const summary = summarise({ plan, events, verdict, release: releaseOf(plan), resources })
  return { summary, log: { plan, verdict, events } }
}

/** The libp2p of all nodes, `2.10.0 and 3.3.11` when they differ; null for a plan without releases. */
function releaseOf({ nodes }: Plan): string | null {
  const releases = nodes.flatMap((node) =>
    'libp2p' in node && typeof node.libp2p === 'string' ? [node.libp2p] : [],
  )
  return releases.length === 0 ? null : [...new Set(releases)].join(' and ')
}
