import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import { natPresets } from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab, type LabOptions } from '../lab.ts'

/** Alice and bob on the internet, each with a socket on port 7. */
function pair(options: Partial<LabOptions> = {}) {
  const lab = new Lab({ hosts: { alice: null, bob: null }, ...options })
  return { lab, alice: lab.bind('alice', 7), bob: lab.bind('bob', 7) }
}

const texts = (heard: readonly { readonly text: string }[]) => heard.map(({ text }) => text.split(' ')[1])

describe('a datagram', () => {
  it('arrives after the latency of the link, once, from the address of its sender', () => {
    const { lab, alice, bob } = pair()
    lab.datagram('alice', alice, lab.address('bob'), 7, 'hello')
    expect(lab.run(1000)).toEqual([
      { host: 'bob', time: 10, op: 'datagram', id: bob, text: `${lab.address('alice')}:7 hello` },
    ])
  })

  it('goes over IPv6, too', () => {
    const { lab } = pair()
    const [, from = ''] = lab.net.addresses('alice')
    const [, to = ''] = lab.net.addresses('bob')
    const socket = lab.bind('alice', 8, { address: '::' })
    lab.bind('bob', 8, { address: '::' })
    lab.datagram('alice', socket, to, 8)
    expect(lab.run(1000)).toMatchObject([{ host: 'bob', text: `${from}:8 x` }])
  })

  it.each([
    [0, 1000],
    [0.3, 700],
    [1, 0],
  ])('is lost with the loss of the link, %f, and not sent again: %i of 1000 arrive', (loss, expected) => {
    const { lab, alice } = pair({ links: [{ from: '*', to: '*', loss }] })
    for (let at = 0; at < 1000; at += 1) lab.datagram('alice', alice, lab.address('bob'), 7)
    const { length } = lab.run(1_000_000)
    expect(Math.abs(length - expected)).toBeLessThan(50)
  })

  it('is lost with each of its fragments', () => {
    const { lab, alice } = pair({ links: [{ from: '*', to: '*', loss: 0.1 }] })
    const large = 'x'.repeat(10 * 1472)
    for (let at = 0; at < 1000; at += 1) lab.datagram('alice', alice, lab.address('bob'), 7, large)
    expect(Math.abs(lab.run(1_000_000).length - 1000 * 0.9 ** 10)).toBeLessThan(50)
  })

  it('may overtake another one where the link has jitter', () => {
    const { lab, alice } = pair({ links: [{ from: '*', to: '*', jitter: 100 }] })
    for (let at = 0; at < 20; at += 1) lab.datagram('alice', alice, lab.address('bob'), 7, String(at))
    const order = texts(lab.run(1000)).map(Number)
    expect(order).toHaveLength(20)
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
  })

  it('waits behind the bytes of TCP in the queue of a narrow line, and is lost when the queue is full', () => {
    const links = [{ from: 'alice', to: '*', bandwidth: 10_000 }]
    const { lab, alice } = pair({ links })
    lab.listen('bob', 80)
    const { client } = lab.open('alice', 'bob', 80)
    const start = lab.now
    lab.send('alice', op.data, client, new Uint8Array(4960))
    lab.datagram('alice', alice, lab.address('bob'), 7, 'waits')
    expect(lab.run(start + 10_000).find(({ text }) => text.endsWith('waits'))?.time).toBeGreaterThan(
      start + 500,
    )
    for (let at = 0; at < 100; at += 1) lab.datagram('alice', alice, lab.address('bob'), 7, 'y'.repeat(960))
    expect(lab.run(lab.now + 10_000).filter(({ op: what }) => what === 'datagram')).toHaveLength(11)
  })
})

