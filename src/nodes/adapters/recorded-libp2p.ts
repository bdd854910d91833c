/** Replaces `libp2p` for the user's module: the release as it is, which remembers the options of each host. */
import * as release from 'libp2p'
import { addCreated } from '../module/created-hosts.ts'
import { MetricBook } from '../module/metric-book.ts'

export * from 'libp2p'

export const createLibp2p: typeof release.createLibp2p = async (options = {}) => {
  const given = { ...options }
  const { metrics } = given
  if (metrics === undefined) {
    const host = await release.createLibp2p(options)
    addCreated(host, { options: given, book: null })
    return host
  }
  const book = new MetricBook()
  const host = await release.createLibp2p({
    ...given,
    metrics: (components) => {
      const made = metrics(components)
      book.watch(made)
      return made
    },
  })
  addCreated(host, { options: given, book })
  return host
}
