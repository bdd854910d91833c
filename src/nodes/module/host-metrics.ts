/** Reads the metrics of a host that other code made, by its `metrics:`. */
import type { Libp2p } from '@libp2p/interface'
import type { Sample } from '../../protocol/messages.ts'
import { samplesOf } from '../../protocol/metrics-text.ts'
import type { MetricBook } from './metric-book.ts'

/** A registry of prom-client, which renders all its metrics, the program's own among them. */
interface Registry {
  metrics(): Promise<string>
}

/** A metric that @libp2p/prometheus-metrics makes for every host, and then returns again. */
const ofEveryHost = 'nodejs_memory_total_bytes'

/** The samples of a metric; null: the host has none of this name. Throws when the host has no metrics that topo can read. */
export async function hostSamples(
  host: Libp2p,
  book: MetricBook | null,
  name: string,
): Promise<readonly Sample[] | null> {
  const registry = registryOf(metricsOf(host))
  if (registry !== null) return samplesOf(await registry.metrics(), name)
  if (book !== null) return book.samples(name)
  throw new Error('its host has no `metrics:`, and the entry names no `port` at which it serves them')
}

function metricsOf(host: Libp2p): object | null {
  try {
    const { components } = host as unknown as { readonly components?: { readonly metrics?: object } }
    return components?.metrics ?? null
  } catch {
    // A component that a host lacks throws.
    return null
  }
}

function registryOf(metrics: object | null): Registry | null {
  if (metrics === null || !('transferStats' in metrics)) return null
  const own: unknown = Reflect.get(metrics, 'registry')
  if (isRegistry(own)) return own
  const { registerMetric } = metrics as { readonly registerMetric?: (name: string) => unknown }
  const { gauge } = Object(registerMetric?.call(metrics, ofEveryHost)) as {
    readonly gauge?: { readonly registers?: readonly unknown[] }
  }
  const [registry] = gauge?.registers ?? []
  return isRegistry(registry) ? registry : null
}

function isRegistry(value: unknown): value is Registry {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'metrics') === 'function'
}
