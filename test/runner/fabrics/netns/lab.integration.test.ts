/** The wires and the faults of a lab, with the kernel's own TCP and UDP. */
import { describe, expect, it } from 'vitest'
import { natPresets } from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { LabPeer } from '../../../support/lab-peer.ts'
import { hasNamespaces } from '../../../support/namespaces.ts'
import { openTestLab } from '../../../support/open-lab.ts'

type TestLab = Awaited<ReturnType<typeof openTestLab>>

/** Opens a TCP connection from one machine to another. */
async function connect({ lab, addressOf }: TestLab, from: string, to: string, port = 4001) {
  const server = new LabPeer(lab, to, ['listen', addressOf(to), String(port)])
  expect(await server.says()).toBe('listening')
  const client = new LabPeer(lab, from, ['dial', addressOf(to), String(port)])
  const opened = await client.says()
  const source = await server.says()
  return { client, server, milliseconds: Number(opened?.split(' ')[1]), source: source?.split(' ')[1] }
}

const home = {
  name: 'home',
  addresses: [],
  nat: natPresets['port-restricted-cone'][0],
  behind: null,
  ports: [],
  upnp: false,
}

describe.skipIf(!hasNamespaces).concurrent('the wires of fabric netns', () => {
  it('delay packets in each direction', async () => {
    await using world = await openTestLab({
      hosts: { alice: null, bob: null },
      links: [{ from: '*', to: '*', latency: 40 }],
    })
    const { client, server, milliseconds } = await connect(world, 'alice', 'bob')
    await using _ends = new AsyncDisposableStack()
    _ends.use(client)
    _ends.use(server)
    expect(milliseconds).toBeGreaterThanOrEqual(80)
  })

  it('lose the share of packets that the link says, by the seed', async () => {
    await using world = await openTestLab({
      hosts: { alice: null, bob: null },
      links: [{ from: 'alice', to: 'bob', oneWay: true, latency: 0, loss: 0.2 }],
    })
    const { lab, addressOf } = world
    await using counter = new LabPeer(lab, 'bob', ['count', addressOf('bob'), '4001'])
    expect(await counter.says()).toBe('listening')
    await using flood = new LabPeer(lab, 'alice', ['flood', addressOf('bob'), '4001', '500'])
    expect(await flood.says()).toBeNull()
    const arrived = Number(await counter.says())
    expect(arrived).toBeGreaterThan(340)
    expect(arrived).toBeLessThan(460)
  })

  it('lead to no address outside of the lab', async () => {
    await using world = await openTestLab({ hosts: { alice: 'home', bob: null }, routers: [home] })
    for (const address of ['93.184.216.34', '127.0.0.2']) {
      await using lost = new LabPeer(world.lab, 'alice', ['dial', address, '443'])
      expect(await lost.says()).toMatch(
        address === '127.0.0.2'
          ? 'error Connection refused'
          : /error (Network is unreachable|No route to host)/,
      )
    }
  })

  it('carry multicast to the machines behind the same NAT, with the latency of each link, and to no others', async () => {
    await using world = await openTestLab({
      hosts: { alice: 'home', bob: 'home', carol: 'home', dave: null },
      routers: [home],
      links: [
        { from: '*', to: '*', latency: 0 },
        { from: 'alice', to: 'carol', latency: 300 },
      ],
    })
    await using ends = new AsyncDisposableStack()
    const join = async (name: string) => {
      const peer = ends.use(new LabPeer(world.lab, name, ['join', '224.0.0.251', '5353']))
      expect(await peer.says()).toBe('listening')
      return peer
    }
    const [bob, carol, dave] = await Promise.all(['bob', 'carol', 'dave'].map(join))
    const send = async (name: string) => {
      const peer = ends.use(new LabPeer(world.lab, name, ['send', '224.0.0.251', '5353']))
      expect(await peer.says()).toBe('open')
      return peer
    }
    const [fromAlice, fromDave] = await Promise.all(['alice', 'dave'].map(send))
    const began = performance.now()
    fromAlice?.tell('who is there?')
    expect(await bob?.says()).toBe('got who is there?')
    expect(await carol?.says()).toBe('got who is there?')
    expect(performance.now() - began).toBeGreaterThan(290)
    // Dave hears only himself.
    fromDave?.tell('I am')
    expect(await dave?.says()).toBe('got I am')
  })

  it('carry IPv6 between public machines', async () => {
    await using world = await openTestLab({ hosts: { alice: null, bob: null } })
    const { lab } = world
    const [, address = ''] = /inet6 (2\S+)\/128/.exec(await lab.run('bob', 'ip addr show dev eth0')) ?? []
    await using server = new LabPeer(lab, 'bob', ['listen', address, '4001'])
    expect(await server.says()).toBe('listening')
    await using client = new LabPeer(lab, 'alice', ['dial', address, '4001'])
    expect(await client.says()).toMatch(/^open/)
  })
})

