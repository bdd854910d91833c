import { describe, expect, it } from 'vitest'
import { identityOf } from '../../../src/base/identity.ts'
import { usualInbound } from '../../../src/protocol/inbound.ts'
import type { NodePlan, Plan } from '../../../src/runner/language/plan/plan.ts'
import { knowsItsAddress, type NodeAddresses, nodeConfigOf } from '../../../src/runner/run/node-config.ts'
import { planOf } from '../../support/run-topology.ts'

const addresses: NodeAddresses = {
  listen: ['/ip4/10.0.0.2/tcp/4001'],
  announce: ['/ip4/5.16.0.10/tcp/4001/p2p/boot'],
  relays: ['/ip4/5.16.0.11/tcp/4001/p2p/relay'],
  rendezvousPoints: ['/ip4/5.16.0.12/tcp/4001/p2p/point'],
  contacts: [{ name: 'boot', peerId: 'boot', addresses: ['/ip4/5.16.0.10/tcp/4001'] }],
  ports: [],
}

const plan = planOf(`
name: x
seed: 5
routers: { home: { nat: port-restricted-cone, ports: [{ to: mapped, port: 4001, external: 4111 }] } }
nodes:
  boot: { kind: boot-node, rendezvous: true, kad: true, metrics: {} }
  bare: { kind: boot-node, rendezvous: false, kad: false, metrics: { port: 9999 } }
  alice: { kind: peer, behind: home, relays: [boot], rendezvous: { at: boot, namespace: a } }
  mapped: { kind: peer, behind: home, listen: true }
  hopeful: { kind: peer, behind: home, mapped: true }
  own: { kind: module, module: ./peers/own.ts, with: { a: 1 } }
  hidden: { kind: module, module: own.ts, behind: home }
timeline: []
`)

const node = (name: string): NodePlan => {
  const found = plan.nodes.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

const configOf = (
  name: string,
  fabric: Plan['fabric'] = 'virtual',
  ports: NodeAddresses['ports'] = addresses.ports,
) =>
  nodeConfigOf(node(name), {
    plan: { ...plan, fabric },
    inbound: usualInbound,
    addresses: { ...addresses, ports },
  })

describe('the configuration of a node', () => {
  it.each(plan.nodes.map(({ name }) => name))('has the identity of seed and name: %s', (name) => {
    expect(configOf(name)).toMatchObject({
      kind: node(name).kind,
      identity: identityOf(5, name).identitySeedHex,
      listen: addresses.listen,
    })
  })

  it('of a boot-node has its services on the addresses of its fabric', () => {
    const services = {
      rendezvous: expect.objectContaining({ maxTtl: expect.any(Number) }),
      kad: '/ipfs/kad/1.0.0',
    }
    expect(configOf('boot')).toMatchObject({
      announce: addresses.announce,
      refusal: null,
      services: { ...services, metrics: { host: '0.0.0.0', port: 9090 } },
    })
    expect(configOf('boot', 'host')).toMatchObject({ services: { metrics: { host: '127.0.0.1', port: 0 } } })
    expect(configOf('bare')).toMatchObject({
      services: { rendezvous: null, kad: null, metrics: { host: '0.0.0.0', port: 9999 } },
    })
  })

  it('of a peer has the addresses of its relays and rendezvous points', () => {
    expect(configOf('alice')).toMatchObject({
      relays: addresses.relays,
      rendezvous: [{ point: addresses.rendezvousPoints[0], namespace: 'a' }],
    })
    expect(configOf('alice')).not.toHaveProperty('rendezvous.0.at')
    expect(configOf('mapped')).toMatchObject({ rendezvous: [] })
  })

  it('of a peer has the port mappings to its port, or the one that it believes in', () => {
    const [external] = plan.routers.map((router) => router.addresses[0] ?? '')
    const mapping = (name: string, port: number, outer = 4111) => ({
      internal: { address: node(name).addresses[0] ?? '', port },
      external: { address: external ?? '', port: outer },
    })
    const port = 4001
    const real = mapping('mapped', port)
    const ports = [real, mapping('mapped', port + 1)]
    expect(configOf('alice')).toMatchObject({ mappings: [] })
    expect(configOf('mapped', 'virtual', ports)).toMatchObject({ mappings: [real] })
    expect(configOf('hopeful', 'virtual', ports)).toMatchObject({ mappings: [real] })
    expect(configOf('hopeful')).toMatchObject({ mappings: [mapping('hopeful', port, port)] })
  })

  it('of a module has its arguments, its contacts and the name of its file', () => {
    const { contacts, announce } = addresses
    expect(configOf('own')).toMatchObject({
      file: 'own.ts',
      arguments: { a: 1 },
      connect: contacts,
      announce,
    })
  })
})

it('boot-nodes and modules without a router know their address, on the virtual network only', () => {
  const knowing = (fabric: Plan['fabric']) =>
    plan.nodes.filter((one) => knowsItsAddress(one, fabric)).map(({ name }) => name)
  expect(knowing('virtual')).toEqual(['boot', 'bare', 'own'])
  expect(knowing('host')).toEqual([])
})