describe('an ICMP error', () => {
  const connected = (options: Partial<LabOptions> = {}) => {
    const { lab, ...ids } = pair(options)
    const remote = { address: lab.address('bob'), port: 9 }
    const socket = lab.bind('alice', 8, { address: lab.address('alice'), remote })
    return { lab, ...ids, socket, remote }
  }

  it('tells a connected socket after a round trip that nobody has the port', () => {
    const { lab, socket, remote } = connected()
    lab.datagram('alice', socket, remote.address, remote.port)
    expect(lab.run(1000)).toMatchObject([
      { host: 'alice', time: 20, op: 'unreachable', id: socket, text: 'ECONNREFUSED' },
    ])
  })

  it('tells it of a cut that refuses, and of one that swallows nothing', () => {
    const { lab, socket, remote } = connected()
    lab.bind('bob', 9)
    const cut = (mode: 'refuse' | 'blackhole') =>
      lab.net.cut({ from: ['alice'], to: ['bob'], mode, oneWay: false }, lab.now)
    const refuse = cut('refuse')
    lab.datagram('alice', socket, remote.address, remote.port)
    expect(lab.run(1000)).toMatchObject([{ op: 'unreachable', text: 'ECONNREFUSED' }])
    expect(refuse.heal(lab.now)).toMatchObject({ connectsRefused: 1 })
    const hole = cut('blackhole')
    lab.datagram('alice', socket, remote.address, remote.port)
    expect(lab.run(2000)).toEqual([])
    expect(hole.heal(lab.now)).toMatchObject({ deliveriesHeld: 1 })
    lab.datagram('alice', socket, remote.address, remote.port)
    expect(lab.run(3000)).toMatchObject([{ host: 'bob', op: 'datagram' }])
  })

  it('does not come where the way back is cut, or after the socket has become another one', () => {
    const { lab, socket, remote } = connected()
    lab.net.cut({ from: ['bob'], to: ['alice'], mode: 'blackhole', oneWay: true }, 0)
    lab.datagram('alice', socket, remote.address, remote.port)
    expect(lab.run(1000)).toEqual([])
  })

  it('is not for a socket that is not connected', () => {
    const { lab, alice } = pair()
    lab.datagram('alice', alice, lab.address('bob'), 9)
    expect(lab.run(1000)).toEqual([])
  })

  it('says after three seconds that nobody has an address of the own network', () => {
    const routers = presetRouters('home', 'full-cone')
    const lab = new Lab({ hosts: { alice: 'home', bob: 'home' }, routers })
    const nobody = lab.address('bob').replace(/\d+$/, '99')
    const socket = lab.bind('alice', 8, {
      address: lab.address('alice'),
      remote: { address: nobody, port: 1 },
    })
    lab.datagram('alice', socket, nobody, 1)
    expect(lab.run(10_000)).toMatchObject([{ time: 3000, op: 'unreachable', text: 'EHOSTUNREACH' }])
  })

  it.each([
    ['drop', []],
    ['reset', [{ op: 'unreachable', text: 'ECONNREFUSED' }]],
  ] as const)('comes from a router that refuses with %s', (refusal, heard) => {
    const nat = { ...natPresets.symmetric[0], refusal }
    const routers = [{ name: 'home', addresses: [], nat, behind: null, ports: [], upnp: false }]
    const lab = new Lab({ hosts: { alice: null, bob: 'home' }, routers })
    lab.datagram('bob', lab.bind('bob', 7), lab.address('alice'), 7)
    const address = lab.net.snapshot(0).mappings[0]?.external.split(':')[0] ?? ''
    const socket = lab.bind('alice', 8, { address: lab.address('alice'), remote: { address, port: 9 } })
    lab.datagram('alice', socket, address, 9)
    expect(lab.run(1000)).toMatchObject(heard)
  })
})

describe('a host', () => {
  it('that has moved sends and gets datagrams at its new address, and nothing at the old one', () => {
    const routers = [...presetRouters('home', 'full-cone'), ...presetRouters('cafe', 'full-cone')]
    const lab = new Lab({ hosts: { alice: 'home', bob: 'home' }, routers })
    const old = lab.address('bob')
    const [alice, bob] = [lab.bind('alice', 7), lab.bind('bob', 7)]
    const stuck = lab.bind('bob', 8, { address: old })
    lab.net.move('bob', 'cafe', 0)
    lab.datagram('alice', alice, old, 7)
    lab.datagram('bob', stuck, lab.address('alice'), 7, 'stuck')
    expect(lab.run(10_000)).toEqual([])
    lab.net.move('bob', 'home', lab.now)
    lab.datagram('bob', bob, lab.address('alice'), 7, 'back')
    expect(texts(lab.run(20_000))).toEqual(['back'])
  })

  it('whose process was killed answers with ICMP; one without power answers nothing', () => {
    const { lab } = pair()
    const remote = { address: lab.address('bob'), port: 7 }
    const socket = lab.bind('alice', 8, { address: lab.address('alice'), remote })
    lab.net.crash('bob', 0)
    lab.datagram('alice', socket, remote.address, 7)
    expect(lab.run(1000)).toMatchObject([{ op: 'unreachable' }])
    lab.net.crash('bob', lab.now, { kind: 'silent' })
    lab.datagram('alice', socket, remote.address, 7)
    expect(lab.run(2000)).toEqual([])
  })

  it('gets nothing that comes to a port after its socket is closed', () => {
    const { lab, alice, bob } = pair()
    lab.datagram('alice', alice, lab.address('bob'), 7)
    lab.send('bob', op.unbind, bob)
    expect(lab.run(1000)).toEqual([])
  })
})

