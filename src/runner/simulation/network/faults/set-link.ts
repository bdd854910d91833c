import { isDeepStrictEqual } from 'node:util'
import { connectionsBetween } from '../kernel/connections.ts'
import type { Host } from '../kernel/state.ts'
import type { Attachment } from '../routes/address-space.ts'
import type { LinkRule } from '../routes/link-rule.ts'
import { outsideNames } from '../routes/links.ts'
import { specificity } from '../routes/rule-table.ts'
import { type Changes, noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** Changes links while the network runs. Segments in flight keep their time of arrival. */
export function setLink(parts: NetworkParts, rule: LinkRule): ReversibleFault {
  const { end, changes } = change(parts, rule)
  const { pathsChanged } = changes
  return { changes, heal: () => (end() ? { ...noChanges, pathsChanged } : noChanges) }
}

function change({ kernel, routes }: NetworkParts, rule: LinkRule): { end: () => boolean; changes: Changes } {
  const { links } = routes
  const machines = kernel.hosts.map((host) => routes.attachment(host))
  const paths = pathsUnder(rule, machines)
  const before = paths.map(({ from, to }) => links.quality(from, to))
  const end = links.addRule({ ...rule })
  const changed = new Set<string>()
  for (const [index, { from, to }] of paths.entries())
    if (!isDeepStrictEqual(before[index], links.quality(from, to))) changed.add(pairKey(from, to))
  const differs = (from: Host, to: Host) => changed.has(pairKey(from, to))
  const connectionsAffected = connectionsBetween(kernel.hosts, differs).length
  return { end, changes: { ...noChanges, pathsChanged: changed.size, connectionsAffected } }
}

interface RuledPath {
  readonly from: Attachment
  readonly to: Attachment
}

/** The paths that a rule is about, each once. */
function pathsUnder(rule: LinkRule, machines: readonly Attachment[]): readonly RuledPath[] {
  const lefts = machines.filter((machine) => isNamed(rule.from, machine))
  const rights = machines.filter((machine) => isNamed(rule.to, machine))
  const paths = new Map<string, RuledPath>()
  const add = (from: Attachment, to: Attachment) => {
    if (from !== to && specificity(rule, outsideNames(from, to), outsideNames(to, from)) >= 0)
      paths.set(pairKey(from, to), { from, to })
  }
  for (const left of lefts) {
    for (const right of rights) {
      add(left, right)
      if (!rule.oneWay) add(right, left)
    }
  }
  return [...paths.values()]
}

function isNamed(end: string, { name, lineage }: Attachment): boolean {
  return end === '*' || name === end || lineage.includes(end)
}

function pairKey(from: { readonly index: number }, to: { readonly index: number }): string {
  return `${from.index}>${to.index}`
}
