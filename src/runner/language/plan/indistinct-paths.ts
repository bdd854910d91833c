/** Links and faults that fabric netns cannot make, because NATs hide whose packets are whose. */
import type { Diagnostic } from '../../../base/errors.ts'
import { createSwitch, type Switch } from '../../simulation/network/switch.ts'
import { IndistinctPathsError, wireRules } from '../../simulation/network/wire-rules.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { faultOf } from '../faults/registry.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { namesOf } from '../topology/layout.ts'
import type { Topology } from '../topology/topology.ts'
import { timesOf } from './lint/times.ts'
import type { FaultEntryPlan, LinkPlan, Plan } from './plan.ts'
import { resolveNetwork } from './resolve-network.ts'

/** Most paths to compute. Larger topologies are not for this fabric; the run itself finds their mistakes. */
const mostPaths = 1_000_000

export function indistinctPaths(plan: Plan, topology: Topology): readonly Diagnostic[] {
  if (plan.fabric !== 'netns') return []
  const looks = plan.links.length + plan.timeline.length
  if (plan.nodes.length ** 2 * looks > mostPaths) return []
  return clash(plan, modelOf(plan, plan.links)) === null ? ofFaults(plan, topology) : ofLinks(plan, topology)
}

/** Reports the first link with which the paths cannot be told apart. */
function ofLinks(plan: Plan, topology: Topology): readonly Diagnostic[] {
  const names = namesOf(topology)
  for (const [index, { source }] of topology.links.entries()) {
    const links = topology.links.slice(0, index + 1)
    const found = clash(plan, modelOf(plan, resolveNetwork({ ...topology, links }, plan.fabric, names).links))
    if (found !== null) return [told(found, spanOfKey(topology.text, source, [endsKey(source)]))]
  }
  return []
}

/** Reports faults that cannot be made by themselves, or together with those that certainly last at their start. */
function ofFaults(plan: Plan, topology: Topology): readonly Diagnostic[] {
  const times = timesOf(plan)
  const possible: FaultEntryPlan[] = []
  return plan.timeline.flatMap((entry, index) => {
    if (entry.type !== 'fault' || faultOf(entry.fault.kind).alters === undefined) return []
    const { from } = times.startOf(entry)
    const lasting = possible.filter(
      (one) => times.startOf(one).to <= from && (one.for === null || times.endOf(one).from > from),
    )
    const model = modelOf(plan, plan.links)
    for (const { fault } of [...lasting, entry]) faultOf(fault.kind).alters?.(model, fault.params, 0)
    const found = clash(plan, model)
    if (found === null) {
      possible.push(entry)
      return []
    }
    const source = topology.timeline[index]?.source ?? topology.root
    return [told(found, spanOfValue(topology.text, source, ['fault']))]
  })
}

function modelOf({ seed, nodes, routers }: Plan, links: readonly LinkPlan[]): Switch {
  return createSwitch({ seed, hosts: nodes, routers, links })
}

/** Returns the reason why packets of two paths cannot be told apart; null: they can. */
function clash({ nodes }: Plan, model: Switch): string | null {
  try {
    wireRules(
      nodes.map(({ name }) => name),
      model,
      () => 0,
    )
    return null
  } catch (error) {
    if (error instanceof IndistinctPathsError) return error.reason
    throw error
  }
}

function told(reason: string, span: Diagnostic['span']): Diagnostic {
  return problem('unsupported-by-fabric', span, reason, 'name the router in place of the node')
}

function endsKey({ children }: Topology['root']): string {
  return children.has('between') ? 'between' : 'from'
}
