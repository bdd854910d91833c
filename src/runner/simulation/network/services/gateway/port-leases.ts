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

/** A change of a lease, or a request that the gateway refused. */
export interface LeaseNews {
  readonly router: string
  /** The machine that asked: its name, or its address if it has none. */
  readonly machine: string
  readonly outcome: 'granted' | 'renewed' | 'refused' | 'ended'
  readonly protocol: Protocol
  readonly external: number
  readonly internal: Endpoint
  /** Time at which the lease ends, if it was granted or renewed; else 0. */
  readonly expires: number
  /** Reason why it was refused or has ended; else empty. */
  readonly reason: string
}

export type TellLease = (news: LeaseNews) => void

/** The port mappings of a router that UPnP has made. Those that people make are in the same NAT. */
export class PortLeases {
  readonly #kernel: ServiceKernel
  readonly #router: Router
  readonly #tell: TellLease
  readonly #leases = new Map<string, PortLease>()
  /** Leases whose port people have given to another machine, or to none. */
  readonly #overruled = new Set<PortLease>()

  constructor(kernel: ServiceKernel, router: Router, tell: TellLease) {
    this.#tell = tell
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
    const before = this.#leases.get(key)
    const isRenewal =
      before !== undefined && this.#holds(before) && isDeepStrictEqual(before.internal, internal)
    this.#table(protocol).forward({ external, internal })
    this.#leases.set(key, lease)
    this.tell(lease, isRenewal ? 'renewed' : 'granted')
    this.#kernel.at(expires, () => {
      if (this.#leases.get(key) === lease) this.remove(lease, 'its time is over')
    })
  }

  /** Ends a mapping. Its open connections stay. */
  remove(lease: PortLease, reason: string): void {
    if (this.#holds(lease)) {
      this.#table(lease.protocol).unforward(lease.external)
      this.tell(lease, 'ended', reason)
    }
    this.#overruled.delete(lease)
    this.#leases.delete(keyOf(lease))
  }

  /** Tells of the leases whose port people have changed, or given back. */
  review(): void {
    for (const lease of this.#leases.values()) {
      const isOverruled = !this.#holds(lease)
      if (isOverruled === this.#overruled.has(lease)) continue
      if (isOverruled) this.#overruled.add(lease)
      else this.#overruled.delete(lease)
      if (isOverruled) this.tell(lease, 'ended', 'somebody changed the mapping of this port')
      else this.tell(lease, 'granted')
    }
  }

  tell(lease: Omit<PortLease, 'description'>, outcome: LeaseNews['outcome'], reason = ''): void {
    const { protocol, external, internal } = lease
    const machine = this.#router.inside.members.get(internal.address)?.name ?? internal.address
    const expires = outcome === 'granted' || outcome === 'renewed' ? lease.expires : 0
    const { name: router } = this.#router
    this.#tell({ router, machine, outcome, protocol, external, internal, expires, reason })
  }

  /** Forgets all leases, as a restart of the router does. Returns their number. */
  forget(): number {
    const all = this.all()
    for (const lease of all) this.remove(lease, 'the router restarted')
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
