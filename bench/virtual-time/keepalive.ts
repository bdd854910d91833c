import type { Connection } from '@libp2p/interface'
import { byteStream } from '@libp2p/utils'

/** Pings as libp2p's connection monitor does every 10 s: opens, negotiates, uses and closes a stream. */
export async function keepalive(connection: Connection): Promise<void> {
  const signal = AbortSignal.timeout(10_000)
  const stream = await connection.newStream('/ipfs/ping/1.0.0', { signal, runOnLimitedConnection: true })
  const bytes = byteStream(stream)
  const data = crypto.getRandomValues(new Uint8Array(32))
  await Promise.all([bytes.write(data, { signal }), bytes.read({ bytes: 32, signal })])
  await stream.close({ signal })
}
