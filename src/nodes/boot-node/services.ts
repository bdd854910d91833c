/** The services of a boot-node besides its relay. Only configured services are loaded. */
import type { Libp2p } from '@libp2p/interface'
import type { ServicesConfig } from '../../protocol/boot-node-config.ts'
import type { Observe } from '../host/observe.ts'
import { kademlia } from '../kad/kademlia.ts'
import type { MetricsServer } from '../metrics/serve-metrics.ts'

export interface Services {
  /** Takes every event of the node, and passes it on. */
  readonly observe: Observe
  /** The services that libp2p itself has to start. */
  readonly libp2p: Awaited<ReturnType<typeof libp2pServices>>
  /** Starts the other services; called after the host has started. */
  start(host: Libp2p): Promise<void>
  stop(): Promise<void>
  /** URL of the metrics; null: it serves none, or has not started. */
  readonly metricsUrl: string | null
}

export async function createServices(config: ServicesConfig, observe: Observe): Promise<Services> {
  const metrics = config.metrics === null ? null : await createMetrics()
  const tell: Observe =
    metrics === null
      ? observe
      : (event) => {
          metrics.take(event)
          observe(event)
        }
  let server: MetricsServer | null = null
  let endRendezvous = () => {}
  return {
    observe: tell,
    libp2p: await libp2pServices(config.kad),
    get metricsUrl() {
      return server?.url ?? null
    },
    start: async (host) => {
      if (config.rendezvous !== null) {
        const { serveRendezvous } = await import('../rendezvous/serve.ts')
        endRendezvous = await serveRendezvous(host, config.rendezvous, tell)
      }
      if (metrics !== null && config.metrics !== null) {
        const { serveMetrics } = await import('../metrics/serve-metrics.ts')
        server = await serveMetrics(metrics, config.metrics)
      }
    },
    stop: async () => {
      endRendezvous()
      await server?.stop()
    },
  }
}

async function createMetrics() {
  const { RelayMetrics } = await import('../metrics/relay-metrics.ts')
  return new RelayMetrics()
}

async function libp2pServices(kad: string | null) {
  if (kad === null) return {}
  return { kad: await kademlia({ protocol: kad, mode: 'server' }) }
}
