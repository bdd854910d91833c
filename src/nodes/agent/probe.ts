/** One attempt to reach a peer, with fresh hosts. */
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import type { Path } from '../../events/event.ts'
import type { CommandInput, CommandOutput } from '../../protocol/messages.ts'
import { createProber, describePath, type Way, waysTo } from './prober.ts'

type ProbeOutcome = { readonly path: Path } | { readonly reason: string }

export async function probe(
  proberIdentity: string,
  input: CommandInput<'probe'>,
): Promise<CommandOutput<'probe'>> {
  const ways = waysTo(input)
  if (ways.length === 0) return { paths: [], reason: `it advertises no ${input.paths} address` }
  const finished = new AbortController()
  const outcomes: ProbeOutcome[] = []
  await Promise.all(
    ways.map(async (way) => {
      const outcome = await tryWay(proberIdentity, input, way, finished.signal)
      outcomes.push(outcome)
      if (input.paths !== 'all' && 'path' in outcome) finished.abort()
    }),
  )
  const paths = outcomes.flatMap((outcome) => ('path' in outcome ? [outcome.path] : []))
  const reasons = outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : []))
  return {
    paths: paths.sort((a, b) => describePath(a).localeCompare(describePath(b))),
    reason: paths.length > 0 ? '' : reasons.sort().join('; '),
  }
}

async function tryWay(
  identity: string,
  { peerId, timeout }: CommandInput<'probe'>,
  way: Way,
  finished: AbortSignal,
): Promise<ProbeOutcome> {
  const host = await createProber(identity, way.path)
  const deadline = AbortSignal.timeout(timeout)
  const signal = AbortSignal.any([deadline, finished])
  try {
    await host.dial(
      way.addresses.map((address) => multiaddr(address)),
      { signal },
    )
    await host.services.ping.ping(peerIdFromString(peerId), { signal })
    return { path: way.path }
  } catch (error) {
    const what = deadline.aborted ? `no answer in ${timeout} ms` : messageOf(error)
    return { reason: `${describePath(way.path)}: ${what}` }
  } finally {
    await host.stop()
  }
}
