import { expect, it } from 'vitest'
import { layOutLab } from '../../../../src/runner/fabrics/netns/lab-layout.ts'
import { natRules, natTimeouts } from '../../../../src/runner/fabrics/netns/nat-rules.ts'
import { setUpScripts } from '../../../../src/runner/fabrics/netns/set-up-script.ts'
import { natPresets } from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { presetRouters } from '../../../../src/runner/simulation/network/routes/router-config.ts'

const routers = [
  ...presetRouters('home', 'cgnat', null, [{ external: 4001, to: 'alice', port: 4002 }]).map(
    (router, index) => ({
      ...router,
      addresses: [index === 0 ? '100.64.1.2' : '5.45.53.11'],
    }),
  ),
  { name: 'plain', addresses: [], nat: null, behind: null, ports: [], upnp: false },
]
const hosts = [
  { name: 'alice', addresses: ['10.0.0.2'], router: 'home' },
  { name: 'boot', addresses: ['5.16.0.10', '2a00:100::1'], router: 'plain' },
]
const layout = layOutLab(hosts, routers)

it('joins each machine with the NAT in front of it, and NATs with the internet', () => {
  const ends = layout.wires.map(({ name, inner, outer }) => [name, inner.name, outer.machine])
  expect(ends).toEqual([
    ['alice', 'eth0', 'home'],
    ['boot', 'eth0', null],
    ['home', 'wan', 'home-carrier'],
    ['home-carrier', 'wan', null],
  ])
})

it('gives every wire a device of its own, with a name that Linux takes', () => {
  const names = layout.wires.map(({ outer }) => outer.name)
  expect(new Set(names).size).toBe(names.length)
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(16)
})

it('lets only the internet and NATs pass packets on', () => {
  const forwarding = setUpScripts(layout).filter(({ script }) => script.includes('ip_forward'))
  expect(forwarding.map(({ machine }) => machine)).toEqual([null, 'home', 'home-carrier'])
})

it('routes nothing out of the lab', () => {
  const internet = setUpScripts(layout).find(({ machine }) => machine === null)
  expect(internet?.script).not.toMatch(/default|::\/0/)
})

it('keeps idle mappings of UDP as long as the topology says', () => {
  const nat = { ...natPresets['full-cone'][0], udpTimeout: 30_000 }
  const [home] = layOutLab(hosts, [
    { name: 'home', addresses: ['23.0.0.1'], nat, behind: null, ports: [], upnp: false },
  ]).routers
  expect(home === undefined ? '' : natRules(home)).toMatch(/map udp_mappings \{[^}]* timeout 30s/)
  expect(home === undefined ? '' : natTimeouts(home)).toContain(
    'echo 30 > /proc/sys/net/netfilter/nf_conntrack_udp_timeout\n',
  )
})

it('forwards a mapped port to the machine', () => {
  const [home] = layout.routers
  expect(home === undefined ? '' : natRules(home)).toContain('th dport 4001 dnat to 10.0.0.2:4002')
})
