/** One attempt to reach a peer, with one dial of all its addresses or with a dial for each. */

import { peerIdFromString } from '@libp2p/peer-id'
import { compareTexts } from '../../base/compare-texts.ts'
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
  const outcomes = isEach
    ? await reachEach(prober, addresses, input)
    : [await reach(prober, addresses, input)]
  const paths = new Map(
    outcomes.flatMap(({ path }) => (path === null ? [] : [[describePath(path), path] as const])),
  )
  const reasons = new Set(outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : [])))
  return {
    paths: [...paths].sort(([a], [b]) => compareTexts(a, b)).map(([, path]): Path => path),
    reason: paths.size > 0 ? '' : [...reasons].sort().join('; '),
  }
}

/** Dials each address by itself, all at once. The first that works ends the dials that cannot tell more. */
function reachEach(
  prober: Prober,
  addresses: readonly string[],
  input: CommandInput<'probe'>,
): Promise<readonly Dialled<void>[]> {
  const ends = new Map<string, AbortController>()
  return Promise.all(
    addresses.map(async (address) => {
      const question = input.paths === 'all' ? describePath(pathTo(address)) : 'any'
      const end = ends.get(question) ?? new AbortController()
      ends.set(question, end)
      const outcome = await reach(prober, [address], input, end.signal)
      if (outcome.path !== null) end.abort()
      return outcome
    }),
  )
}

/** Dials, and pings the peer over the connection. */
function reach(
  prober: Prober,
  addresses: readonly string[],
  { peerId, timeout, latest }: CommandInput<'probe'>,
  over?: AbortSignal,
): Promise<Dialled<void>> {
  const patience = { timeout, latest: latest ?? null, ...(over !== undefined && { over }) }
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
