import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { faultOf } from '../faults/registry.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import type { Located } from '../text/located.ts'
import { definitionOf } from '../topology/resolve-params.ts'
import type { EntryContent, Topology } from '../topology/topology.ts'

/** Checks for keys, faults and clocks that the chosen fabric cannot provide. */
export function checkFabric(topology: Topology): readonly Diagnostic[] {
  if (topology.header === null) return []
  const { fabric } = topology.header
  return [
    ...checkEntries(topology),
    ...(fabric === 'virtual' ? [] : checkClock(topology)),
    ...(fabric === 'host' ? checkHost(topology) : []),
    ...(fabric === 'netns' ? checkServices(topology) : []),
  ]
}

function checkEntries(topology: Topology): readonly Diagnostic[] {
  const { text, header, timeline } = topology
  return timeline.flatMap(({ source, content }) => {
    if (content === null || header === null) return []
    const { fabrics } = definitionOf(content)
    if (fabrics.includes(header.fabric))
      return [...checkClockOf(topology, source, content), ...checkSettings(topology, source, content)]
    const word = content.type === 'fault' ? 'fault' : 'expect'
    const message = `${fabricOf(topology)} cannot do \`${word}: ${content.does.kind}\`${why(topology)}`
    return [
      problem('unsupported-by-fabric', spanOfValue(text, source, [word]), message, otherFabric(topology)),
    ]
  })
}

function checkClockOf(
  { text, header, overrides }: Topology,
  source: Located,
  { type, does }: EntryContent,
): readonly Diagnostic[] {
  if (type !== 'fault' || header === null) return []
  const { clocks } = faultOf(does.kind)
  if (clocks.includes(header.clock)) return []
  const clock = overrides.clock === undefined ? `clock ${header.clock}` : `\`--clock ${overrides.clock}\``
  const message = `${clock} cannot do \`fault: ${does.kind}\`: it is the clock of this machine`
  const hint =
    overrides.clock === undefined
      ? 'it needs `clock: virtual`'
      : `run it without \`--clock ${overrides.clock}\``
  return [problem('unsupported-by-fabric', spanOfValue(text, source, ['fault']), message, hint)]
}

/** Checks for a setting of a fault that fabric host cannot do. */
function checkSettings(
  topology: Topology,
  source: Located,
  { type, does }: EntryContent,
): readonly Diagnostic[] {
  if (type !== 'fault' || topology.header?.fabric !== 'host') return []
  const setting = faultOf(does.kind).needsNetwork?.(does.params) ?? null
  if (setting === null) return []
  const key = setting.slice(0, setting.indexOf(':'))
  const message = `${fabricOf(topology)} cannot do \`${setting}\`${why(topology)}`
  return [
    problem(
      'unsupported-by-fabric',
      spanOfValue(topology.text, source, [key]),
      message,
      otherFabric(topology),
    ),
  ]
}

function checkHost(topology: Topology): readonly Diagnostic[] {
  return [...checkNetwork(topology), ...checkPeers(topology)]
}

function checkClock(topology: Topology): readonly Diagnostic[] {
  const { text, root, header, overrides } = topology
  if (header?.clock !== 'virtual') return []
  const key = ['clock', 'fabric'].find((one) => root.children.has(one))
  const span = key === undefined ? null : spanOfKey(text, root, [key])
  const message = `${fabricOf(topology)} has real sockets, so it needs the real clock`
  const hint = overrides.clock === 'virtual' ? 'remove `--clock virtual`' : 'write `clock: real`'
  return [problem('unsupported-by-fabric', span, message, hint)]
}

/** The kernel's network has no name server and no gateways. */
function checkServices(topology: Topology): readonly Diagnostic[] {
  const { text, root, routers } = topology
  const refuse = (what: string, span: Diagnostic['span']) =>
    problem(
      'unsupported-by-fabric',
      span,
      `${fabricOf(topology)} cannot do \`${what}\``,
      'it needs `fabric: virtual`',
    )
  return [
    ...(root.children.has('dns') ? [refuse('dns', spanOfKey(text, root, ['dns']))] : []),
    ...routers.flatMap(({ keys, source }) =>
      keys?.upnp === true ? [refuse('upnp: true', spanOfKey(text, source, ['upnp']))] : [],
    ),
  ]
}

const networkKeys = ['behind', 'nat', 'address', 'ipv6', 'port'] as const

/** On fabric host all nodes share one address of this machine, so a node has no place in a network. */
function checkNetwork(topology: Topology): readonly Diagnostic[] {
  const { text, root, nodes } = topology
  const refuse = (key: string, span: Diagnostic['span']) =>
    problem(
      'unsupported-by-fabric',
      span,
      `${fabricOf(topology)} cannot do \`${key}\`${why(topology)}`,
      otherFabric(topology),
    )
  const sections = ['routers', 'links', 'dns'].filter((key) => root.children.has(key))
  return [
    ...sections.map((key) => refuse(key, spanOfKey(text, root, [key]))),
    ...nodes.flatMap(({ source }) =>
      networkKeys
        .filter((key) => source.children.has(key))
        .map((key) => refuse(key, spanOfKey(text, source, [key]))),
    ),
  ]
}

function checkPeers(topology: Topology): readonly Diagnostic[] {
  const { text, nodes } = topology
  return nodes.flatMap(({ settings, source }) => {
    if (settings?.kind !== 'peer') return []
    const { relays, discoverRelays, listen } = settings.params
    const found = (['autonat', 'dcutr'] as const).flatMap((key) => {
      const value = settings.params[key]
      if (value === null || value === false || value === 'off') return []
      const message = `${fabricOf(topology)} cannot do \`${key}: true\`: libp2p ignores 127.0.0.1 for it`
      return [
        problem('unsupported-by-fabric', spanOfKey(text, source, [key]), message, otherFabric(topology)),
      ]
    })
    if (relays.length > 0 || discoverRelays > 0 || listen === true) return found
    const message = 'this peer has no `relays` and does not `listen`, so no node can reach it'
    const hint = 'add `relays: [boot]` (the name of a boot-node), or `listen: true`'
    return [...found, problem('missing-key', spanOfKey(text, source, []), message, hint)]
  })
}

/** Names the fabric in the way that the user chose it. */
function fabricOf({ header, overrides }: Topology): string {
  return overrides.fabric === undefined ? `fabric ${header?.fabric}` : `\`--fabric ${overrides.fabric}\``
}

function why({ header }: Topology): string {
  return header?.fabric === 'host' ? ': all nodes are on 127.0.0.1' : ''
}

function otherFabric({ header, overrides }: Topology): string {
  if (overrides.fabric !== undefined) return `run it without \`--fabric ${overrides.fabric}\``
  const other = header?.fabric === 'virtual' ? 'host' : 'virtual'
  return `it needs \`fabric: ${other}\``
}
