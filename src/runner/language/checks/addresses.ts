/** Checks addresses: a node cannot have this one at its place, or another node has it. */

import type { Diagnostic } from '../../../base/errors.ts'
import { assignAddresses } from '../../simulation/network/routes/addresses.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { spanOfValue } from '../text/locate.ts'
import { type Layout, layOut, nearestNat } from '../topology/layout.ts'
import { namedNodes } from '../topology/node-names.ts'
import type { Topology, TopologyNode } from '../topology/topology.ts'
import { rangeOf } from '../values/ip-address.ts'

export function checkAddresses(topology: Topology): readonly Diagnostic[] {
  const given = topology.nodes.filter(
    ({ keys, names }) => keys !== null && keys.address !== null && names.length === 1,
  )
  if (given.length === 0 || topology.header?.fabric === 'host') return []
  const layout = layOut(topology)
  const odd = given.flatMap((node) => implausible(topology, layout, node))
  return odd.length > 0 ? odd : clashes(topology, layout, given)
}

function implausible(
  { text }: Topology,
  layout: Layout,
  { name, keys, source }: TopologyNode,
): readonly Diagnostic[] {
  const address = keys?.address ?? null
  const router = layout.routerOf.get(name) ?? null
  if (address === null || !isKnown(layout, router)) return []
  const nat = nearestNat(layout, router)
  const { scope, what } = rangeOf(address)
  const span = spanOfValue(text, source, ['address'])
  if (nat === null && scope !== 'public') {
    const message = `\`${name}\` is on the public internet, but \`${address}\` is ${what}: libp2p would neither advertise nor dial it`
    const hint = 'write a public address such as 31.45.0.11, or put the node behind a NAT'
    return [problem('invalid-address', span, message, hint)]
  }
  if (nat !== null && address.includes(':')) {
    const message = `\`${name}\` is behind the NAT of \`${nat.name}\`, where there is IPv4 only`
    return [problem('invalid-address', span, message, 'write a private address such as 192.168.1.20')]
  }
  if (nat !== null && scope !== 'private') {
    const message = `\`${name}\` is behind the NAT of \`${nat.name}\`, but \`${address}\` is ${what}`
    return [problem('invalid-address', span, message, 'write a private address such as 192.168.1.20')]
  }
  return []
}

/** Reports two machines of one network with the same address, at the one with `address:`. */
function clashes(topology: Topology, layout: Layout, given: readonly TopologyNode[]): readonly Diagnostic[] {
  const nodes = namedNodes(topology)
  const routers = layout.routers.map(({ router }) => router)
  const hosts = nodes.map(({ name }) => ({ name, router: layout.routerOf.get(name) ?? null }))
  const assigned = addressesOf({ hosts, routers })
  if (assigned === null) return []
  const owners = new Map<string, string>()
  const keyOf = (router: string | null, address: string) =>
    `${nearestNat(layout, router)?.name ?? ''} ${address}`
  const isGiven = (name: string) => given.some((node) => node.name === name)
  for (const { name, router } of [...hosts.filter((host) => !isGiven(host.name))]) {
    for (const address of assigned.hosts.get(name) ?? []) owners.set(keyOf(router, address), name)
  }
  // One kernel has the inside and the outside of a NAT, so on fabric netns the two may not overlap.
  const isOneKernel = topology.header?.fabric === 'netns'
  for (const { name, behind } of routers) {
    for (const address of assigned.routers.get(name) ?? []) {
      owners.set(keyOf(behind, address), name)
      if (isOneKernel) owners.set(keyOf(name, address), name)
    }
  }
  return given.flatMap(({ name, keys, source }) => {
    const address = keys?.address ?? null
    if (address === null) return []
    const key = keyOf(layout.routerOf.get(name) ?? null, address)
    const owner = owners.get(key)
    owners.set(key, owner ?? name)
    if (owner === undefined) return []
    const message = `\`${address}\` is the address of \`${owner}\` already`
    const span = spanOfValue(topology.text, source, ['address'])
    const told = problem('duplicate-address', span, message, 'choose another one, or remove `address`')
    const first =
      nodes.find((one) => one.name === owner)?.node ?? topology.routers.find((one) => one.name === owner)
    return [withPlaces(told, 'again here', [{ span: first?.source.key ?? null, label: 'has it already' }])]
  })
}

/** Returns null if the routers have mistakes that other checks report. */
function addressesOf(request: Parameters<typeof assignAddresses>[0]) {
  try {
    return assignAddresses(request)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function isKnown({ routers }: Layout, name: string | null): boolean {
  return name === null || routers.some(({ router }) => router.name === name)
}
