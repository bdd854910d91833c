import path from 'node:path'
import { deepFreeze } from '../../language/plan/freeze.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { releasesOf } from '../../language/plan/releases-of.ts'
import { resolvePaths } from '../../language/plan/resolve-paths.ts'
import type { Releases } from '../../releases/releases.ts'

/** Returns the plan with absolute paths and exact releases. Relative paths start at the folder of the topology `file`. */
export function pinPlan(plan: Plan, file: string, releases: Pick<Releases, 'exact'>): Promise<Plan> {
  const folder = path.dirname(path.resolve(file))
  return pinReleases(resolvePaths(plan, folder), (release) => releases.exact(release, folder))
}

/** Replaces every range, tag and relative path of a release by the exact release that `exact` returns. */
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