describe.skipIf(!hasNamespaces)('labs side by side', () => {
  it('do not meet, although all have the same names and addresses', async () => {
    await using labs = new AsyncDisposableStack()
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const world = labs.use(await openTestLab({ hosts: { alice: null, bob: null } }))
        const { client, server } = await connect(world, 'alice', 'bob')
        labs.use(client)
        labs.use(server)
        client.tell(`lab ${index}`)
        expect(await server.says()).toBe(`got lab ${index}`)
        // Nobody else is connected.
        const open = await world.lab.run('bob', 'ss -Htn state established')
        expect(open.trim().split('\n')).toHaveLength(1)
      }),
    )
  })
})

describe.skipIf(!hasNamespaces).concurrent('a fault of fabric netns', () => {
  it('cuts with resets: both ends of a connection through a NAT hear of it at once, and new ones are refused', async () => {
    await using world = await openTestLab({ hosts: { alice: 'home', bob: null }, routers: [home] })
    const { client, server, source } = await connect(world, 'alice', 'bob')
    await using ends = new AsyncDisposableStack()
    ends.use(client)
    ends.use(server)
    expect(source).toBe(world.addressOf('home'))
    client.tell('hello')
    expect(await server.says()).toBe('got hello')
    const { changes, heal } = await world.network.cut(
      { from: ['alice'], to: ['bob'], mode: 'refuse', oneWay: false },
      0,
    )
    expect(changes.connectionsClosed).toBe(1)
    expect(await client.says()).toBe('error Connection reset by peer')
    expect(await server.says()).toBe('error Connection reset by peer')
    await using refused = new LabPeer(world.lab, 'alice', ['dial', world.addressOf('bob'), '4001'])
    expect(await refused.says()).toBe('error Connection refused')
    await heal(0)
    const again = await connect(world, 'alice', 'bob')
    ends.use(again.client)
    ends.use(again.server)
  })

  it('cuts without a word: what is sent arrives after the cut', async () => {
    await using world = await openTestLab({ hosts: { alice: null, bob: null } })
    const { client, server } = await connect(world, 'alice', 'bob')
    await using ends = new AsyncDisposableStack()
    ends.use(client)
    ends.use(server)
    const { changes, heal } = await world.network.cut(
      { from: ['alice'], to: ['bob'], mode: 'blackhole', oneWay: false },
      0,
    )
    expect(changes.connectionsAffected).toBe(1)
    client.tell('held')
    await heal(0)
    expect(await server.says()).toBe('got held')
  })

  it('takes the power from a machine: no end and no reset, until the other side sends after its return', async () => {
    await using world = await openTestLab({ hosts: { alice: null, bob: null } })
    const { client, server } = await connect(world, 'alice', 'bob')
    await using ends = new AsyncDisposableStack()
    ends.use(client)
    ends.use(server)
    await world.network.silence('bob')
    server.kill()
    await world.network.renew('bob')
    client.tell('is anybody there?')
    await world.network.wake('bob')
    expect(await client.says()).toBe('error Connection reset by peer')
  })

  it('moves a machine: it has another address, and its connections hang', async () => {
    await using world = await openTestLab({ hosts: { alice: 'home', bob: null }, routers: [home] })
    const { client, server } = await connect(world, 'alice', 'bob')
    await using ends = new AsyncDisposableStack()
    ends.use(client)
    ends.use(server)
    const { changes, heal } = await world.network.move('alice', null, 0)
    expect(changes).toMatchObject({ hostsMoved: 1, connectionsAffected: 1 })
    await using fresh = new LabPeer(world.lab, 'bob', ['listen', world.addressOf('bob'), '4002'])
    expect(await fresh.says()).toBe('listening')
    await using outside = new LabPeer(world.lab, 'alice', ['dial', world.addressOf('bob'), '4002'])
    expect(await outside.says()).toMatch(/^open/)
    expect(await fresh.says()).not.toBe(`from ${world.addressOf('home')}`)
    client.tell('from home')
    await heal(0)
    expect(await server.says()).toBe('got from home')
  })

  it('splits the network into groups, and joins it again', async () => {
    await using world = await openTestLab({
      hosts: { alice: 'home', bob: null, carol: null },
      routers: [home],
    })
    await using ends = new AsyncDisposableStack()
    const { client, server } = await connect(world, 'alice', 'bob')
    ends.use(client)
    ends.use(server)
    const { changes, heal } = await world.network.partition([['alice'], ['bob']], 0, 'refuse')
    expect(changes.connectionsClosed).toBe(1)
    expect(await client.says()).toBe('error Connection reset by peer')
    // A datagram across the border is refused by ICMP. Who is in no group reaches all.
    const datagrams = ends.use(new LabPeer(world.lab, 'alice', ['send', world.addressOf('bob'), '4002']))
    expect(await datagrams.says()).toBe('open')
    datagrams.tell('hello')
    expect(await datagrams.says()).toBe('error Connection refused')
    const others = await connect(world, 'carol', 'bob', 4003)
    ends.use(others.client)
    ends.use(others.server)
    await heal(0)
    const again = await connect(world, 'alice', 'bob', 4004)
    ends.use(again.client)
    ends.use(again.server)
  })

  it('changes links while connections stay open, also for datagrams', async () => {
    await using world = await openTestLab({ hosts: { alice: null, bob: null } })
    await using ends = new AsyncDisposableStack()
    const { client, server } = await connect(world, 'alice', 'bob')
    ends.use(client)
    ends.use(server)
    // The kernel's own measure: the load of the machine is not in it.
    const fastest = /minrtt:([\d.]+)/.exec(await world.lab.run('alice', 'ss -tinH'))?.[1]
    expect(Number(fastest)).toBeLessThan(100)
    const { changes, heal } = await world.network.setLink({ from: 'alice', to: 'bob', latency: 200 }, 0)
    expect(changes).toMatchObject({ connectionsAffected: 1, pathsChanged: 2 })
    const began = performance.now()
    client.tell('slow')
    expect(await server.says()).toBe('got slow')
    expect(performance.now() - began).toBeGreaterThan(195)
    await heal(0)
    const lossy = await world.network.setLink({ from: 'alice', to: 'bob', loss: 1 }, 0)
    const datagrams = ends.use(new LabPeer(world.lab, 'alice', ['send', world.addressOf('bob'), '4002']))
    expect(await datagrams.says()).toBe('open')
    datagrams.tell('lost: nobody answers that the port is closed')
    client.tell('sent again after the loss')
    await lossy.heal(0)
    expect(await server.says()).toBe('got sent again after the loss')
    datagrams.tell('refused')
    expect(await datagrams.says()).toBe('error Connection refused')
  })

  it('gives a router another NAT: its mappings are gone, and ports are chosen by the new one', async () => {
    await using world = await openTestLab({ hosts: { alice: 'home', bob: null }, routers: [home] })
    await using ends = new AsyncDisposableStack()
    const { client, server } = await connect(world, 'alice', 'bob')
    ends.use(client)
    ends.use(server)
    const rules = () => world.lab.run('home', 'nft list chain ip nat after')
    expect(await rules()).not.toContain('random')
    const { changes, heal } = await world.network.setNat('home', natPresets.symmetric[0], 0)
    expect(changes.mappingsLost).toBe(1)
    expect(await rules()).toContain('masquerade fully-random')
    const again = await connect(world, 'alice', 'bob', 4002)
    ends.use(again.client)
    ends.use(again.server)
    await heal(0)
    expect(await rules()).not.toContain('random')
  })

  it('makes a NAT forget: packets of a connection no longer pass', async () => {
    await using world = await openTestLab({ hosts: { alice: 'home', bob: null }, routers: [home] })
    const { client, server } = await connect(world, 'alice', 'bob')
    await using ends = new AsyncDisposableStack()
    ends.use(client)
    ends.use(server)
    const changes = await world.network.flushNat('home', 0)
    expect(changes.mappingsLost).toBe(1)
    client.tell('lost')
    server.tell('lost')
    await using other = new LabPeer(world.lab, 'bob', ['listen', world.addressOf('bob'), '4002'])
    expect(await other.says()).toBe('listening')
    await using fresh = new LabPeer(world.lab, 'alice', ['dial', world.addressOf('bob'), '4002'])
    expect(await fresh.says()).toMatch(/^open/)
    fresh.tell('hello')
    expect(await other.says()).toMatch(/^from/)
    expect(await other.says()).toBe('got hello')
    // The lines on the old connection still wait for their acknowledgement: nobody has reset it.
    for (const [machine, port] of [
      ['alice', 'dport'],
      ['bob', 'sport'],
    ] as const) {
      const unsent = await world.lab.run(machine, `ss -Htn state established ${port} = :4001`)
      expect(unsent.trim().split(/\s+/)[1]).toBe('5')
    }
  })

  it('maps a port while the lab runs, and takes it away again', async () => {
    await using world = await openTestLab({ hosts: { alice: 'home', bob: null }, routers: [home] })
    const { lab, network, addressOf } = world
    const { changes, heal } = await network.mapPort('home', 4003, { host: 'alice', port: 4001 })
    expect(changes.portsMapped).toBe(1)
    await using server = new LabPeer(lab, 'alice', ['listen', addressOf('alice'), '4001'])
    expect(await server.says()).toBe('listening')
    await using client = new LabPeer(lab, 'bob', ['dial', addressOf('home'), '4003'])
    expect(await client.says()).toMatch(/^open/)
    await heal()
    const rules = await lab.run('home', 'nft list chain ip nat forwards')
    expect(rules).not.toContain('dnat')
  })
})
