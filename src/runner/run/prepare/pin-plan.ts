import path from 'node:path'
import type * as z from 'zod'
import { type FaultPlan, faultOf } from '../../language/faults/registry.ts'
import { deepFreeze } from '../../language/plan/freeze.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { releasesOf } from '../../language/plan/releases-of.ts'
import { resolvePaths } from '../../language/plan/resolve-paths.ts'
import { releaseKeys } from '../../language/values/parameters.ts'
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
      if (entry.type !== 'fault') return entry
      const { kind, params } = entry.fault
      return {
        ...entry,
        fault: { kind, params: withReleases(params, faultOf(kind).params, pin) } as FaultPlan,
      }
    }),
  })
}

/** Returns the parameters with other releases. */
function withReleases(params: object, schema: z.ZodObject, pin: (release: string) => string): object {
  const keys = releaseKeys(schema)
  const entries = Object.entries(params).map(([key, value]: [string, unknown]) =>
    keys.includes(key) && typeof value === 'string' ? [key, pin(value)] : [key, value],
  )
  return Object.fromEntries(entries)
}
