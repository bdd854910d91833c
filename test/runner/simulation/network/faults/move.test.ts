import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

function setup() {
  const routers = [...presetRouters('home', 'port-restricted-cone'), ...presetRouters('cafe', 'symmetric')]
  const lab = new Lab({ hosts: { alice: 'home', bob: null }, routers })
  lab.listen('bob', 4001)
  return { lab, ...lab.open('alice', 'bob', 4001) }
}

describe('a host that moves to another network', () => {
  it('has another address inside and outside, and reports its abandoned connections', () => {
    const { lab } = setup()
    const [before] = lab.net.addresses('alice')
    const seenBefore = lab.net.snapshot(lab.now).flows[0]?.from.remote
    const moved = lab.net.move('alice', 'cafe', lab.now)
    expect(moved.changes).toMatchObject({ hostsMoved: 1, connectionsAffected: 1 })
    expect(moved.addresses).toEqual(lab.net.addresses('alice'))
    expect(moved.addresses[0]).not.toBe(before)
    lab.heard.length = 0
    lab.open('alice', 'bob', 4001)
    const incoming = lab.heard.find(({ op: what }) => what === 'incoming')
    expect(incoming && lab.flow(incoming).remote.address).not.toBe(seenBefore?.address)
  })

  it('leaves its old connections hanging at both ends until retransmission gives up', () => {
    const { lab, client, server } = setup()
    lab.net.move('alice', 'cafe', lab.now)
    const start = lab.now
    lab.send('alice', op.data, client, 'x')
    lab.send('bob', op.data, server, 'y')
    expect(lab.run(start + 900_000)).toEqual([])
    expect(lab.run(start + 1_000_000)).toMatchObject([
      { host: 'alice', op: 'reset', text: 'ETIMEDOUT' },
      { host: 'bob', op: 'reset', text: 'ETIMEDOUT' },
    ])
  })

  it('stays where a later move has taken it when an earlier one is over, and goes home after both', () => {
    const { lab } = setup()
    const home = lab.net.addresses('alice')
    const cafe = lab.net.move('alice', 'cafe', lab.now)
    const out = lab.net.move('alice', null, lab.now)
    expect(cafe.heal(lab.now)).toMatchObject({ hostsMoved: 0 })
    expect(lab.net.addresses('alice')).toEqual(out.addresses)
    expect(out.heal(lab.now)).toMatchObject({ hostsMoved: 1 })
    expect(lab.net.addresses('alice')).toEqual(home)
    expect(out.heal(lab.now)).toMatchObject({ hostsMoved: 0 })
  })

  it('gets its old address back when it returns, and its old connections go on', () => {
    const { lab, client, server } = setup()
    const before = lab.net.addresses('alice')
    const moved = lab.net.move('alice', 'cafe', lab.now)
    lab.send('alice', op.data, client, 'x')
    lab.run(lab.now + 30_000)
    expect(moved.heal(lab.now)).toMatchObject({ hostsMoved: 1 })
    expect(lab.net.addresses('alice')).toEqual(before)
    lab.run(lab.now + 120_000)
    expect(lab.received('bob', server)).toBe('x')
    expect(Object.values(moved.heal(lab.now)).every((count) => count === 0)).toBe(true)
  })

  it('is dialled at its new address only, and listens there without listening anew', () => {
    const { lab } = setup()
    lab.listen('alice', 5001)
    const moved = lab.net.move('alice', null, lab.now)
    expect(moved.addresses).toHaveLength(2)
    expect(lab.dial('bob', moved.addresses[0] ?? '', 5001)).toBe('connected')
    const again = lab.net.move('alice', 'home', lab.now)
    expect(again.addresses).toHaveLength(1)
    expect(lab.dial('bob', moved.addresses[0] ?? '', 5001)).toBe('ETIMEDOUT')
  })

  it('and returns in time is reached by a dial that began while it was away', () => {
    const lab = new Lab({
      hosts: { alice: 'home', bob: 'home' },
      routers: [...presetRouters('home', 'full-cone'), ...presetRouters('cafe', 'full-cone')],
    })
    lab.listen('alice', 5001)
    const away = lab.net.move('alice', 'cafe', 0)
    const dial = lab.connect('bob', '10.0.0.2', 5001)
    lab.run(500)
    away.heal(500)
    const heard = lab.run(60_000).filter(({ host }) => host === 'bob')
    expect(heard).toMatchObject([{ op: 'connected', id: dial, time: 1020 }])
  })

  it('to where it is does not move', () => {
    const { lab } = setup()
    const { changes } = lab.net.move('alice', 'home', lab.now)
    expect(Object.values(changes).every((count) => count === 0)).toBe(true)
  })

  it('never takes an address that another host has or had', () => {
    const hosts = { a: 'home', b: 'cafe', c: 'cafe', d: null }
    const lab = new Lab({
      hosts,
      routers: [...presetRouters('home', 'full-cone'), ...presetRouters('cafe', 'full-cone')],
    })
    const moves = ['cafe', null, 'home', 'cafe'].flatMap((to) =>
      Object.keys(hosts).map((host) => [host, to] as const),
    )
    const owner = new Map<string, string>()
    for (const [host, to] of [['a', 'home'] as const, ...moves]) {
      for (const address of lab.net.move(host, to, 0).addresses) {
        expect(owner.get(address) ?? host).toBe(host)
        owner.set(address, host)
      }
    }
    expect(owner.size).toBeGreaterThan(8)
  })

  it('cannot move behind a router that is not there', () => {
    const { lab } = setup()
    expect(() => lab.net.move('alice', 'office', 0)).toThrow('no router is called office')
  })
})
