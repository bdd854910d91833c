/**
 * Fresh hosts for probes: no connections, no addresses except the given ones, an identity that no other node knows.
 * So no open connection of the node can help a probe, and a probe leaves no trace.
 */

import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { createLibp2p } from 'libp2p'
import { relayIn } from '../../base/multiaddr-text.ts'
import type { Path } from '../../events/event.ts'
import { basicOptions, basicServices, basicTransports, privateKeyOf } from '../host/options.ts'

/** The addresses of one way to a peer: all direct ones, or all through one relay. */
export interface Way {
  readonly path: Path
  readonly addresses: readonly string[]
}

export interface Target {
  readonly peerId: string
  readonly addresses: readonly string[]
  readonly paths: 'any' | 'all' | 'direct' | 'relayed'
}

export function waysTo({ peerId, addresses, paths }: Target): readonly Way[] {
  const ways = new Map<string, Way>()
  for (const address of addresses) {
    const relay = relayIn(address)
    const path: Path = relay === undefined ? { kind: 'direct' } : { kind: 'relayed', relay }
    if ((paths === 'direct' || paths === 'relayed') && path.kind !== paths) continue
    const key = describePath(path)
    ways.set(key, { path, addresses: [...(ways.get(key)?.addresses ?? []), withPeer(address, peerId)] })
  }
  return [...ways.values()]
}

export function createProber(identity: string, { kind }: Path) {
  return createLibp2p({
    ...basicOptions,
    privateKey: privateKeyOf(identity),
    transports: kind === 'direct' ? basicTransports : [...basicTransports, circuitRelayTransport()],
    services: basicServices,
    connectionMonitor: { enabled: false },
  })
}

export function describePath(path: Path): string {
  return path.kind === 'direct' ? 'direct' : `relayed through ${path.relay}`
}

/** The address with the peer id at its end. */
export function withPeer(address: string, peerId: string): string {
  return address.endsWith(`/p2p/${peerId}`) ? address : `${address}/p2p/${peerId}`
}
