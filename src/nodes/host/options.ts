/** The options that all js-libp2p hosts of topo share. */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { PrivateKey } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import type { Libp2pOptions } from 'libp2p'
import { publicKeyOf } from '../../base/ed25519.ts'
import type { InboundLimits } from '../../protocol/inbound.ts'
import type { Libp2pSettings } from '../../protocol/libp2p-settings.ts'

export const basicOptions: Pick<Libp2pOptions, 'connectionEncrypters' | 'streamMuxers'> = {
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
}

export function settingsOf(config: {
  readonly inbound: InboundLimits
  readonly libp2pOptions: Libp2pSettings
}): Libp2pSettings {
  const { inbound, libp2pOptions } = config
  return { ...libp2pOptions, connectionManager: { ...inbound, ...libp2pOptions.connectionManager } }
}

export const basicTransports = [tcp()]

export const basicServices = { identify: identify(), ping: ping() }

/**
 * Returns the Ed25519 key of a seed, 32 bytes in hex. libp2p's own function derives the public key in JavaScript, which
 * takes a sixth of the start of a node.
 */
export function privateKeyOf(identity: string): PrivateKey {
  const seed = Buffer.from(identity, 'hex')
  return privateKeyFromRaw(Buffer.concat([seed, publicKeyOf(seed)]))
}
