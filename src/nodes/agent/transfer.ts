/** Sends bytes to a peer, which counts them. Shows whether a limit cuts the connection off. */
import type { Libp2p, Stream } from '@libp2p/interface'
import { messageOf } from '../../base/errors.ts'
import type { CommandInput, CommandOutput } from '../../protocol/messages.ts'
import { dialOnce } from './dial.ts'
import { addressesFor, noAddress } from './probe.ts'
import type { Prober } from './prober.ts'

export const transferProtocol = '/topo/transfer/1.0.0'
const chunkSize = 64 * 1024

/** A number of bytes on the wire: 8 bytes, big-endian. */
const countSize = 8

/** Accepts bytes from other hosts, and answers with the number of bytes that have arrived. */
export async function acceptTransfers(host: Libp2p): Promise<void> {
  await host.handle(transferProtocol, count, { runOnLimitedConnection: true, maxInboundStreams: 64 })
}

async function count(stream: Stream): Promise<void> {
  let bytes = 0
  let told = 0
  const tell = () => {
    const answer = Buffer.alloc(countSize)
    answer.writeBigUInt64BE(BigInt(bytes))
    stream.send(answer)
    told = bytes
  }
  try {
    for await (const chunk of stream) {
      bytes += chunk.byteLength
      if (bytes - told >= chunkSize / 4) tell()
    }
    tell()
    await stream.close()
  } catch {
    // The stream was cut off, which the sender sees too.
  }
}

/** Dials the peer afresh, as a probe does, so that no connection of the node carries the bytes. */
export async function transferBytes(
  prober: Prober,
  input: CommandInput<'transfer'>,
): Promise<CommandOutput<'transfer'>> {
  const { peerId, dialTimeout, timeout } = input
  const addresses = addressesFor(input)
  if (addresses.length === 0) return notReached(noAddress(input.paths))
  const signal = AbortSignal.timeout(timeout)
  const patience = { timeout: Math.min(dialTimeout, timeout), latest: timeout }
  const dialled = await dialOnce(prober, { peerId, addresses }, patience, {
    open: (host, multiaddrs) =>
      host.dialProtocol(multiaddrs, transferProtocol, { runOnLimitedConnection: true }),
    use: (stream, host) => sendOver(stream, host, { bytes: input.bytes, timeout, signal }),
  })
  return dialled.path === null ? notReached(dialled.reason) : { ...dialled.value, path: dialled.path }
}

function notReached(reason: string): CommandOutput<'transfer'> {
  return { outcome: 'not-reached', path: null, arrived: 0, reason }
}

interface Sending {
  readonly bytes: number
  /** Milliseconds that dial and bytes have together. */
  readonly timeout: number
  readonly signal: AbortSignal
}

async function sendOver(
  stream: Stream,
  host: Libp2p,
  { bytes, timeout, signal }: Sending,
): Promise<Omit<CommandOutput<'transfer'>, 'path'>> {
  let arrived = 0
  const abort = () => {
    stream.abort(new Error(`not finished in ${timeout} ms`))
    // Not awaited: an answer to the rest of the bytes would come too late.
    for (const connection of host.getConnections()) connection.abort(new Error('the time is over'))
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    const sending = send(stream, bytes, signal)
    sending.catch(() => {})
    for await (const total of totals(stream)) arrived = total
    await sending
    if (arrived !== bytes) throw new Error('the stream ended')
    return { outcome: 'complete', arrived, reason: '' }
  } catch (error) {
    return { outcome: signal.aborted ? 'unfinished' : 'cut-off', arrived, reason: messageOf(error) }
  }
}

/** Sends bytes, and ends the writing. */
export async function send(stream: Stream, bytes: number, signal: AbortSignal): Promise<void> {
  const chunk = new Uint8Array(chunkSize)
  for (let left = bytes; left > 0; left -= chunkSize) {
    if (!stream.send(left < chunkSize ? chunk.subarray(0, left) : chunk)) await stream.onDrain({ signal })
  }
  await stream.close({ signal })
}

/** Reads the numbers of bytes that the receiver reports, from chunks, which may split a number. */
export async function* totals(stream: Stream): AsyncIterable<number> {
  let rest = Buffer.alloc(0)
  for await (const piece of stream) {
    rest = Buffer.concat([rest, piece.subarray()])
    for (; rest.length >= countSize; rest = rest.subarray(countSize)) yield Number(rest.readBigUInt64BE())
  }
}
