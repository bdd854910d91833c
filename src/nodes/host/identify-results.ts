/** Answers of identify about the peers of a host. The peer store keeps all but the observed address. */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'

/** Host -> peer id -> the address at which the peer sees the host, as it told last. */
const observed = new WeakMap<object, Map<string, string>>()

export interface IdentifyResult {
  readonly protocols: readonly string[]
  /** Empty: the peer did not tell it. */
  readonly agent: string
  readonly observed: string
}

/** To be called before the host starts. */
export function rememberObserved(host: Libp2p): void {
  const addresses = new Map<string, string>()
  observed.set(host, addresses)
  host.addEventListener('peer:identify', ({ detail }) => {
    if (detail.observedAddr !== undefined)
      addresses.set(detail.peerId.toString(), detail.observedAddr.toString())
  })
}

export async function identifyResult(host: Libp2p, peerId: string): Promise<IdentifyResult> {
  const peer = peerIdFromString(peerId)
  // A proxy of the host has its peer store.
  const known = await host.peerStore.get(peer).catch(() => null)
  const agent = known?.metadata.get('AgentVersion')
  return {
    protocols: known === null ? [] : known.protocols.toSorted(),
    agent: agent === undefined ? '' : Buffer.from(agent).toString(),
    observed: (observed.get(host) ?? observed.get(Object.getPrototypeOf(host)))?.get(peerId) ?? '',
  }
}
