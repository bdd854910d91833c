import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import {
  type NatPreset,
  natPresets,
} from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import {
  type PortForward,
  presetRouters,
  type RouterConfig,
} from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

const presets = Object.keys(natPresets) as NatPreset[]
const listening = 4001

/** Alice and bob behind a preset each, and a public relay; bob has an open connection to the relay. */
function between(a: NatPreset, b: NatPreset, ports: readonly PortForward[] = []) {
  const routers = [...presetRouters('home', a), ...presetRouters('cafe', b, null, ports)]
  const lab = new Lab({ hosts: { relay: null, alice: 'home', bob: 'cafe' }, routers })
  lab.listen('relay', listening)
  lab.listen('bob', listening)
  lab.open('bob', 'relay', listening)
  const incoming = lab.heard.find(({ op: what, host }) => what === 'incoming' && host === 'relay')
  if (incoming === undefined) throw new Error('the relay saw nobody')
  return { lab, seen: lab.flow(incoming).remote }
}

describe('alice dials bob, with TCP and without port reuse', () => {
  /**
   * The addresses that bob can know: where he listens, as he sees it, and the external address of his relay
   * connection. What they are worth: without a NAT the first is public. Otherwise the first is unreachable from
   * another network. The second leads to his dialling socket's port, where nothing listens, so a NAT that lets a
   * stranger in (endpoint-independent filtering) brings a reset, and any other brings silence.
   */
  const expected: Record<
    NatPreset,
    readonly [own: string, observed: string, observedWithListeningPort: string]
  > = {
    none: ['connected', 'ECONNREFUSED', 'connected'],
    'full-cone': ['ETIMEDOUT', 'ECONNREFUSED', 'ETIMEDOUT'],
    'restricted-cone': ['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT'],
    'port-restricted-cone': ['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT'],
    symmetric: ['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT'],
    cgnat: ['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT'],
  }

  it.each(presets.flatMap((a) => presets.map((b) => [a, b] as const)))('from %s to %s', (a, b) => {
    const { lab, seen } = between(a, b)
    const answers = [
      lab.dial('alice', lab.address('bob'), listening),
      lab.dial('alice', seen.address, seen.port),
      lab.dial('alice', seen.address, listening),
    ]
    expect(answers).toEqual(expected[b])
  })

  it.each(presets.filter((preset) => preset !== 'none'))(
    'to %s with a static port mapping, which a carrier NAT defeats',
    (preset) => {
      const { lab, seen } = between('symmetric', preset, [{ external: 4001, to: 'bob', port: listening }])
      expect(lab.dial('alice', seen.address, 4001)).toBe(preset === 'cgnat' ? 'ETIMEDOUT' : 'connected')
    },
  )

  it.each([
    ['drop', 'ETIMEDOUT'],
    ['reset', 'ECONNREFUSED'],
  ] as const)('to a router that answers refused packets with %s: %s', (refusal, answer) => {
    const [nat] = natPresets.symmetric
    const routers: RouterConfig[] = [
      { name: 'cafe', addresses: [], nat: { ...nat, refusal }, behind: null, ports: [], upnp: false },
    ]
    const lab = new Lab({ hosts: { alice: null, bob: 'cafe' }, routers })
    const external = lab.net.snapshot(0).mappings
    expect(external).toEqual([])
    lab.listen('alice', listening)
    const { client } = lab.open('bob', 'alice', listening)
    expect(client).toBeGreaterThan(0)
    const [mapping] = lab.net.snapshot(lab.now).mappings
    const address = mapping?.external.split(':')[0] ?? ''
    expect(lab.dial('alice', address, listening)).toBe(answer)
  })
})

