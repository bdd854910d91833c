/** Sends bytes to a peer and has it count them: what a connection carries, and whether a limit cuts it off. */
import type { Libp2p, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { CommandInput, CommandOutput } from '../protocol.ts'

const protocol = '/topo/transfer/1.0.0'
const chunkSize = 64 * 1024

/** Lets others send bytes to this host: it answers with their number, 8 bytes, big-endian, when they have ended. */
export async function acceptTransfers(host: Libp2p): Promise<void> {
  await host.handle(protocol, count, { runOnLimitedConnection: true, maxInboundStreams: 64 })
}

async function count(stream: Stream): Promise<void> {
  let bytes = 0
  for await (const chunk of stream) bytes += chunk.byteLength
  const answer = Buffer.alloc(8)
  answer.writeBigUInt64BE(BigInt(bytes))
  stream.send(answer)
  await stream.close()
}

export async function transfer(
  host: Libp2p,
  { addresses, bytes }: CommandInput<'transfer'>,
): Promise<CommandOutput<'transfer'>> {
  const stream = await host.dialProtocol(
    addresses.map((address) => multiaddr(address)),
    protocol,
    { runOnLimitedConnection: true },
  )
  const chunk = new Uint8Array(chunkSize)
  for (let left = bytes; left > 0; left -= chunkSize) {
    if (!stream.send(left < chunkSize ? chunk.subarray(0, left) : chunk)) await stream.onDrain()
  }
  await stream.close()
  for await (const answer of stream) {
    return { arrived: Number(Buffer.from(answer.subarray()).readBigUInt64BE()) }
  }
  throw new Error('the stream ended before everything had arrived')
}
