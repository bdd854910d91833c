import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { createLibp2p } from 'libp2p'
import type { BootNodeConfig, RefusalRule, RelayChange } from '../../protocol/boot-node-config.ts'
import { profiles } from '../../protocol/profiles.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import { autoNatServices } from '../host/autonat.ts'
import { type DialOptions, dialOptionsOf } from '../host/dial-options.ts'
import { ignore, type Observe } from '../host/observe.ts'
import { addressesOf, observeHost } from '../host/observe-host.ts'
import {
  addressesIn,
  basicServices,
  featureOptions,
  privateKeyOf,
  settingsOf,
  tellUnappended,
} from '../host/options.ts'
import { observeKademlia } from '../kad/observe-kad.ts'
import { EventCounter, type Observations } from './observations.ts'
import { RelayControl } from './relay-control.ts'
import type { RelayServer } from './relay-server.ts'
import { createServices } from './services.ts'

/**
 * A circuit is one stream on its source's connection and one on its destination's. js-libp2p resets streams beyond 32 and
 * 300 for each connection, which would be lower than the limits of other implementations.
 */
const manyStreams = { maxInboundHopStreams: 2 ** 31, maxOutboundStopStreams: 2 ** 31 }

export interface RunningBootNode extends AsyncDisposable {
  readonly host: Libp2p
  readonly peerId: string
  /** The addresses for dials. */
  readonly multiaddrs: readonly string[]
  /** Counts of the work of its relay so far. */
  readonly observations: Observations
  /** Closes the connections to a peer; returns their number. */
  disconnectPeer(peerId: string): Promise<number>
  /** Refuses the reservations that the rule names; null lifts the rule. */
  refuseReservations(rule: RefusalRule | null): void
  /** Deletes the reservations of these peers, or of all (null), without telling them; returns their number. */
  dropReservations(peerIds: readonly string[] | null): number
  /** Changes the relay while it runs; returns its limits as they were before. */
  changeRelay(change: RelayChange): RelayConfig
  /** URL of its metrics; null: it serves none. */
  readonly metricsUrl: string | null
  stop(): Promise<void>
}

/** Starts a boot-node: a circuit relay v2 server with identify, ping, AutoNAT and its configured services. */
export async function startBootNode(
  config: BootNodeConfig,
  observe: Observe = ignore,
): Promise<RunningBootNode> {
  const observer = new EventCounter()
  const services = await createServices(config.services, (event) => {
    observer.observe(event)
    observe(event)
  })
  const host = await createLibp2p({
    ...(await sharedOptions(config)),
    privateKey: privateKeyOf(config.identity),
    start: false,
    addresses: addressesIn(config),
    services: {
      ...basicServices,
      ...autoNatServices(...config.autonat),
      ...services.libp2p,
      ...(config.relaying && {
        relay: circuitRelayServer(profiles[config.profile].rules.asItComes ? {} : manyStreams),
      }),
    },
  })
  const control = controlOf(host, config, services.observe)
  observeHost(host, services.observe)
  observeKademlia(host, services.observe)
  const stop = async () => {
    control?.stop()
    await services.stop()
    await host.stop()
  }
  await host.start()
  tellUnappended(host, config)
  try {
    await services.start(host)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    host,
    peerId: host.peerId.toString(),
    get multiaddrs() {
      return addressesOf(host)
    },
    get observations() {
      return observer.observations(control?.bytes ?? 0)
    },
    disconnectPeer: async (peerId) => {
      const connections = host.getConnections(peerIdFromString(peerId))
      await Promise.all(connections.map((connection) => connection.close()))
      return connections.length
    },
    refuseReservations: (refusal) => {
      relayOf(control).change({ refusal })
    },
    dropReservations: (peerIds) => relayOf(control).dropReservations(peerIds),
    changeRelay: (change) => relayOf(control).change(change),
    metricsUrl: services.metricsUrl,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Returns the options that decide how this host dials. It has no circuit relay transport. */
export async function bootNodeDialOptions(config: BootNodeConfig): Promise<DialOptions> {
  return dialOptionsOf(await sharedOptions(config))
}

async function sharedOptions(config: BootNodeConfig) {
  return { ...(await featureOptions(config)), ...settingsOf(config) }
}

/** Every release has the members that RelayControl wraps, but the service's type hides them. */
function controlOf(host: Libp2p, config: BootNodeConfig, observe: Observe): RelayControl | null {
  const { relay } = host.services as { readonly relay?: unknown }
  return relay === undefined ? null : new RelayControl(host, relay as RelayServer, config, observe)
}

function relayOf(control: RelayControl | null): RelayControl {
  if (control === null) throw new Error('this node is no relay')
  return control
}
