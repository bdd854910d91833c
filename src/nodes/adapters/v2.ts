/** Gives libp2p 2 the interface of libp2p 3. */
import type { Libp2p } from '@libp2p/interface'
import * as release from 'libp2p'
import { adaptStreams, type OldHost, streamOpener } from './streams.ts'

export * from 'libp2p'

export const createLibp2p: typeof release.createLibp2p = async (options) => {
  const host = await release.createLibp2p(options)
  adaptStreams(host as unknown as OldHost, (given) => given)
  return host
}

/** Adapts a host that other code made and goes on using unchanged. */
export function adaptHost(host: Libp2p): Libp2p {
  const adapted = Object.create(host) as Libp2p
  adaptStreams(adapted as unknown as OldHost, (given) => given)
  return adapted
}

/** Opens a stream on a connection of a host, adapted or not. */
export const openStream = streamOpener((given) => given)