describe('a group', () => {
  const group = '224.0.0.251'
  const member = (lab: Lab, host: string) => lab.bind(host, 5353, { groups: [group] })

  it('is heard by its members behind the same NAT, however deep the router, and by nobody else', () => {
    const routers = [
      ...presetRouters('home', 'symmetric'),
      ...presetRouters('floor', 'none', 'home'),
      ...presetRouters('inner', 'full-cone', 'home'),
      ...presetRouters('cafe', 'full-cone'),
    ]
    const hosts = {
      alice: 'home',
      bob: 'home',
      carol: 'floor',
      dave: 'inner',
      erin: 'cafe',
      frank: null,
      deaf: 'home',
    }
    const lab = new Lab({ hosts, routers })
    const sockets = Object.keys(hosts).map((host) => (host === 'deaf' ? 0 : member(lab, host)))
    lab.bind('deaf', 5353)
    lab.datagram('alice', sockets[0] ?? 0, group, 5353, 'who')
    const heard = lab.run(1000)
    expect(heard.map(({ host, text }) => [host, text])).toEqual([
      ['bob', `${lab.address('alice')}:5353 who`],
      ['carol', `${lab.address('alice')}:5353 who`],
    ])
  })

  it('joins nobody on the internet, except behind a router without NAT that they share', () => {
    const hosts = { alice: 'campus', bob: 'campus', carol: null, dave: null }
    const lab = new Lab({ hosts, routers: presetRouters('campus', 'none') })
    const sockets = Object.keys(hosts).map((host) => member(lab, host))
    lab.datagram('carol', sockets[2] ?? 0, group, 5353)
    expect(lab.run(1000)).toEqual([])
    lab.datagram('alice', sockets[0] ?? 0, group, 5353)
    expect(lab.run(2000)).toMatchObject([{ host: 'bob' }])
  })

  it('loses what a cut between two members stops, and follows a member that moves', () => {
    const routers = [...presetRouters('home', 'full-cone'), ...presetRouters('cafe', 'full-cone')]
    const lab = new Lab({ hosts: { alice: 'home', bob: 'home', carol: 'cafe' }, routers })
    const [alice = 0, bob = 0] = ['alice', 'bob', 'carol'].map((host) => member(lab, host))
    const cut = lab.net.cut({ from: ['alice'], to: ['bob'], mode: 'blackhole', oneWay: false }, 0)
    lab.datagram('alice', alice, group, 5353)
    expect(lab.run(1000)).toEqual([])
    cut.heal(lab.now)
    lab.net.move('bob', 'cafe', lab.now)
    lab.datagram('alice', alice, group, 5353)
    lab.datagram('bob', bob, group, 5353)
    expect(lab.run(2000)).toMatchObject([{ host: 'carol', text: `${lab.address('bob')}:5353 x` }])
  })

  it('of broadcast reaches all sockets of the port in the network', () => {
    const lab = new Lab({
      hosts: { alice: 'home', bob: 'home', carol: null },
      routers: presetRouters('home', 'full-cone'),
    })
    const alice = lab.bind('alice', 7)
    lab.bind('bob', 7)
    lab.bind('carol', 7)
    for (const to of ['255.255.255.255', lab.address('alice').replace(/\d+$/, '255')])
      lab.datagram('alice', alice, to, 7)
    expect(lab.run(1000).map(({ host }) => host)).toEqual(['bob', 'bob'])
  })
})
