import { connectionsBetween } from '../kernel/connections.ts'
import type { Host } from '../kernel/state.ts'
import type { LinkQuality, LinkRule } from '../routes/link-rule.ts'
import { noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** Changes links while the network runs. Segments in flight keep their time of arrival. */
export function setLink(parts: NetworkParts, rule: LinkRule): ReversibleFault {
  const { kernel, routes } = parts
  const before = qualities(parts)
  const end = routes.links.addRule({ ...rule })
  const after = qualities(parts)
  const differs = (from: Host, to: Host) => {
    const pair = pairKey(from, to)
    return before.get(pair) !== after.get(pair)
  }
  let pathsChanged = 0
  for (const [pair, quality] of after) if (before.get(pair) !== quality) pathsChanged += 1
  const changes = {
    ...noChanges,
    pathsChanged,
    connectionsAffected: connectionsBetween(kernel.hosts, differs).length,
  }
  return {
    changes,
    heal: () => (end() ? { ...noChanges, pathsChanged } : noChanges),
  }
}

function qualities({ kernel, routes }: NetworkParts): ReadonlyMap<string, string> {
  const all = new Map<string, string>()
  for (const from of kernel.hosts) {
    for (const to of kernel.hosts) {
      if (from === to) continue
      const quality = routes.links.quality(routes.attachment(from), routes.attachment(to))
      all.set(pairKey(from, to), describe(quality))
    }
  }
  return all
}

function pairKey(from: Host, to: Host): string {
  return `${from.index}>${to.index}`
}

function describe({ latency, jitter, bandwidth, loss }: LinkQuality): string {
  return `${latency} ${jitter} ${bandwidth} ${loss}`
}
