/** Replaces `libp2p` for the user's module: the release as it is, which remembers the options of each host. */
import * as release from 'libp2p'
import { addCreated } from '../module/created-hosts.ts'

export * from 'libp2p'

export const createLibp2p: typeof release.createLibp2p = async (options = {}) => {
  const given = { ...options }
  const host = await release.createLibp2p(options)
  addCreated(host, given)
  return host
}