describe('inside one network', () => {
  const ports = [{ external: 4001, to: 'bob', port: 4001 }]

  it('hosts reach each other directly, and make no mapping', () => {
    const lab = new Lab({
      hosts: { alice: 'home', bob: 'home' },
      routers: presetRouters('home', 'symmetric'),
    })
    lab.listen('bob', 4001)
    expect(lab.dial('alice', lab.address('bob'), 4001)).toBe('connected')
    expect(lab.net.snapshot(lab.now).mappings).toEqual([])
  })

  it.each([
    ['port-restricted-cone', 'connected'],
    ['symmetric', 'ETIMEDOUT'],
  ] as const)('hairpinning through %s (RFC 4787 REQ-9, RFC 5382 REQ-8): %s', (preset, answer) => {
    const routers = presetRouters('home', preset, null, ports)
    const lab = new Lab({ hosts: { relay: null, alice: 'home', bob: 'home' }, routers })
    lab.listen('bob', 4001)
    lab.listen('relay', 1)
    lab.open('alice', 'relay', 1)
    const seen = lab.heard.find(({ op: what }) => what === 'incoming')
    const external = seen === undefined ? '' : lab.flow(seen).remote.address
    expect(lab.dial('alice', external, 4001)).toBe(answer)
    if (answer !== 'connected') return
    const incoming = lab.heard.findLast(({ host, op: what }) => host === 'bob' && what === 'incoming')
    if (incoming === undefined) throw new Error('bob heard nothing')
    // REQ-9a: the source is the external endpoint.
    expect(lab.flow(incoming).remote.address).toBe(external)
  })

  it('an address without a host is unreachable after three seconds', () => {
    const lab = new Lab({
      hosts: { alice: 'home', bob: 'home' },
      routers: presetRouters('home', 'full-cone'),
    })
    const id = lab.connect('alice', lab.address('bob').replace(/\d+$/, '99'), 4001)
    expect(lab.run(200_000)).toMatchObject([{ time: 3000, op: 'refused', id, text: 'EHOSTUNREACH' }])
  })

  describe('a NAT with one port that no static mapping has', () => {
    const taken = Array.from({ length: 65_535 - 1024 }, (_, index) => 1024 + index)
    const setup = () => {
      const ports = taken.map((external) => ({ external, to: 'alice', port: external }))
      const lab = new Lab({
        hosts: { relay: null, alice: 'home', bob: 'home' },
        routers: presetRouters('home', 'symmetric', null, ports),
      })
      lab.listen('relay', 4001)
      return { lab, relay: lab.address('relay') }
    }

    it('refuses a second connection at once, and takes it when the port is free (RFC 5508 REQ-8)', () => {
      const { lab, relay } = setup()
      expect(lab.dial('bob', relay, 80)).toBe('ECONNREFUSED')
      const id = lab.connect('bob', relay, 4001)
      expect(lab.run(lab.now)).toMatchObject([{ host: 'bob', op: 'refused', id, text: 'EHOSTUNREACH' }])
      lab.run(lab.now + 5 * 60_000)
      expect(lab.dial('bob', relay, 4001)).toBe('connected')
    })

    it('tells a connected UDP socket so', () => {
      const { lab, relay } = setup()
      const remote = { address: relay, port: 7 }
      lab.datagram('bob', lab.bind('bob', 5000), relay, 9)
      const id = lab.bind('bob', 5001, { remote })
      lab.datagram('bob', id, relay, 7)
      expect(lab.run(0)).toMatchObject([{ host: 'bob', op: 'unreachable', id, text: 'EHOSTUNREACH' }])
    })
  })

  it('there is no IPv6 behind a NAT', () => {
    const lab = new Lab({ hosts: { alice: 'home', bob: null }, routers: presetRouters('home', 'full-cone') })
    const id = lab.connect('alice', lab.net.addresses('bob')[1] ?? '', 4001)
    expect(lab.run(0)).toMatchObject([{ op: 'refused', id, text: 'ENETUNREACH' }])
  })
})

describe('a mapping that is lost under an open connection', () => {
  const setup = (refusal: 'drop' | 'reset' = 'drop', preset: NatPreset = 'port-restricted-cone') => {
    const routers = presetRouters('home', preset).map((router) =>
      router.nat === null ? router : { ...router, nat: { ...router.nat, refusal } },
    )
    const lab = new Lab({ hosts: { alice: 'home', bob: null }, routers })
    lab.listen('bob', 4001)
    return { lab, ...lab.open('alice', 'bob', 4001) }
  }

  it.each(['full-cone', 'port-restricted-cone', 'symmetric', 'cgnat'] as const)(
    'by a flush of %s: what alice sends is unknown to bob, who resets',
    (preset) => {
      const { lab, client } = setup('drop', preset)
      expect(lab.net.flushNat('home', lab.now)).toMatchObject({ mappingsLost: 1 })
      expect(lab.net.flushNat('home', lab.now)).toMatchObject({ mappingsLost: 0 })
      const start = lab.now
      lab.send('alice', op.data, client, 'hello')
      expect(lab.run(start + 1000)).toMatchObject([
        { time: start + 20, host: 'alice', op: 'reset', text: 'ECONNRESET' },
      ])
    },
  )

  it('by a flush: bytes from bob are dropped, and he gives up after a quarter of an hour', () => {
    const { lab, server } = setup()
    lab.net.flushNat('home', lab.now)
    const start = lab.now
    lab.send('bob', op.data, server, 'hello')
    const heard = lab.run(start + 3_600_000)
    expect(heard).toMatchObject([{ host: 'bob', op: 'reset', text: 'ETIMEDOUT' }])
    expect((heard[0]?.time ?? 0) - start).toBeGreaterThan(900_000)
  })

  it('by a flush: a router that resets ends the connection of bob at once', () => {
    const { lab, server } = setup('reset')
    lab.net.flushNat('home', lab.now)
    const start = lab.now
    lab.send('bob', op.data, server, 'hello')
    expect(lab.run(start + 1000)).toMatchObject([
      { time: start + 20, host: 'bob', op: 'reset', text: 'ECONNRESET' },
    ])
  })

  it.each([
    [123, 0],
    [124, 1],
  ])('by silence: after %i minutes without a packet, %i resets', (minutes, resets) => {
    const { lab, client } = setup()
    // The mapping's idle time counts from the handshake's last packet, a little before now.
    lab.run(minutes * 60_000 + lab.now)
    lab.send('alice', op.data, client, 'hello')
    expect(lab.run(lab.now + 1000).filter(({ op: what }) => what === 'reset')).toHaveLength(resets)
  })

  it('by another NAT in its place, which heals into the old kind', () => {
    const { lab, client } = setup()
    const change = lab.net.setNat('home', natPresets.symmetric[0], lab.now)
    expect(change.changes).toMatchObject({ mappingsLost: 1 })
    lab.send('alice', op.data, client, 'hello')
    expect(lab.run(lab.now + 1000)).toMatchObject([{ op: 'reset' }])
    change.heal(lab.now)
    lab.open('alice', 'bob', 4001)
    const { mappings } = lab.net.snapshot(lab.now)
    expect(
      mappings.map(({ internal, external }) => internal.split(':')[1] === external.split(':')[1]),
    ).toEqual([true])
  })
})
