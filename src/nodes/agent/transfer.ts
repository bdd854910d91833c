/** Sends bytes to a peer, which counts them. Shows whether a limit cuts the connection off. */
import type { Libp2p, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import type { CommandInput, CommandOutput } from '../../protocol/messages.ts'
import { createProber, describePath, type Way, waysTo } from './prober.ts'

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

/**
 * Dials the peer afresh, with hosts of its own, so that no connection of the node carries the bytes. Dials all ways at
 * once; the first stream carries the bytes.
 */
export async function transferBytes(
  identity: string,
  input: CommandInput<'transfer'>,
): Promise<CommandOutput<'transfer'>> {
  const ways = waysTo(input)
  const found = new AbortController()
  const attempts = await Promise.all(ways.map((way) => tryWay(identity, input, way, found)))
  const [first] = attempts
  if (first === undefined) {
    const reason = `it advertises no ${input.paths === 'any' ? '' : `${input.paths} `}address`
    return { outcome: 'not-reached', path: null, arrived: 0, reason }
  }
  const reached = attempts.find(({ outcome }) => outcome !== 'not-reached')
  if (reached !== undefined || attempts.length === 1) return reached ?? first
  const reasons = ways.map(({ path }, at) => `${describePath(path)}: ${attempts[at]?.reason}`)
  return { outcome: 'not-reached', path: null, arrived: 0, reason: reasons.sort().join('; ') }
}

async function tryWay(
  identity: string,
  input: CommandInput<'transfer'>,
  { path, addresses }: Way,
  found: AbortController,
): Promise<CommandOutput<'transfer'>> {
  const host = await createProber(identity, path)
  const signal = AbortSignal.timeout(input.timeout)
  const patience = AbortSignal.timeout(Math.min(input.dialTimeout, input.timeout))
  let arrived = 0
  let outcome: CommandOutput<'transfer'>['outcome'] = 'not-reached'
  try {
    const stream = await host.dialProtocol(
      addresses.map((address) => multiaddr(address)),
      transferProtocol,
      { signal: AbortSignal.any([patience, found.signal]), runOnLimitedConnection: true },
    )
    found.signal.throwIfAborted()
    found.abort()
    outcome = 'cut-off'
    const abort = () => {
      stream.abort(new Error(`not finished in ${input.timeout} ms`))
      // Not awaited: an answer to the rest of the bytes would come too late.
      for (const connection of host.getConnections()) connection.abort(new Error('the time is over'))
    }
    signal.addEventListener('abort', abort, { once: true })
    const sending = send(stream, input.bytes, signal)
    sending.catch(() => {})
    for await (const total of totals(stream)) arrived = total
    await sending
    if (arrived !== input.bytes) throw new Error('the stream ended')
    return { outcome: 'complete', path, arrived, reason: '' }
  } catch (error) {
    const late = signal.aborted && outcome === 'cut-off'
    const reason =
      outcome === 'not-reached' && patience.aborted
        ? `no answer in ${input.dialTimeout} ms`
        : messageOf(error)
    return { outcome: late ? 'unfinished' : outcome, path, arrived, reason }
  } finally {
    await host.stop()
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
