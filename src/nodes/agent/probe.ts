/**
 * One attempt to reach a peer, by hosts of their own that know nothing yet: no connections, no addresses but the
 * given ones, an identity that nobody has met. So nothing that the node has open can help, and nothing is left behind.
 */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { messageOf } from '../../runner/errors.ts'
import type { Path } from '../../runner/events/event.ts'
import { basicOptions, basicServices, basicTransports, privateKeyOf } from '../host.ts'
import type { CommandInput, CommandOutput } from '../protocol.ts'

type Outcome = { readonly path: Path } | { readonly reason: string }

export async function probe(
  proberIdentity: string,
  input: CommandInput<'probe'>,
): Promise<CommandOutput<'probe'>> {
  const ways = waysOf(input)
  if (ways.length === 0) return { paths: [], reason: `it advertises no ${input.paths} address` }
  const finished = new AbortController()
  const outcomes: Outcome[] = []
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
    paths: paths.sort((a, b) => describe(a).localeCompare(describe(b))),
    reason: paths.length > 0 ? '' : reasons.sort().join('; '),
  }
}

/** Addresses that are one way to the peer: all direct ones, or those through one relay. */
interface Way {
  readonly path: Path
  readonly addresses: readonly string[]
}

function waysOf(input: CommandInput<'probe'>): readonly Way[] {
  const ways = new Map<string, Way>()
  for (const address of input.addresses) {
    const relay = /\/p2p\/([^/]+)\/p2p-circuit/.exec(address)?.[1]
    const path: Path = relay === undefined ? { kind: 'direct' } : { kind: 'relayed', relay }
    if ((input.paths === 'direct' || input.paths === 'relayed') && path.kind !== input.paths) continue
    const key = describe(path)
    ways.set(key, { path, addresses: [...(ways.get(key)?.addresses ?? []), withPeer(address, input.peerId)] })
  }
  return [...ways.values()]
}

async function tryWay(
  identity: string,
  { peerId, timeout }: CommandInput<'probe'>,
  way: Way,
  finished: AbortSignal,
): Promise<Outcome> {
  const host = await createLibp2p({
    ...basicOptions,
    privateKey: privateKeyOf(identity),
    transports: way.path.kind === 'direct' ? basicTransports : [...basicTransports, circuitRelayTransport()],
    services: basicServices,
    connectionMonitor: { enabled: false },
  })
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
    return { reason: `${describe(way.path)}: ${what}` }
  } finally {
    await host.stop()
  }
}

function describe(path: Path): string {
  return path.kind === 'direct' ? 'direct' : `relayed through ${path.relay}`
}

function withPeer(address: string, peerId: string): string {
  return address.endsWith(`/p2p/${peerId}`) ? address : `${address}/p2p/${peerId}`
}
