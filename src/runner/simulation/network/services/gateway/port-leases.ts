import { isDeepStrictEqual } from 'node:util'
import type { Endpoint } from '../../../../../protocol/wire.ts'
import type { Router } from '../../routes/address-space.ts'
import type { NatTable } from '../../routes/nat-table.ts'
import type { ServiceKernel } from '../service.ts'

export type Protocol = 'TCP' | 'UDP'

/** A port mapping that a machine behind the router has asked for. */
export interface PortLease {
  readonly protocol: Protocol
  readonly external: number
  readonly internal: Endpoint
  readonly description: string
  /** Time at which it ends. */
  readonly expires: number
}

/** The port mappings of a router that UPnP has made. Those that people make are in the same NAT. */
export class PortLeases {
  readonly #kernel: ServiceKernel
  readonly #router: Router
  readonly #leases = new Map<string, PortLease>()

  constructor(kernel: ServiceKernel, router: Router) {
    this.#kernel = kernel
    this.#router = router
  }

  /** Returns true for the address of a machine directly behind the router. */
  hasInside(address: string): boolean {
    return this.#router.inside.members.has(address)
  }

  /** Returns the internal end of an external port, whoever has mapped it; null: it is free. */
  targetOf(protocol: Protocol, external: number): Endpoint | null {
    return this.#table(protocol).forwardOf(external)
  }

  /** The leases that last, the oldest first. */
  all(): readonly PortLease[] {
    return [...this.#leases.values()].filter((lease) => this.#holds(lease))
  }

  /** Makes a mapping, or prolongs it. */
  add(lease: PortLease): void {
    const { protocol, external, internal, expires } = lease
    const key = keyOf(lease)
    // A mapping that people have made needs no lease.
    const isOthers = this.targetOf(protocol, external) !== null && !this.#leases.has(key)
    if (isOthers) return
    this.#table(protocol).forward({ external, internal })
    this.#leases.set(key, lease)
    this.#kernel.at(expires, () => {
      if (this.#leases.get(key) === lease) this.remove(lease)
    })
  }

  /** Ends a mapping. Its open connections stay. */
  remove(lease: PortLease): void {
    if (this.#holds(lease)) this.#table(lease.protocol).unforward(lease.external)
    this.#leases.delete(keyOf(lease))
  }

  /** Forgets all leases, as a restart of the router does. Returns their number. */
  forget(): number {
    const all = this.all()
    for (const lease of all) this.remove(lease)
    this.#leases.clear()
    return all.length
  }

  /** A person can have given its port to another machine, or taken it back. */
  #holds({ protocol, external, internal }: PortLease): boolean {
    return isDeepStrictEqual(this.targetOf(protocol, external), internal)
  }

  #table(protocol: Protocol): NatTable {
    return protocol === 'TCP' ? this.#router.nat : this.#router.udp
  }
}

function keyOf({ protocol, external }: Pick<PortLease, 'protocol' | 'external'>): string {
  return `${protocol} ${external}`
}
