/**
 * The namespaces of a lab, and the wires between them:
 *
 *     alice --eth0-- wire --m1-- home --wan-- wire --m4-- internet --m2-- wire --eth0-- boot
 *
 * Every machine and every NAT has a namespace of its own. The internet is a router that knows the public addresses and no
 * others, so nothing leads out of the lab.
 */
import type { RouterConfig } from '../../simulation/network/routes/router-config.ts'

export interface LabHost {
  readonly name: string
  readonly addresses: readonly string[]
  readonly router: string | null
}

/** A device in the namespace of a machine; null: in the namespace of the internet. */
export interface Device {
  readonly machine: string | null
  readonly name: string
}

/** A wire from a machine, or from a NAT, to the network that it is on. */
export interface LabWire {
  /** Name of the machine or the router. */
  readonly name: string
  readonly addresses: readonly string[]
  readonly inner: Device
  readonly outer: Device
}

export interface LabRouter extends RouterConfig {
  /** Addresses of the machines directly behind it, by name. */
  readonly inside: ReadonlyMap<string, string>
}

export interface LabLayout {
  /** Machines with a namespace: all hosts, and all routers with a NAT. */
  readonly machines: readonly string[]
  readonly routers: readonly LabRouter[]
  readonly wires: readonly LabWire[]
}

export function layOutLab(hosts: readonly LabHost[], routers: readonly RouterConfig[]): LabLayout {
  const nats = routers.filter(({ nat }) => nat !== null)
  const ends = [
    ...hosts.map(({ name, addresses, router }) => ({ name, addresses, behind: router, device: 'eth0' })),
    ...nats.map(({ name, addresses, behind }) => ({ name, addresses, behind, device: wan })),
  ]
  return {
    machines: ends.map(({ name }) => name),
    routers: nats.map((router) => ({
      ...router,
      inside: new Map(
        ends.flatMap(({ name, addresses: [address], behind }) =>
          address !== undefined && natInFront(behind, routers) === router.name ? [[name, address]] : [],
        ),
      ),
    })),
    wires: ends.map(({ name, addresses, behind, device }, index) => ({
      name,
      addresses,
      inner: { machine: name, name: device },
      outer: { machine: natInFront(behind, routers), name: `m${index}` },
    })),
  }
}

/** Name of the device of a NAT on its outside. */
export const wan = 'wan'

/** The NAT whose inside a machine behind `router` is on; null: the internet. Routers without a NAT only pass packets on. */
export function natInFront(router: string | null, routers: readonly RouterConfig[]): string | null {
  for (let at = router; at !== null; ) {
    const config = routers.find(({ name }) => name === at)
    if (config === undefined) return null
    if (config.nat !== null) return config.name
    at = config.behind
  }
  return null
}
