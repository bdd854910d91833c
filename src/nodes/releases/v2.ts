/** libp2p 2 as the agent knows libp2p 3. */
import * as release from 'libp2p'
import { adaptStreams, type OldHost } from './streams.ts'

export * from 'libp2p'

export const createLibp2p: typeof release.createLibp2p = async (options) => {
  const host = await release.createLibp2p(options)
  adaptStreams(host as unknown as OldHost, (given) => given)
  return host
}
