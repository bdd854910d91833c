/** The commands of `ip` and `sh` that set up the namespaces of a lab. */
import { ip, nft, sysctl } from './commands.ts'
import type { LabLayout, LabWire } from './lab-layout.ts'
import { natRules, natTimeouts } from './nat-rules.ts'

/** A script for `sh` in the namespace of a machine; null: of the internet. */
export interface NamespaceScript {
  readonly machine: string | null
  readonly script: string
}

export function setUpScripts({ machines, routers, wires }: LabLayout): readonly NamespaceScript[] {
  const forwards = new Set<string | null>([null, ...routers.map(({ name }) => name)])
  return [null, ...machines].map((machine) => {
    const router = routers.find(({ name }) => name === machine)
    return {
      machine,
      script: [
        ip(['link set lo up']),
        ...(forwards.has(machine) ? [forwarding] : []),
        ...wires.filter(({ inner }) => inner.machine === machine).map(innerEnd),
        ...wires.filter(({ outer }) => outer.machine === machine).map(outerEnd),
        ...(router === undefined ? [] : [nft(natRules(router)), natTimeouts(router)]),
      ].join('\n'),
    }
  })
}

const forwarding = sysctl({ 'net/ipv4/ip_forward': 1, 'net/ipv6/conf/all/forwarding': 1 })

/** Gives a machine its addresses, and sends everything that is not its own through the wire. */
export function innerEnd({ inner, addresses }: Pick<LabWire, 'inner' | 'addresses'>): string {
  const device = inner.name
  return ip([
    `link set ${device} mtu 1500 txqueuelen 1000 up`,
    `addr flush dev ${device} scope global`,
    ...addresses.map((address) => `addr add ${whole(address)} dev ${device}${isV6(address) ? ' nodad' : ''}`),
    ...(addresses.some((address) => !isV6(address)) ? [`route replace default dev ${device}`] : []),
    ...(addresses.some(isV6) ? [`route replace ::/0 dev ${device}`] : []),
  ])
}

/** Tells a network that the machine's addresses are at the wire. */
export function outerEnd({ outer, addresses }: Pick<LabWire, 'outer' | 'addresses'>): string {
  return ip([
    `link set ${outer.name} mtu 1500 txqueuelen 1000 up`,
    ...addresses.map((address) => `route replace ${whole(address)} dev ${outer.name}`),
  ])
}

function whole(address: string): string {
  return `${address}/${isV6(address) ? 128 : 32}`
}

function isV6(address: string): boolean {
  return address.includes(':')
}
