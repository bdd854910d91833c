import { isPrivateIp } from '@libp2p/utils'
import { describe, expect, it } from 'vitest'
import {
  assignAddresses,
  privateAddress,
  publicAddresses,
} from '../../../../../src/runner/simulation/network/routes/addresses.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'

const many = Array.from({ length: 5000 }, (_, index) => publicAddresses(index))

describe('public addresses', () => {
  it('are public for libp2p, IPv4 and IPv6', () => {
    expect(many.flat().filter((address) => isPrivateIp(address))).toEqual([])
  })

  it('are each in a /16 of their own, and in a /32 for IPv6', () => {
    const prefix = (address: string, separator: string) => address.split(separator).slice(0, 2).join()
    expect(new Set(many.map(([v4]) => prefix(v4, '.'))).size).toBe(many.length)
    expect(new Set(many.map(([, v6]) => prefix(v6, ':'))).size).toBe(many.length)
  })

  it('are well-formed', () => {
    for (const octets of many.map(([v4]) => v4.split('.').map(Number))) {
      expect(octets).toHaveLength(4)
      expect(octets.every((octet) => octet >= 0 && octet < 256)).toBe(true)
    }
  })
})

describe('assigned addresses', () => {
  const routers = [
    ...presetRouters('home', 'full-cone'),
    ...presetRouters('phone', 'cgnat'),
    ...presetRouters('plain', 'none'),
  ]
  const hosts = [
    { name: 'boot', router: null },
    { name: 'alice', router: 'home' },
    { name: 'bob', router: 'home' },
    { name: 'carol', router: 'phone' },
    { name: 'dave', router: 'plain' },
  ]
  const plan = assignAddresses({ hosts, routers })

  it('are the same for the same request', () => {
    expect(assignAddresses({ hosts, routers })).toEqual(plan)
  })

  it('are private behind a NAT and IPv4 alone, public and both elsewhere', () => {
    const kinds = [...plan.hosts].map(([name, list]) => [
      name,
      ...list.map((address) => (isPrivateIp(address) ? 'private' : 'public')),
    ])
    expect(kinds).toEqual([
      ['boot', 'public', 'public'],
      ['alice', 'private'],
      ['bob', 'private'],
      ['carol', 'private'],
      ['dave', 'public', 'public'],
    ])
  })

  it('are in the shared space of RFC 6598 between a home and its carrier', () => {
    expect(plan.routers.get('phone')?.[0]).toMatch(/^100\.64\./)
    expect(plan.hosts.get('carol')?.[0]).toMatch(/^10\./)
  })

  it('are all different', () => {
    const all = [...plan.hosts.values(), ...plan.routers.values()].flat()
    expect(new Set(all).size).toBe(all.length)
  })

  it('run out at 253 hosts behind one router, with a clear error', () => {
    expect(privateAddress(3, 252, false)).toBe('10.0.3.254')
    expect(() => privateAddress(3, 253, false)).toThrow(
      'a router has room for 253 hosts, and 254 were asked for',
    )
  })

  it('need routers that exist', () => {
    expect(() => assignAddresses({ hosts: [{ name: 'a', router: 'nowhere' }], routers: [] })).toThrow(
      'no router is called nowhere',
    )
  })
})
