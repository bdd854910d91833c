import { connectionsBetween } from './connections.ts'
import type { Core } from './core.ts'
import type { Host } from './host.ts'
import { type LinkQuality, type LinkRule, noChanges, type ReversibleFault } from './switch-config.ts'

/** Changes links while the network runs. What is in flight still arrives when it would have. */
export function setLink(core: Core, rule: LinkRule): ReversibleFault {
  const before = qualities(core)
  const end = core.paths.addRule({ ...rule })
  const after = qualities(core)
  const differs = (from: Host, to: Host) => {
    const pair = pairKey(from, to)
    return before.get(pair) !== after.get(pair)
  }
  let pathsChanged = 0
  for (const [pair, quality] of after) if (before.get(pair) !== quality) pathsChanged += 1
  const changes = {
    ...noChanges,
    pathsChanged,
    connectionsAffected: connectionsBetween(core, differs).length,
  }
  return {
    changes,
    heal: () => (end() ? { ...noChanges, pathsChanged } : noChanges),
  }
}

function qualities(core: Core): ReadonlyMap<string, string> {
  const all = new Map<string, string>()
  for (const from of core.hosts) {
    for (const to of core.hosts) {
      if (from !== to) all.set(pairKey(from, to), describe(core.paths.quality(from, to)))
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
