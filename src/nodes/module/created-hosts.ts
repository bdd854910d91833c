/**
 * The options of the hosts that the user's module has created. A host does not keep them, and its probes need them.
 * ../adapters/recorded-libp2p.ts adds the hosts.
 */
import type { Libp2p } from '@libp2p/interface'
import type { HostOptions } from '../host/dial-options.ts'
import type { MetricBook } from './metric-book.ts'

interface Created {
  readonly options: HostOptions
  /** Its metrics; null: it has none. */
  readonly book: MetricBook | null
}

const created = new WeakMap<object, Created>()

export function addCreated(host: object, made: Created): void {
  created.set(keyOf(host), made)
}

/** Returns the options of a host, or of the host that an object wraps; null: the module made it in another way. */
export function optionsOf(host: Libp2p): HostOptions | null {
  return created.get(keyOf(host))?.options ?? null
}

/** Returns the copy of the metrics of a host; null: it has none, or the module made it in another way. */
export function bookOf(host: Libp2p): MetricBook | null {
  return created.get(keyOf(host))?.book ?? null
}

/** A wrapped host has the components of its own. */
function keyOf(host: object): object {
  const { components } = host as { readonly components?: unknown }
  return typeof components === 'object' && components !== null ? components : host
}
