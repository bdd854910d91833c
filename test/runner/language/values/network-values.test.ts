import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipAddress, rangeOf } from '../../../../src/runner/language/values/ip-address.ts'
import { nat, natBehaviour } from '../../../../src/runner/language/values/nat.ts'
import { parsePercentage } from '../../../../src/runner/language/values/percentage.ts'
import { publicAddresses } from '../../../../src/runner/simulation/network/routes/addresses.ts'
import { natPresets } from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'

describe('an address', () => {
  it.each([
    ['31.45.0.11', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.1', 'private'],
    ['172.31.9.9', 'private'],
    ['172.32.0.1', 'public'],
    ['127.0.0.1', 'other'],
    ['0.0.0.0', 'other'],
    ['192.0.2.1', 'other'],
    ['198.51.100.1', 'other'],
    ['203.0.113.1', 'other'],
    ['198.19.0.1', 'other'],
    ['239.0.0.1', 'other'],
    ['255.255.255.255', 'other'],
    ['2a01:100::1', 'public'],
    ['2001:db8::1', 'other'],
    ['2002:102:304::1', 'other'],
    ['fd00::1', 'other'],
    ['fe80::1', 'other'],
    ['::', 'other'],
    ['::ffff:31.45.0.11', 'other'],
    ['4000::1', 'other'],
  ])('%s is %s', (address, scope) => {
    expect(rangeOf(address).scope).toBe(scope)
  })

  it('is written in its shortest form', () => {
    expect(ipAddress.parse('2A01:0100:0:0:0:0:0:1')).toBe('2a01:100::1')
  })

  it.each(['', 'localhost', '31.45.0', '31.45.0.11:80', '31.45.0.0/24', 'fe80::1%eth0', '1.2.3.256'])(
    '%j is none',
    (text) => {
      expect(ipAddress.safeParse(text).success).toBe(false)
    },
  )

  it('is public when topo gives it to a public node', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (index) => {
        expect(publicAddresses(index).map((address) => rangeOf(address).scope)).toEqual(['public', 'public'])
      }),
    )
  })
})

describe('a percentage', () => {
  it.each([
    ['0%', 0],
    ['2%', 0.02],
    ['0.5%', 0.005],
    ['100%', 1],
  ])('%s is %f', (text, share) => {
    expect(parsePercentage(text)).toBe(share)
  })

  it.each(['', '%', '2', '-2%', '2 %', '1e1%', '.5%'])('%j is none', (text) => {
    expect(parsePercentage(text)).toBeUndefined()
  })
})

describe('a NAT', () => {
  it.each(Object.keys(natPresets))('may be the preset %s', (preset) => {
    expect(nat.parse(preset)).toEqual({ preset, changes: {} })
  })

  it('may be a preset with changes', () => {
    expect(nat.parse({ preset: 'symmetric', refusal: 'reset', establishedTimeout: '5m' })).toEqual({
      preset: 'symmetric',
      changes: { refusal: 'reset', establishedTimeout: 300_000 },
    })
  })

  it('is a whole behaviour where one box is replaced', () => {
    expect(natBehaviour.parse({ ports: 'random' })).toEqual({
      ...natPresets['port-restricted-cone'][0],
      ports: 'random',
    })
    expect(natBehaviour.safeParse('cgnat').success).toBe(false)
  })
})
