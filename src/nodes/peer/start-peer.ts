import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { dcutr } from '@libp2p/dcutr'
import { FaultTolerance, type Libp2p, type PeerDiscovery } from '@libp2p/interface'
import { createLibp2p } from 'libp2p'
import type { RelayChange } from '../../protocol/boot-node-config.ts'
import type { PeerConfig, PortMapping } from '../../protocol/peer-config.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import { RelayControl } from '../boot-node/relay-control.ts'
import type { RelayServer } from '../boot-node/relay-server.ts'
import { autoNatServices } from '../host/autonat.ts'
import { type DialOptions, dialOptionsOf } from '../host/dial-options.ts'
import { ignore, type Observe } from '../host/observe.ts'
import { mayChangeAddresses, observeHost } from '../host/observe-host.ts'
import {
  addressesIn,
  basicServices,
  featureOptions,
  privateKeyOf,
  settingsOf,
  tellUnappended,
} from '../host/options.ts'
import { kademlia } from '../kad/kademlia.ts'
import { observeKademlia } from '../kad/observe-kad.ts'
import { KeepRegistered } from '../rendezvous/keep-registered.ts'
import { MappingBeliefs, natObserver } from './address-manager.ts'
import { CalimeroRecovery } from './calimero-recovery.ts'
import { KeepConnected } from './keep-connected.ts'
import { keptDatastore } from './kept-datastore.ts'
import { observeReservations, type RelayClient } from './observe-reservations.ts'
import { PeerFinder } from './peer-finder.ts'
import { Recovery } from './recovery.ts'
import type { RecoveryPolicy } from './recovery-policy.ts'
import { RelayListeners } from './relay-listeners.ts'

export interface RunningPeer extends AsyncDisposable {
  readonly host: Libp2p
  /** Takes the news that its router maps a port to it, or no longer does. */
  learnPort(mapping: PortMapping, isOpen: boolean): void
  /** Gives the addresses of a peer that this one keeps a connection to. */
  introduce(peerId: string, addresses: readonly string[]): void
  /** Lets its peer discovery find a peer at these addresses. */
  discover(peerId: string, addresses: readonly string[]): void
  /** Changes its relay while it runs; returns the limits as they were before. Absent: it does not relay. */
  readonly changeRelay?: (change: RelayChange) => RelayConfig
  /** Deletes reservations at its relay without telling their holders; returns their number. */
  readonly dropReservations?: (peerIds: readonly string[] | null) => number
  stop(): Promise<void>
}

/**
 * Starts a libp2p host that listens through the relays of its configuration. It is libp2p as it comes, unless
 * `recovery` is on. The host starts even when a relay grants no reservation; it then has no address
 * through that relay.
 */
export async function startPeer(config: PeerConfig, observe: Observe = ignore): Promise<RunningPeer> {
  let recovery: RecoveryPolicy | null = null
  let look = () => {}
  const beliefs = new MappingBeliefs(config.mappings)
  const tell: Observe = (event) => {
    observe(event)
    recovery?.notice(event)
    if (mayChangeAddresses(event)) look()
  }
  const { transports, ...features } = await featureOptions(config)
  const discovery = new PeerFinder()
  const host = await createLibp2p({
    ...features,
    ...settingsOf(config.recovery === 'calimero' ? withoutReconnects(config) : config),
    ...(config.remembers && { datastore: await keptDatastore() }),
    privateKey: privateKeyOf(config.identity),
    start: false,
    addresses: addressesIn({ ...config, listen: listenAddresses(config) }),
    transportManager: { faultTolerance: FaultTolerance.NO_FATAL },
    peerDiscovery: [() => discovery as unknown as PeerDiscovery],
    transports: [
      ...transports,
      (components) => {
        const transport = circuitRelayTransport()(components)
        // The reservation store is a public field of the transport, but not of its type.
        observeReservations(transport as unknown as RelayClient, tell)
        return transport
      },
    ],
    services: {
      ...basicServices,
      natObserver: natObserver(tell),
      mappings: beliefs.service,
      ...autoNatServices(config.autonat),
      ...(config.dcutr && { dcutr: dcutr() }),
      ...(config.relay !== null && { relay: circuitRelayServer() }),
      ...(config.kad !== null && { kad: await kademlia(config.kad) }),
    },
  })
  observeKademlia(host, tell)
  const control = controlOf(host, config.relay, tell)
  if (config.recovery !== 'none') {
    const options = { host, listeners: new RelayListeners(host), relays: config.relays, observe }
    recovery = config.recovery === 'relisten' ? new Recovery(options) : new CalimeroRecovery(options)
  }
  look = observeHost(host, tell)
  await host.start()
  tellUnappended(host, config)
  recovery?.start()
  const connections = new KeepConnected(host, observe, config.connectOnce)
  const meetings = config.rendezvous.map(
    (one) => new KeepRegistered(host, privateKeyOf(config.identity), one, observe),
  )
  const stop = async () => {
    await Promise.all(meetings.map((meeting) => meeting.stop()))
    connections.stop()
    control?.stop()
    recovery?.stop()
    await host.stop()
  }
  return {
    host,
    learnPort: (mapping, isOpen) => {
      beliefs.learn(mapping, isOpen)
      look()
    },
    introduce: (peerId, addresses) => connections.introduce(peerId, addresses),
    discover: (peerId, addresses) => discovery.find(peerId, addresses),
    ...(control !== null && {
      changeRelay: (change) => control.change(change),
      dropReservations: (peerIds) => control.dropReservations(peerIds),
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Returns the options that decide how this host dials. */
export async function peerDialOptions(config: PeerConfig): Promise<DialOptions> {
  const features = await featureOptions(config)
  const transports = [...features.transports, circuitRelayTransport()]
  return dialOptionsOf({ ...features, ...settingsOf(config), transports })
}

/** Every release has the members that RelayControl wraps, but the service's type hides them. */
function controlOf(host: Libp2p, relay: PeerConfig['relay'], observe: Observe): RelayControl | null {
  if (relay === null) return null
  const { relay: server } = host.services as { readonly relay?: unknown }
  const config = { profile: 'js-libp2p', relay: relay.limits, refusal: relay.refusal } as const
  return new RelayControl(host, server as RelayServer, config, observe)
}

/** js-libp2p dials relays that it was connected to again, five times; Calimero's client has ticks of its own. */
function withoutReconnects({
  inbound,
  libp2pOptions,
}: PeerConfig): Pick<PeerConfig, 'inbound' | 'libp2pOptions'> {
  const connectionManager = { reconnectRetries: 0, ...libp2pOptions.connectionManager }
  return { inbound, libp2pOptions: { ...libp2pOptions, connectionManager } }
}

/**
 * libp2p looks for one relay for each address that names none. Of several named relays it asks only the first, and its
 * start never ends. A host with recovery asks the other relays after its start, Calimero's client all of them.
 */
function listenAddresses({ listen, relays, recovery, discoverRelays }: PeerConfig): string[] {
  const asked = { none: relays, relisten: relays.slice(0, 1), calimero: [] }[recovery]
  const configured = asked.map((relay) => `${relay}/p2p-circuit`)
  return [...listen, ...configured, ...Array<string>(discoverRelays).fill('/p2p-circuit')]
}
