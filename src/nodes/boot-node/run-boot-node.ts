import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import type { Libp2p } from '@libp2p/interface'
import { createLibp2p } from 'libp2p'
import { autoNatServices } from '../autonat.ts'
import { basicOptions, basicServices, basicTransports, privateKeyOf } from '../host.ts'
import { ignore, type Observe } from '../observe.ts'
import { observeHost } from '../observe-host.ts'
import type { BootNodeConfig, RefusalRule } from './config.ts'
import { RelayControl, type RelayServer } from './relay-control.ts'
import { createServices } from './services.ts'

export interface BootNode extends AsyncDisposable {
  readonly host: Libp2p
  /** Refuses the reservations that the rule names; null lifts the rule. */
  refuseReservations(rule: RefusalRule | null): void
  /** Where its metrics are; null: nowhere. */
  readonly metricsUrl: string | null
  stop(): Promise<void>
}

/** Starts a boot-node: a circuit relay v2 server with identify, ping and AutoNAT, and the services that it is to have. */
export async function runBootNode(config: BootNodeConfig, observe: Observe = ignore): Promise<BootNode> {
  const { relay } = config
  const services = await createServices(config.services, observe)
  const host = await createLibp2p({
    ...basicOptions,
    privateKey: privateKeyOf(config.identity),
    start: false,
    addresses: { listen: [...config.listen], announce: [...config.announce] },
    connectionManager: config.inbound,
    transports: basicTransports,
    services: {
      ...basicServices,
      ...autoNatServices(config.autonat),
      ...services.libp2p,
      relay: circuitRelayServer({
        reservations: {
          maxReservations: relay.maxReservations,
          reservationTtl: relay.reservationDuration,
          defaultDurationLimit: relay.maxCircuitDuration,
          defaultDataLimit: BigInt(relay.maxCircuitBytes),
        },
      }),
    },
  })
  // What RelayControl wraps is there in every release, but private in the service's type.
  const control = new RelayControl(host.services.relay as unknown as RelayServer, services.observe)
  observeHost(host, services.observe)
  const stop = async () => {
    await services.stop()
    await host.stop()
  }
  await host.start()
  try {
    await services.start(host)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    host,
    refuseReservations: (rule) => control.refuse(rule),
    metricsUrl: services.metricsUrl,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
