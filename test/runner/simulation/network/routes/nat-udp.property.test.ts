/** UDP through a NAT, against a model that is written from RFC 4787 alone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type EndpointRule,
  type NatBehaviour,
  natPresets,
} from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { Lab } from '../lab.ts'

const rules: readonly EndpointRule[] = [
  'endpoint-independent',
  'address-dependent',
  'address-and-port-dependent',
]
const kinds = rules.flatMap((mapping) => rules.map((filtering) => ({ mapping, filtering })))
const inside = ['alice', 'carol'] as const
const outside = ['bob', 'dave'] as const
const ports = [5000, 6000] as const
const timeout = 120_000

const socket = fc.record({ host: fc.constantFrom(...inside), port: fc.constantFrom(...ports) })
const far = fc.record({ host: fc.constantFrom(...outside), port: fc.constantFrom(...ports) })
const action = fc.oneof(
  fc.record({ kind: fc.constant('out' as const), socket, far }),
  // `at`: the external endpoint of which of the mappings so far.
  fc.record({ kind: fc.constant('in' as const), at: fc.nat(20), far }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.oneof(fc.nat(1000), fc.nat(timeout + 1000)) }),
)
type End = { readonly host: string; readonly port: number }

/** A mapping by RFC 4787 section 4.1: its external port, and its last packet from inside to each remote end. */
interface ModelMapping {
  readonly internal: End
  readonly external: number
  readonly sent: Map<string, number>
}

class World {
  readonly lab: Lab
  readonly #behaviour: Pick<NatBehaviour, 'mapping' | 'filtering'>
  readonly #ids = new Map<string, number>()
  readonly #mappings: { key: string; mapping: ModelMapping }[] = []
  #address = ''

  constructor(behaviour: Pick<NatBehaviour, 'mapping' | 'filtering'>, choice: NatBehaviour['ports']) {
    this.#behaviour = behaviour
    const nat = { ...natPresets['full-cone'][0], ...behaviour, ports: choice }
    const routers = [{ name: 'home', addresses: [], nat, behind: null, ports: [], upnp: false }]
    this.lab = new Lab({
      hosts: { alice: 'home', carol: 'home', bob: null, dave: null },
      routers,
      links: [{ from: '*', to: '*', latency: 0 }],
    })
    for (const host of [...inside, ...outside])
      for (const port of ports) this.#ids.set(`${host}:${port}`, this.lab.bind(host, port))
  }

  #alive({ sent }: ModelMapping): boolean {
    return [...sent.values()].some((at) => at + timeout > this.lab.now)
  }

  #permits({ sent }: ModelMapping, { host, port }: End): boolean {
    const recent = [...sent].filter(([, at]) => at + timeout > this.lab.now).map(([end]) => end)
    switch (this.#behaviour.filtering) {
      case 'endpoint-independent':
        return recent.length > 0
      case 'address-dependent':
        return recent.some((end) => end.startsWith(`${host}:`))
      case 'address-and-port-dependent':
        return recent.includes(`${host}:${port}`)
    }
  }

  out(from: End, to: End): void {
    this.lab.datagram(
      from.host,
      this.#ids.get(`${from.host}:${from.port}`) ?? 0,
      this.lab.address(to.host),
      to.port,
    )
    const [heard, ...more] = this.lab.run(this.lab.now)
    expect(more).toEqual([])
    expect(heard?.host).toBe(to.host)
    const [end = ''] = heard?.text.split(' ') ?? []
    const [address = '', external = 0] = [end.split(':')[0], Number(end.split(':')[1])]
    this.#address = address
    const target = {
      'endpoint-independent': '',
      'address-dependent': to.host,
      'address-and-port-dependent': `${to.host}:${to.port}`,
    }
    const key = `${from.host}:${from.port}>${target[this.#behaviour.mapping]}`
    const known = this.#mappings.findLast((each) => each.key === key && this.#alive(each.mapping))
    if (known !== undefined)
      expect(external, 'the mapping keeps its port (REQ-1)').toBe(known.mapping.external)
    const others = this.#mappings.filter((each) => each !== known && this.#alive(each.mapping))
    expect(
      others.map(({ mapping }) => mapping.external),
      'no port is overloaded (REQ-3)',
    ).not.toContain(external)
    const mapping = known?.mapping ?? { internal: from, external, sent: new Map() }
    if (known === undefined) this.#mappings.push({ key, mapping })
    mapping.sent.set(`${to.host}:${to.port}`, this.lab.now)
  }

  in(from: End, at: number): void {
    const mapping = this.#mappings[at % Math.max(1, this.#mappings.length)]?.mapping
    if (mapping === undefined) return
    // A port can have gone over to a younger mapping.
    const holder =
      this.#mappings.findLast((each) => each.mapping.external === mapping.external)?.mapping ?? mapping
    this.lab.datagram(
      from.host,
      this.#ids.get(`${from.host}:${from.port}`) ?? 0,
      this.#address,
      mapping.external,
    )
    const heard = this.lab.run(this.lab.now)
    const source = `${this.lab.address(from.host)}:${from.port} x`
    const expected = this.#permits(holder, from)
      ? [
          {
            host: holder.internal.host,
            id: this.#ids.get(`${holder.internal.host}:${holder.internal.port}`),
            text: source,
          },
        ]
      : []
    expect(heard.map(({ host, id, text }) => ({ host, id, text }))).toEqual(expected)
  }
}

