import { describe, expect, it } from 'vitest'
import { presetRouters } from '../../../../src/runner/simulation/network/routes/router-config.ts'
import { createSwitch } from '../../../../src/runner/simulation/network/switch.ts'
import { Lab } from './lab.ts'

describe('a configuration', () => {
  it.each([
    ['two machines of one name', { hosts: ['a', 'a'], routers: [] }, 'two machines are called a'],
    ['a host behind no router', { hosts: [['a', 'nowhere']], routers: [] }, 'no router is called nowhere'],
    ['a router behind itself', { hosts: [], routers: [['r', 'r']] }, 'router r is behind itself'],
  ])('with %s is refused', (_, { hosts, routers }, message) => {
    const config = {
      seed: 1,
      links: [],
      hosts: hosts.map((host) => ({ name: host[0] ?? '', addresses: [], router: host[1] ?? null })),
      routers: routers.map(([name = '', behind = null]) => ({
        name,
        behind,
        addresses: [],
        nat: null,
        ports: [],
        upnp: false,
      })),
    }
    expect(() => createSwitch(config)).toThrow(message)
  })
})

describe('a snapshot', () => {
  it('shows the flows, the mappings with their sessions, and how much went through', () => {
    const lab = new Lab({ hosts: { alice: 'home', bob: null }, routers: presetRouters('home', 'full-cone') })
    lab.listen('bob', 4001)
    lab.open('alice', 'bob', 4001)
    const { flows, mappings, strays } = lab.net.snapshot(lab.now)
    const local = flows[0]?.from.local
    const seen = flows[0]?.to?.remote
    if (local === undefined || seen === undefined) throw new Error('no flow')
    expect(flows).toMatchObject([
      { from: { host: 'alice', bytesSent: 0, held: 0, waiting: 0 }, to: { host: 'bob', bytesReceived: 0 } },
    ])
    expect(mappings).toMatchObject([
      {
        router: 'home',
        internal: `${local.address}:${local.port}`,
        external: `${seen.address}:${seen.port}`,
        kind: 'dynamic',
        sessions: [
          { remote: `${lab.address('bob')}:4001`, state: 'established', expires: 20 + 124 * 60_000 },
        ],
      },
    ])
    expect(strays).toEqual([])
    expect(JSON.parse(JSON.stringify({ flows, mappings }))).toEqual({ flows, mappings })
  })
})
