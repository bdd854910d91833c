import type { Endpoint } from '../../../../protocol/wire.ts'
import type { RouterConfig } from './router-config.ts'

/** A host's place, and the port on which it listens. */
export interface HostPlace {
  readonly name: string
  readonly addresses: readonly string[]
  readonly router: string | null
  readonly port: number
}

/**
 * Returns the ends by which hosts of the internet dial a host: its own, or the outside of a static port mapping. None: it
 * is behind a NAT without one.
 */
export function outsideOf(
  { name, addresses, port, router: behind }: HostPlace,
  routers: ReadonlyMap<string, RouterConfig>,
): readonly Endpoint[] {
  const router = behind === null ? undefined : routers.get(behind)
  if (router === undefined) return addresses.map((address) => ({ address, port }))
  if (router.nat === null) return outsideOf({ name, addresses, port, router: router.behind }, routers)
  const forward = router.ports.find((mapping) => mapping.to === name && mapping.port === port)
  if (forward === undefined) return []
  // The NAT translates IPv4 only.
  const ipv4 = router.addresses.filter((address) => !address.includes(':'))
  const outer = { name: router.name, addresses: ipv4, port: forward.external, router: router.behind }
  return outsideOf(outer, routers)
}

/** Returns the public addresses of a host: its own, or those of its outermost router with a NAT. */
export function publicAddressesOf(
  { addresses, router: behind }: Pick<HostPlace, 'addresses' | 'router'>,
  routers: ReadonlyMap<string, RouterConfig>,
): readonly string[] {
  const router = behind === null ? undefined : routers.get(behind)
  if (router === undefined) return addresses
  const own = router.nat === null ? addresses : router.addresses.filter((address) => !address.includes(':'))
  return publicAddressesOf({ addresses: own, router: router.behind }, routers)
}
