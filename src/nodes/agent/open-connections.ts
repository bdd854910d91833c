/**
 * Questions to a peer over the connections that are open. Nothing is dialled: a connection that is dead stays so.
 */

import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import * as libp2p from 'libp2p'
import { compareTexts } from '../../base/compare-texts.ts'
import { messageOf } from '../../base/errors.ts'
import type { Path } from '../../events/event.ts'
import type { CommandInput, CommandOutput, ConnectionChoice } from '../../protocol/messages.ts'
import { pathOf } from '../host/observe-host.ts'
import { describePath } from './dial.ts'
import { send, totals, transferProtocol } from './transfer.ts'

/**
 * libp2p's own ping comes second, for programs that do not know the first. libp2p allows one ping stream per connection,
 * and closes the connection when its connection monitor finds that one taken.
 */
const pingProtocols = [transferProtocol, '/ipfs/ping/1.0.0']

/** Size of a ping of libp2p. */
const pingBytes = 32

type OpenStream = (
  connection: Connection,
  protocols: string[],
  options: { readonly signal: AbortSignal; readonly runOnLimitedConnection: true },
) => Promise<Stream>

/** Adapters of older releases have `openStream` (../adapters). */
const { openStream = (connection, protocols, options) => connection.newStream(protocols, options) } =
  libp2p as { readonly openStream?: OpenStream }

export async function pingOpen(
  host: Libp2p,
  input: CommandInput<'ping-open'>,
): Promise<CommandOutput<'ping-open'>> {
  const answered: Path[] = []
  const silent: { readonly path: Path; readonly reason: string }[] = []
  await Promise.all(
    connectionsTo(host, input).map(async (connection) => {
      const path = pathOf(connection)
      const signal = AbortSignal.timeout(input.timeout)
      try {
        await ping(connection, signal)
        answered.push(path)
      } catch (error) {
        silent.push({ path, reason: signal.aborted ? `no answer in ${input.timeout} ms` : messageOf(error) })
      }
    }),
  )
  const byPath = (a: Path, b: Path) => compareTexts(describePath(a), describePath(b))
  return { answered: answered.sort(byPath), silent: silent.sort((a, b) => byPath(a.path, b.path)) }
}

export async function transferOpen(
  host: Libp2p,
  input: CommandInput<'transfer-open'>,
): Promise<CommandOutput<'transfer-open'>> {
  const [connection] = connectionsTo(host, input)
  if (connection === undefined) {
    const kind = input.paths === 'any' ? '' : `${input.paths} `
    return { outcome: 'not-reached', path: null, arrived: 0, reason: `it has no open ${kind}connection` }
  }
  const path = pathOf(connection)
  const signal = AbortSignal.timeout(input.timeout)
  const mostForAnswer = Math.min(input.dialTimeout, input.timeout)
  const patience = AbortSignal.timeout(mostForAnswer)
  let stream: Stream | null = null
  let arrived = 0
  try {
    stream = await openStream(connection, [transferProtocol], {
      signal: patience,
      runOnLimitedConnection: true,
    })
    const { abort } = aborting(stream, signal, `not finished in ${input.timeout} ms`)
    const sending = send(stream, input.bytes, signal)
    sending.catch(() => {})
    for await (const total of totals(stream)) arrived = total
    await sending
    abort()
    if (arrived !== input.bytes) throw new Error('the stream ended')
    return { outcome: 'complete', path, arrived, reason: '' }
  } catch (error) {
    if (stream === null) {
      const reason = patience.aborted ? `no answer in ${mostForAnswer} ms` : messageOf(error)
      return {
        outcome: 'not-reached',
        path,
        arrived,
        reason: `${describePath(path)}, over the open connection: ${reason}`,
      }
    }
    return { outcome: signal.aborted ? 'unfinished' : 'cut-off', path, arrived, reason: messageOf(error) }
  }
}

/** The open connections of the wanted kind, direct ones first, as libp2p chooses. */
function connectionsTo(host: Libp2p, { peerId, paths, relays }: ConnectionChoice): readonly Connection[] {
  const wanted = host.getConnections(peerIdFromString(peerId)).filter((connection) => {
    const path = pathOf(connection)
    if (connection.status !== 'open' || (paths !== 'any' && path.kind !== paths)) return false
    return relays === null || (path.kind === 'relayed' && relays.includes(path.relay))
  })
  const isDirect = (connection: Connection) => pathOf(connection).kind === 'direct'
  return [...wanted.filter(isDirect), ...wanted.filter((connection) => !isDirect(connection))]
}

/** Sends a few bytes over the connection, and resolves when the peer has answered. */
async function ping(connection: Connection, signal: AbortSignal): Promise<void> {
  const stream = await openStream(connection, pingProtocols, { signal, runOnLimitedConnection: true })
  aborting(stream, signal, 'no answer')
  let bytes = 0
  // Either protocol answers with bytes of its own.
  const reading = (async () => {
    for await (const chunk of stream) {
      bytes += chunk.byteLength
      if (bytes > 0) return
    }
  })()
  reading.catch(() => {})
  await send(stream, pingBytes, signal)
  await reading
  if (bytes === 0) throw new Error('the stream ended without an answer')
}

/** Aborts the stream with the signal, so that no wait for its bytes outlasts the time. */
function aborting(stream: Stream, signal: AbortSignal, reason: string): { readonly abort: () => void } {
  const onAbort = () => stream.abort(new Error(reason))
  signal.addEventListener('abort', onAbort, { once: true })
  return { abort: () => signal.removeEventListener('abort', onAbort) }
}
