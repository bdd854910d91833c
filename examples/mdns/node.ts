/**
 * A peer of an ordinary home network. It finds others by mDNS (`with: { mdns: true }`) or from bootstrap
 * addresses (`bootstrap: bootstrap.example`), dials whom it finds, and asks its router for a port by UPnP (`upnp: true`). All three are
 * js-libp2p's own packages, as npm has them.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { autoNAT } from '@libp2p/autonat'
import { bootstrap } from '@libp2p/bootstrap'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { mdns } from '@libp2p/mdns'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { uPnPNAT } from '@libp2p/upnp-nat'
import { createLibp2p } from 'libp2p'
import type { ModuleContext } from 'libp2p-topo'

interface Settings {
  readonly mdns?: boolean
  readonly upnp?: boolean
  /** The name whose records are the addresses of the nodes below `connect`. */
  readonly bootstrap?: string
}

export async function createNode(context: ModuleContext) {
  const settings = context.arguments as Settings
  const name = settings.bootstrap
  const list = name === undefined ? [] : context.connect.map(({ peerId }) => `/dnsaddr/${name}/p2p/${peerId}`)
  const host = await createLibp2p({
    start: false,
    privateKey: context.privateKey,
    addresses: {
      listen: [...context.listen, ...context.relays.map((relay) => `${relay}/p2p-circuit`)],
      announce: [...context.announce],
    },
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: context.inbound,
    peerDiscovery: [...(settings.mdns ? [mdns()] : []), ...(list.length > 0 ? [bootstrap({ list })] : [])],
    services: {
      identify: identify(),
      ping: ping(),
      autoNAT: autoNAT(),
      ...(settings.upnp && { upnpNAT: uPnPNAT({ autoConfirmAddress: true }) }),
    },
  })
  host.addEventListener('peer:discovery', ({ detail: { id } }) => {
    context.log(`found ${id}`)
    host.dial(id).catch((error: unknown) => context.log(`cannot dial ${id}: ${error}`))
  })
  return host
}