describe.each(kinds)('UDP with $mapping mapping and $filtering filtering', (kind) => {
  it('is mapped, filtered and forgotten as RFC 4787 says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('preserve', 'sequential', 'random' as const),
        fc.array(action, { minLength: 5, maxLength: 60 }),
        (choice, actions) => {
          const world = new World(kind, choice)
          for (const each of actions) {
            if (each.kind === 'out') world.out(each.socket, each.far)
            else if (each.kind === 'in') world.in(each.far, each.at)
            else world.lab.run(world.lab.now + each.ms)
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})

/** Alice has sent one datagram to bob through a NAT. */
function mapped(nat: Partial<NatBehaviour> = {}) {
  const behaviour = { ...natPresets['port-restricted-cone'][0], ...nat }
  const routers = [{ name: 'home', addresses: [], nat: behaviour, behind: null, ports: [], upnp: false }]
  const lab = new Lab({
    hosts: { alice: 'home', carol: 'home', bob: null },
    routers,
    links: [{ from: '*', to: '*', latency: 0 }],
  })
  const [alice, bob, carol] = [lab.bind('alice', 5000), lab.bind('bob', 5000), lab.bind('carol', 5000)]
  lab.datagram('alice', alice, lab.address('bob'), 5000)
  const [address = '', port = ''] = lab.run(0)[0]?.text.split(' ')[0]?.split(':') ?? []
  const answer = () => {
    lab.datagram('bob', bob, address, Number(port))
    return lab.run(lab.now).length
  }
  return { lab, alice, bob, carol, address, port: Number(port), answer }
}

describe('a mapping of UDP', () => {
  it('lasts two minutes after the last packet from inside (REQ-5)', () => {
    const { lab, answer } = mapped()
    lab.run(timeout - 1)
    expect(answer()).toBe(1)
    lab.run(timeout)
    expect(answer()).toBe(0)
  })

  it('is refreshed by packets from inside, not by those from outside (REQ-6)', () => {
    const { lab, alice, answer } = mapped()
    lab.run(100_000)
    lab.datagram('alice', alice, lab.address('bob'), 5000)
    lab.run(200_000)
    expect(answer()).toBe(1)
    lab.run(219_999)
    expect(answer()).toBe(1)
    lab.run(220_000)
    expect(answer()).toBe(0)
  })

  it('lasts as long as the router says', () => {
    const { lab, answer } = mapped({ udpTimeout: 30_000 })
    lab.run(30_000)
    expect(answer()).toBe(0)
  })

  it('is lost with a flush, and with another NAT in its place', () => {
    const { lab, alice, answer } = mapped()
    expect(lab.net.flushNat('home', lab.now)).toMatchObject({ mappingsLost: 1 })
    expect(answer()).toBe(0)
    lab.datagram('alice', alice, lab.address('bob'), 5000)
    expect(lab.run(1)).toHaveLength(1)
    expect(lab.net.setNat('home', natPresets['full-cone'][0], lab.now).changes).toMatchObject({
      mappingsLost: 1,
    })
    expect(answer()).toBe(0)
  })

  it('has ports of its own: TCP and UDP share none', () => {
    const { lab, port } = mapped()
    lab.listen('bob', 80)
    lab.connect('carol', lab.address('bob'), 80, { address: '', port: 5000 })
    lab.run(10)
    const mappings = lab.net
      .snapshot(lab.now)
      .mappings.map(({ protocol, external }) => `${protocol} ${external.split(':')[1]}`)
    expect(mappings).toEqual([`tcp ${port}`, `udp ${port}`])
  })

  it.each([true, false])(
    'is reached from inside by its external end where the router hairpins: %s (REQ-9)',
    (hairpinning) => {
      const { lab, carol, address, port } = mapped({ hairpinning, filtering: 'endpoint-independent' })
      lab.datagram('carol', carol, address, port, 'hairpin')
      const heard = lab.run(lab.now)
      expect(heard.map(({ host }) => host)).toEqual(hairpinning ? ['alice'] : [])
      // REQ-9a: the source is the external one.
      if (hairpinning) expect(heard[0]?.text).toMatch(new RegExp(`^${address}:`))
    },
  )

  it('of a static port mapping lets everybody in at any time', () => {
    const routers = [
      {
        name: 'home',
        addresses: [],
        nat: natPresets.symmetric[0],
        behind: null,
        ports: [{ external: 4001, to: 'alice', port: 5000 }],
        upnp: false,
      },
    ]
    const lab = new Lab({ hosts: { alice: 'home', bob: null }, routers })
    const [alice, bob] = [lab.bind('alice', 5000), lab.bind('bob', 5000)]
    lab.datagram('alice', alice, lab.address('bob'), 5000)
    const end = lab.run(100)[0]?.text.split(' ')[0] ?? ''
    expect(end).toMatch(/:4001$/)
    lab.run(10_000_000)
    lab.datagram('bob', bob, end.split(':')[0] ?? '', 4001)
    expect(lab.run(lab.now + 100)).toHaveLength(1)
  })
})
