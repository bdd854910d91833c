/** The plan of a node and the addresses of its run -> the configuration that its process gets. */
import path from 'node:path'
import { identityOf } from '../../base/identity.ts'
import type { BootNodeConfig } from '../../protocol/boot-node-config.ts'
import type { HostFeatures } from '../../protocol/host-features.ts'
import type { InboundLimits } from '../../protocol/inbound.ts'
import type { NodeConfig } from '../../protocol/messages.ts'
import type { ContactConfig } from '../../protocol/module-config.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { BootNodePlan, NodePlan, PeerPlan, Plan } from '../language/plan/plan.ts'

/** Multiaddrs that only the running network knows. */
export interface NodeAddresses {
  /** To listen on. */
  readonly listen: readonly string[]
  /** To advertise from the start, without confirmation by other nodes. */
  readonly announce: readonly string[]
  readonly relays: readonly string[]
  readonly rendezvousPoints: readonly string[]
  /** The port mappings of its router that lead to it. */
  readonly ports: readonly PortMapping[]
  /** Nodes that a module wants to be connected to. */
  readonly contacts: readonly ContactConfig[]
}

export interface NodeConfigOptions {
  readonly plan: Pick<Plan, 'seed' | 'fabric' | 'routers'>
  readonly inbound: InboundLimits
  readonly addresses: NodeAddresses
}

export function nodeConfigOf(node: NodePlan, { plan, inbound, addresses }: NodeConfigOptions): NodeConfig {
  const { identitySeedHex: identity } = identityOf(plan.seed, node.name)
  const { listen, announce, relays, ports } = addresses
  switch (node.kind) {
    case 'boot-node':
      return {
        kind: 'boot-node',
        identity,
        listen: [...listen, ...webSocketsOf(node, listen)],
        inbound,
        profile: node.profile,
        libp2pOptions: node.libp2pOptions,
        relay: node.relay,
        relaying: node.relaying,
        refusal: null,
        ...featuresOf(node, announce),
        autonat: node.autonat,
        services: servicesOf(node, plan.fabric),
      }
    case 'peer':
      return {
        kind: 'peer',
        identity,
        inbound,
        libp2pOptions: node.libp2pOptions,
        mappings: mappingsOf(node, ports, plan.routers),
        autonat: node.autonat,
        dcutr: node.dcutr,
        discoverRelays: node.discoverRelays,
        recovery: node.recovery,
        connectOnce: node.connectOnce,
        relays,
        rendezvous: meetingsOf(node, addresses.rendezvousPoints),
        relay: node.relay === 'off' ? null : { limits: node.relay, refusal: null },
        kad: node.kad === 'off' ? null : node.kad,
        remembers: node.remembers,
        ...featuresOf(node, announce),
        listen: [...listen, ...webSocketsOf(node, listen)],
      }
    case 'module':
      return {
        kind: 'module',
        name: node.name,
        file: path.basename(node.module),
        peerId: node.peerId,
        identity,
        inbound,
        announce,
        relays,
        connect: addresses.contacts,
        allowNative: node.allowNative,
        arguments: node.with,
        listen,
      }
    case 'command':
      return { kind: 'command', name: node.name, peerId: node.peerId, identity, listen }
  }
}

/**
 * Returns true when the node knows its public address from the start, as if its operator had configured it. Any other
 * node waits until other nodes confirm the address.
 */
export function knowsItsAddress(node: NodePlan, fabric: Plan['fabric']): boolean {
  if (fabric === 'host') return false
  if (node.kind === 'peer') return node.relay !== 'off' && node.router === null && node.listen
  return node.kind === 'boot-node' || (node.kind === 'module' && node.router === null)
}

/** `known`: the addresses that it knows from the start, unless the topology gives it others. */
function featuresOf(node: BootNodePlan | PeerPlan, known: readonly string[]): HostFeatures {
  const { announce, appendAnnounce, webSockets, encryption, preSharedKey } = node
  return {
    // libp2p advertises nothing beside addresses to announce.
    announce:
      announce.length > 0 || known.length === 0
        ? announce
        : [...known, ...webSocketsOf(node, known), ...appendAnnounce],
    appendAnnounce,
    webSockets: webSockets !== 'off',
    encryption,
    preSharedKey: preSharedKey === 'none' ? null : preSharedKey,
  }
}

/** Returns the same addresses for WebSockets. On this machine the port is any that is free. */
function webSocketsOf(
  { webSockets }: BootNodePlan | PeerPlan,
  addresses: readonly string[],
): readonly string[] {
  if (webSockets === 'off') return []
  return addresses.map((address) =>
    address.replace(/\/tcp\/\d+/, `/tcp/${address.startsWith('/ip4/127.') ? 0 : webSockets.port}/ws`),
  )
}

/** In a network of its own a node can serve metrics on all of its addresses; on this machine only on 127.0.0.1. */
function servicesOf(
  { rendezvous, kad, metrics }: BootNodePlan,
  fabric: Plan['fabric'],
): BootNodeConfig['services'] {
  const usual = fabric !== 'host' ? { host: '0.0.0.0', port: 9090 } : { host: '127.0.0.1', port: 0 }
  return {
    rendezvous: rendezvous === 'off' ? null : rendezvous,
    kad: kad === 'off' ? null : kad.protocol,
    metrics: metrics === 'off' ? null : { host: usual.host, port: metrics.port ?? usual.port },
  }
}

/** The port mappings that UPnP reports to a node: those that its router has, or one that it only believes to have. */
function mappingsOf(
  node: PeerPlan,
  ports: readonly PortMapping[],
  routers: Plan['routers'],
): readonly PortMapping[] {
  const real = ports.filter(({ internal }) => internal.port === node.port)
  if (real.length > 0 || !node.mapped) return real
  const [address] = node.addresses
  const [external] = routers.find(({ name }) => name === node.router)?.addresses ?? []
  if (address === undefined || external === undefined) return []
  const { port } = node
  return [{ internal: { address, port }, external: { address: external, port } }]
}

function meetingsOf({ rendezvous }: PeerPlan, points: readonly string[]) {
  if (rendezvous === 'off') return []
  const { at: _, ...rest } = rendezvous
  return points.map((point) => ({ point, ...rest }))
}
