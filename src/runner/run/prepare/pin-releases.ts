import { deepFreeze } from '../../language/plan/freeze.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { releasesOf } from '../../language/plan/releases-of.ts'

/** The plan with the exact release in the place of every range, tag and relative path: `exact` knows which that is. */
export async function pinReleases(plan: Plan, exact: (release: string) => Promise<string>): Promise<Plan> {
  const pinned = new Map<string, string>()
  for (const release of releasesOf(plan)) pinned.set(release, await exact(release))
  const pin = (release: string) => pinned.get(release) ?? release
  return deepFreeze({
    ...plan,
    nodes: plan.nodes.map((node) => ({ ...node, libp2p: pin(node.libp2p) })),
    timeline: plan.timeline.map((entry) => {
      if (entry.type !== 'fault' || entry.fault.kind !== 'restart') return entry
      const { params } = entry.fault
      const libp2p = params.libp2p === null ? null : pin(params.libp2p)
      return { ...entry, fault: { ...entry.fault, params: { ...params, libp2p } } }
    }),
  })
}
