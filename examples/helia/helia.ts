/**
 * Helia as npm has it, with its blocks in LevelDB. topo changes four things: the addresses, the key, the limits for inbound
 * connections, and the bootstrap list.
 */
import os from 'node:os'
import path from 'node:path'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { unixfs } from '@helia/unixfs'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { LevelBlockstore } from 'blockstore-level'
import { LevelDatastore } from 'datastore-level'
import { createHelia } from 'helia'
import type { ModuleContext } from 'libp2p-topo'
import { CID } from 'multiformats/cid'

interface Settings {
  /** Content of the file that this node has. */
  readonly add?: string
  /** The file that this node wants, until it has it. */
  readonly get?: string
}

/** Time between two attempts, in milliseconds. */
const interval = 60_000

export async function createNode(context: ModuleContext) {
  const { add, get } = context.arguments as Settings
  // The home of the node lasts from one of its starts to the next, and ends with the run.
  const folder = path.join(os.homedir(), 'helia')
  const helia = createHelia({
    blockstore: new LevelBlockstore(path.join(folder, 'blocks')),
    datastore: new LevelDatastore(path.join(folder, 'data')),
    // By default, Bitswap does not use connections through a relay that limits them.
    bitswap: { runOnLimitedConnections: true },
    libp2p: {
      privateKey: context.privateKey,
      addresses: { listen: [...context.listen, '/p2p-circuit'], announce: [...context.announce] },
      transports: [tcp(), circuitRelayTransport()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionManager: context.inbound,
      peerDiscovery: [],
    },
  })
  await helia.start()
  const files = unixfs(helia)
  const connect = async (addresses: readonly string[]) => {
    if (addresses.length > 0) await helia.libp2p.dial(addresses.map((one) => multiaddr(one)))
  }
  const keepConnected = async () => {
    for (const relay of context.relays) await connect([relay]).catch(() => {})
  }
  await keepConnected()
  setInterval(keepConnected, 10_000)

  if (add !== undefined) {
    const before = await count(helia.blockstore.getAll({ offline: true }))
    const cid = await files.addBytes(new TextEncoder().encode(add))
    context.log(before === 0 ? `added ${cid}` : `still has ${cid}`)
  }
  const fetchFile = async () => {
    if (get === undefined) return
    try {
      for (const { multiaddrs } of context.connect) await connect(multiaddrs)
      const parts: Uint8Array[] = []
      const signal = AbortSignal.timeout(interval / 2)
      for await (const part of files.cat(CID.parse(get), { signal })) parts.push(part)
      context.log(`content ${Buffer.concat(parts)}`)
    } catch (error) {
      context.log(`not yet: ${error instanceof Error ? error.message : error}`)
      setTimeout(fetchFile, interval)
    }
  }
  if (get !== undefined) setTimeout(fetchFile, interval)
  return helia.libp2p
}

async function count(all: AsyncIterable<unknown>): Promise<number> {
  let found = 0
  for await (const _ of all) found++
  return found
}
