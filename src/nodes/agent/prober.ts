/**
 * Fresh hosts for probes: no connections, an empty peer store, an identity that no other node knows. So no open
 * connection of the node can help a probe, and a probe leaves no trace. All that decides how a host dials is the node's
 * own.
 */
import type { Libp2p } from '@libp2p/interface'
import type { Ping } from '@libp2p/ping'
import { createLibp2p } from 'libp2p'
import { messageOf } from '../../base/errors.ts'
import type { DialOptions } from '../host/dial-options.ts'
import { basicServices, privateKeyOf } from '../host/options.ts'

/** The node that a probe stands for. */
export interface Prober {
  readonly host: Libp2p
  /** Options of the hosts with which it dials; null: unknown to topo. */
  readonly dialOptions: DialOptions | null
  /** Seed of the identity of its probes. */
  readonly identity: string
}

export type ProbeHost = Libp2p<{ ping: Ping }>

/** Throws when a host that dials as the node does cannot be had: nobody can tell then what its dial would give. */
export async function createProbeHost({ dialOptions, identity }: Prober): Promise<ProbeHost> {
  if (dialOptions === null) {
    throw new Error(
      'topo does not know how its host dials: it was not made by createLibp2p of the package libp2p',
    )
  }
  try {
    const host = await createLibp2p({
      ...dialOptions,
      privateKey: privateKeyOf(identity),
      start: false,
      addresses: { listen: [] },
      services: basicServices,
      connectionMonitor: { enabled: false },
    })
    makeNoReservations(host)
    await host.start()
    return host
  } catch (error) {
    throw new Error(`no second host with its transports can be made: ${messageOf(error)}`, { cause: error })
  }
}

interface TransportManager {
  dial(address: { toString(): string }, options?: object): Promise<unknown>
  getTransports(): readonly { readonly reservationStore?: { addRelay: () => Promise<unknown> } }[]
}

/** The transport manager of a host. Every release has it, but the type of a host hides it. */
export function transportManagerOf(host: Libp2p): TransportManager {
  const { components } = host as unknown as {
    readonly components: { readonly transportManager: TransportManager }
  }
  return components.transportManager
}

/** A transport that looks for relays by itself would leave a reservation of the probe at a relay. */
function makeNoReservations(host: Libp2p): void {
  for (const { reservationStore } of transportManagerOf(host).getTransports()) {
    if (reservationStore === undefined) continue
    reservationStore.addRelay = async () => {
      throw new Error('a probe needs no reservation')
    }
  }
}
