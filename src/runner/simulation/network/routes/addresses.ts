/**
 * Addresses as nodes have them in life. Public ones are ordinary: libp2p takes documentation, private, shared and
 * benchmarking ranges for private and would neither advertise nor dial them. Each public address is in a /16 (IPv4)
 * and a /32 (IPv6) of its own, because AutoNAT wants confirmations from different networks.
 *
 * Hosts behind a NAT have IPv4 only: a home whose provider gives it no IPv6, which is the case where NAT matters.
 */
export interface AddressRequest {
  readonly hosts: readonly { readonly name: string; readonly router: string | null }[]
  readonly routers: readonly {
    readonly name: string
    readonly behind: string | null
    readonly nat: unknown
  }[]
}

export interface AddressPlan {
  readonly hosts: ReadonlyMap<string, readonly string[]>
  readonly routers: ReadonlyMap<string, readonly string[]>
}

/** First octets whose every /16 is ordinary global unicast space. */
const firstOctets = [
  5, 23, 31, 34, 37, 46, 51, 62, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 91, 92, 93, 94, 95, 109,
  141, 144, 145, 146, 147, 148, 149, 151, 176, 178, 185, 188, 193, 194, 195, 212, 213, 217,
]

/** The public addresses of the `index`-th machine: IPv4, then IPv6. */
export function publicAddresses(index: number): readonly [string, string] {
  const first = firstOctets[index % firstOctets.length] ?? 5
  const second = 16 + ((Math.floor(index / firstOctets.length) * 68 + index * 29) % 200)
  return [
    `${first}.${second}.${(index * 53) % 256}.${10 + (index % 200)}`,
    `2a0${index % 8}:${(0x100 + (index >> 3)).toString(16)}::1`,
  ]
}

/** The `index`-th address on the inside of the `router`-th router, a /24 for each; 100.64/10 between two NATs. */
export function privateAddress(router: number, index: number, shared: boolean): string {
  if (index > 252) throw new RangeError(`a router has room for 253 hosts, and ${index + 1} were asked for`)
  const net = shared ? `100.${64 + ((router >> 8) & 63)}` : `10.${(router >> 8) & 255}`
  return `${net}.${router & 255}.${index + 2}`
}

/** The address of a router on its inside. */
export function insideAddress(router: number, shared: boolean): string {
  return privateAddress(router, -1, shared)
}

/** Gives every host and router its addresses. The same request gives the same addresses. */
export function assignAddresses({ hosts, routers }: AddressRequest): AddressPlan {
  const byName = new Map(routers.map((router) => [router.name, router]))
  const carriers = new Set(routers.map((router) => nearestNat(router.behind)))
  const inside = new Map<string, number>()
  let publics = 0

  function nearestNat(name: string | null): string | null {
    const seen = new Set<string>()
    for (let at = name; at !== null; ) {
      if (seen.has(at)) throw new RangeError(`router ${at} is behind itself`)
      seen.add(at)
      const router = byName.get(at)
      if (router === undefined) throw new RangeError(`no router is called ${at}`)
      if (router.nat !== null) return at
      at = router.behind
    }
    return null
  }

  function assign(behind: string | null): readonly string[] {
    const nat = nearestNat(behind)
    if (nat === null) return publicAddresses(publics++)
    const index = inside.get(nat) ?? 0
    inside.set(nat, index + 1)
    const router = routers.findIndex(({ name }) => name === nat)
    return [privateAddress(router, index, carriers.has(nat))]
  }

  return {
    hosts: new Map(hosts.map(({ name, router }) => [name, assign(router)])),
    routers: new Map(routers.map(({ name, behind }) => [name, assign(behind)])),
  }
}
