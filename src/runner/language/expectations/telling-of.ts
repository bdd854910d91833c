/** The reporting of the nodes of a plan. In a file of its own: pages, which judge stored events, have no use for patterns. */
import { fieldValue, fixedFields, type Tell } from '../values/tells.ts'
import type { NodeReporting, ReportedEvents, Telling } from './telling.ts'

interface TellingNode {
  readonly name: string
  readonly kind: string
  readonly agent?: boolean
  readonly tells?: readonly Tell[]
}

export function tellingOf({ nodes }: { readonly nodes: readonly TellingNode[] }): Telling {
  const reporting = new Map(nodes.map((node) => [node.name, reportingOf(node)]))
  const programs = [...reporting].flatMap(([name, one]) => (typeof one === 'string' ? [] : [name]))
  return Object.assign((name: string) => reporting.get(name) ?? [], { programs })
}

export function reportingOf({ kind, agent = false, tells = [] }: Omit<TellingNode, 'name'>): NodeReporting {
  if (kind !== 'command') return 'all'
  return agent ? 'agent' : tells.map(toldBy)
}

function toldBy(tell: Tell): ReportedEvents {
  const { event } = tell
  const fixed = Object.entries(fixedFields(tell)).map(([field, value]) => [
    field,
    fieldValue(event, field, String(value)),
  ])
  return { event, fixed: Object.fromEntries(fixed) }
}
