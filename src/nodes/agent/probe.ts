/** One attempt to reach a peer, with one dial of all its addresses or with a dial for each. */
import { peerIdFromString } from '@libp2p/peer-id'
import type { Path } from '../../events/event.ts'
import type { CommandInput, CommandOutput } from '../../protocol/messages.ts'
import { type Dialled, describePath, dialOnce, pathTo } from './dial.ts'
import type { Prober } from './prober.ts'

/** The addresses of the wanted kind. */
export function addressesFor({
  addresses,
  paths,
}: Pick<CommandInput<'probe'>, 'addresses' | 'paths'>): readonly string[] {
  if (paths === 'any' || paths === 'all') return addresses
  return addresses.filter((address) => pathTo(address).kind === paths)
}

export function noAddress(paths: CommandInput<'probe'>['paths']): string {
  return `it advertises no ${paths === 'any' || paths === 'all' ? '' : `${paths} `}address`
}

export async function probe(prober: Prober, input: CommandInput<'probe'>): Promise<CommandOutput<'probe'>> {
  const addresses = addressesFor(input)
  if (addresses.length === 0) return { paths: [], reason: noAddress(input.paths) }
  const isEach = input.paths === 'all' || input.each === true
  const dials = isEach ? addresses.map((address) => [address]) : [addresses]
  const outcomes = await Promise.all(dials.map((some) => reach(prober, some, input)))
  const paths = new Map(
    outcomes.flatMap(({ path }) => (path === null ? [] : [[describePath(path), path] as const])),
  )
  const reasons = new Set(outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : [])))
  return {
    paths: [...paths].sort(([a], [b]) => a.localeCompare(b)).map(([, path]): Path => path),
    reason: paths.size > 0 ? '' : [...reasons].sort().join('; '),
  }
}

/** Dials, and pings the peer over the connection. */
function reach(
  prober: Prober,
  addresses: readonly string[],
  { peerId, timeout, latest }: CommandInput<'probe'>,
): Promise<Dialled<void>> {
  const patience = { timeout, latest: latest ?? null }
  return dialOnce(prober, { peerId, addresses }, patience, {
    open: (host, multiaddrs) => host.dial(multiaddrs),
    use: async (_connection, host, wait) => {
      try {
        await wait(host.services.ping.ping(peerIdFromString(peerId)))
      } catch (error) {
        if (!isRefusedProtocol(error)) throw error
      }
    },
  })
}

/** A peer that refuses the protocol has answered too. */
function isRefusedProtocol(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { readonly code?: unknown }
  return error.name === 'UnsupportedProtocolError' || code === 'ERR_UNSUPPORTED_PROTOCOL'
}
