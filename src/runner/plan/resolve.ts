/** A topology without mistakes -> the plan. Pure: the same topology gives the same plan, to the byte. */
import { identityOf } from '../../nodes/identity.ts'
import { BugError } from '../errors.ts'
import { nodeKindOf } from '../topology/node-kinds/registry.ts'
import { namedNodes } from '../topology/node-names.ts'
import { resolveDoes } from '../topology/resolve-params.ts'
import { scheduleOf } from '../topology/schedule.ts'
import type { Topology } from '../topology/topology.ts'
import { deepFreeze } from './freeze.ts'
import { type NodePlan, type Plan, planVersion } from './plan.ts'
import { resolveTimeline } from './resolve-timeline.ts'

export function resolve(topology: Topology): Plan {
  const { header } = topology
  if (header === null) throw new BugError('a topology with mistakes was to be planned')
  const names = namedNodes(topology).map(({ name }) => name)
  return deepFreeze({
    version: planVersion,
    name: header.name,
    description: header.description,
    seed: header.seed,
    clock: header.clock,
    fabric: header.fabric,
    stagger: header.stagger,
    nodes: resolveNodes(topology, header, names),
    timeline: resolveTimeline(topology, scheduleOf(topology), names),
  })
}

function resolveNodes(
  topology: Topology,
  { seed, stagger }: { readonly seed: number; readonly stagger: number },
  names: readonly string[],
): readonly NodePlan[] {
  let starting = 0
  return namedNodes(topology).map(({ name, node: { keys, settings } }) => {
    if (keys === null || settings === null)
      throw new BugError(`the node ${name} was to be planned with mistakes`)
    const startAt = keys.start === 'manual' ? null : starting++ * stagger
    const { params } = resolveDoes(settings, nodeKindOf(settings.kind).params, names)
    // Kind and parameters come from the same member of the union, which spreading cannot show.
    return {
      name,
      kind: settings.kind,
      peerId: identityOf(seed, name).peerId,
      startAt,
      ...params,
    } as NodePlan
  })
}
