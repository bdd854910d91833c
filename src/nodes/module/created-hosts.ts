/**
 * The options of the hosts that the user's module has created. A host does not keep them, and its probes need them.
 * ../adapters/recorded-libp2p.ts adds the hosts.
 */
import type { Libp2p } from '@libp2p/interface'
import type { HostOptions } from '../host/dial-options.ts'

const created = new WeakMap<object, HostOptions>()

export function addCreated(host: object, options: HostOptions): void {
  created.set(keyOf(host), options)
}

/** Returns the options of a host, or of the host that an object wraps; null: the module made it in another way. */
export function optionsOf(host: Libp2p): HostOptions | null {
  return created.get(keyOf(host)) ?? null
}

/** A wrapped host has the components of its own. */
function keyOf(host: object): object {
  const { components } = host as { readonly components?: unknown }
  return typeof components === 'object' && components !== null ? components : host
}
