/** The options that all js-libp2p hosts of topo share. */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { privateKeyFromRaw } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import type { Libp2pOptions } from 'libp2p'
import { publicKeyOf } from '../../base/ed25519.ts'
import type { Encryption, HostFeatures } from '../../protocol/host-features.ts'
import type { InboundLimits } from '../../protocol/inbound.ts'
import type { Libp2pSettings } from '../../protocol/libp2p-settings.ts'
import { unsupported } from './unsupported.ts'

export const basicOptions: Pick<Libp2pOptions, 'connectionEncrypters' | 'streamMuxers'> = {
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
}

export const basicTransports = [tcp()]

type FeatureOptions = Pick<Libp2pOptions, 'connectionEncrypters' | 'connectionProtector' | 'streamMuxers'> & {
  readonly transports: NonNullable<Libp2pOptions['transports']>
}

/** Returns the options of a host for these features. Packages that no feature needs are not loaded. */
export async function featureOptions({
  webSockets,
  encryption,
  preSharedKey,
}: HostFeatures): Promise<FeatureOptions> {
  return {
    connectionEncrypters: await Promise.all(encryption.map(encrypterOf)),
    streamMuxers: [yamux()],
    transports: webSockets ? [tcp(), (await import('../rare/websockets.ts')).webSockets()] : [tcp()],
    ...(preSharedKey !== null && { connectionProtector: await protectorOf(preSharedKey) }),
  }
}

/** To be called after the start: older releases ignore `appendAnnounce` silently. */
export function tellUnappended(host: Libp2p, { appendAnnounce }: Pick<HostFeatures, 'appendAnnounce'>): void {
  const known = host.getMultiaddrs().map(String)
  if (appendAnnounce.every((one) => known.some((address) => address.startsWith(one)))) return
  unsupported('appendAnnounce (its addresses are not advertised)')
}

/** The addresses of a host. */
export function addressesIn({
  listen,
  announce,
  appendAnnounce,
}: Pick<HostFeatures, 'announce' | 'appendAnnounce'> & { readonly listen: readonly string[] }) {
  return { listen: [...listen], announce: [...announce], appendAnnounce: [...appendAnnounce] }
}

async function encrypterOf(name: Encryption) {
  return name === 'tls' ? (await import('../rare/tls.ts')).tls() : noise()
}

/** The key file of a private network, as go-libp2p and js-libp2p read it. */
async function protectorOf(key: string) {
  const psk = new TextEncoder().encode(`/key/swarm/psk/1.0.0/\n/base16/\n${key}`)
  return (await import('../rare/pnet.ts')).preSharedKey({ psk })
}

export function settingsOf(config: {
  readonly inbound: InboundLimits
  readonly libp2pOptions: Libp2pSettings
}): Libp2pSettings {
  const { inbound, libp2pOptions } = config
  return { ...libp2pOptions, connectionManager: { ...inbound, ...libp2pOptions.connectionManager } }
}

export const basicServices = { identify: identify(), ping: ping() }

/**
 * Returns the Ed25519 key of a seed, 32 bytes in hex. libp2p's own function derives the public key in JavaScript, which
 * takes a sixth of the start of a node.
 */
export function privateKeyOf(identity: string): PrivateKey {
  const seed = Buffer.from(identity, 'hex')
  return privateKeyFromRaw(Buffer.concat([seed, publicKeyOf(seed)]))
}
