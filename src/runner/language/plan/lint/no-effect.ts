import { factsOf, faultOf } from '../../faults/registry.ts'
import { listNames } from '../../values/list-names.ts'
import { rolesOf } from '../../values/parameters.ts'
import { peersInUse } from '../../values/relay-in-use.ts'
import type { FaultEntryPlan, Plan } from '../plan.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Finds faults that change nothing: of nodes that are down already, starts of nodes that run, and changes by nothing. */
export function noEffect(plan: Plan, times: Times): readonly LintFinding[] {
  const endings = endingsOf(plan)
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'fault' || entry.harmless || peersInUse(entry.fault.params).length > 0) return []
    return whileDown(times, endings, entry) ?? whileUp(plan, times, endings, entry) ?? idle(plan, entry)
  })
}

/** The fault itself says that it does nothing beside the others. */
function idle({ timeline }: Plan, entry: FaultEntryPlan): readonly LintFinding[] {
  const { idle: whyIdle } = faultOf(entry.fault.kind)
  if (whyIdle === undefined) return []
  const others = timeline.flatMap((one) =>
    one.type === 'fault' && one !== entry ? [factsOf(one.fault)] : [],
  )
  const why = whyIdle(entry.fault.params, others)
  if (why === null) return []
  return [{ code: 'no-effect', entry, message: `this changes nothing: ${why.message}`, hint: why.hint }]
}

/** The faults that end a node, by its name. */
type Endings = ReadonlyMap<string, readonly FaultEntryPlan[]>

function endingsOf({ timeline }: Plan): Endings {
  const endings = new Map<string, FaultEntryPlan[]>()
  for (const entry of timeline) {
    if (entry.type !== 'fault') continue
    for (const name of factsOf(entry.fault).ends) endings.set(name, [...(endings.get(name) ?? []), entry])
  }
  return endings
}

/** All nodes that must run are down in every run. */
function whileDown(times: Times, endings: Endings, entry: FaultEntryPlan): readonly LintFinding[] | null {
  const nodes = runningNodes(entry)
  const [node = ''] = nodes
  const causeOf = (name: string) =>
    endings.get(name)?.find((fault) => keepsDown(times, fault, { entry, node: name }))
  const cause = causeOf(node)
  if (cause === undefined || nodes.some((name) => causeOf(name) === undefined)) return null
  const message = `this changes nothing: ${listNames(nodes)} ${nodes.length > 1 ? 'are down already' : `is down since \`${cause.id}\``}`
  const hint = 'put a `fault: start` before it, move it, or write `harmless: true`'
  const label = `\`${node}\` goes down here`
  return [{ code: 'no-effect', entry, message, hint, cause: { entry: cause, label, here: 'too late' } }]
}

/** The nodes that the fault must find running. */
function runningNodes({ fault }: FaultEntryPlan): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(fault.params))
  return rolesOf(faultOf(fault.kind).params).flatMap((parameter) => {
    const value = parameter.role === 'selector' && parameter.meta.running ? values.get(parameter.key) : null
    return Array.isArray(value) ? value.map(String) : []
  })
}

interface Question {
  readonly entry: FaultEntryPlan
  readonly node: string
}

function keepsDown(times: Times, fault: FaultEntryPlan, { entry, node }: Question): boolean {
  if (fault === entry || !factsOf(fault.fault).ends.includes(node) || !times.follows(entry, fault))
    return false
  const [down, now] = [times.startOf(fault).from, times.startOf(entry).to]
  return times.nodeStarts(node).every(({ from, to }) => to < down || from > now)
}

/** All nodes that it starts run in every run. Only topo's own nodes never end by themselves. */
function whileUp(plan: Plan, times: Times, endings: Endings, entry: FaultEntryPlan) {
  const { starts, ends } = factsOf(entry.fault)
  const runs = (name: string) => {
    const node = plan.nodes.find((one) => one.name === name)
    const isOwn = node?.kind === 'peer' || node?.kind === 'boot-node'
    const isUp = node !== undefined && node.startAt !== null && node.startAt <= times.startOf(entry).from
    return isOwn && isUp && !endings.has(name)
  }
  if (starts.length === 0 || ends.length > 0 || !starts.every(runs)) return null
  const several = starts.length > 1
  const message = `this changes nothing: ${listNames(starts)} ${several ? 'run' : 'runs'} from the start, and nothing ends ${several ? 'them' : 'it'}`
  const hint = 'write `start: manual` on the node, put a `fault: stop` before it, or remove it'
  return [{ code: 'no-effect' as const, entry, message, hint }]
}
