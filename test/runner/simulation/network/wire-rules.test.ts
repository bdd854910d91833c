import { describe, expect, it } from 'vitest'
import { assignAddresses } from '../../../../src/runner/simulation/network/routes/addresses.ts'
import type { LinkRule } from '../../../../src/runner/simulation/network/routes/link-rule.ts'
import { presetRouters } from '../../../../src/runner/simulation/network/routes/router-config.ts'
import { createSwitch } from '../../../../src/runner/simulation/network/switch.ts'
import { IndistinctPathsError, wireRules } from '../../../../src/runner/simulation/network/wire-rules.ts'

const routers = [...presetRouters('home', 'port-restricted-cone'), ...presetRouters('office', 'symmetric')]

/** alice and anna are behind home, bob and ben behind office, boot is public. */
const places = [
  { name: 'alice', router: 'home' },
  { name: 'anna', router: 'home' },
  { name: 'bob', router: 'office' },
  { name: 'ben', router: 'office' },
  { name: 'boot', router: null },
]

function network(links: readonly LinkRule[] = []) {
  const assigned = assignAddresses({ hosts: places, routers })
  return createSwitch({
    seed: 1,
    hosts: places.map((place) => ({ ...place, addresses: assigned.hosts.get(place.name) ?? [] })),
    routers: routers.map((router) => ({ ...router, addresses: assigned.routers.get(router.name) ?? [] })),
    links: [{ from: '*', to: '*', latency: 0 }, ...links],
  })
}

function rulesOf(model: ReturnType<typeof network>) {
  const lines = new Map<object, number>()
  const names = places.map(({ name }) => name)
  const rules = wireRules(names, model, (line) => {
    lines.set(line, lines.get(line) ?? lines.size)
    return lines.get(line) ?? 0
  })
  return (name: string) => rules.get(name) ?? { addresses: [], out: {}, in: {} }
}

const outsideOf = (model: ReturnType<typeof network>, name: string) =>
  model.path('boot', name).seenAs[0] ?? ''

describe('the rules of a wire', () => {
  it('have latency and jitter in seconds, by the address that the sender sees', () => {
    const model = network([{ from: 'boot', to: 'alice', latency: 80, jitter: 20 }])
    // boot sees alice and anna at one address, so the rule is at the wire of alice.
    const rule = rulesOf(model)('alice').in[model.addresses('boot')[0] ?? '']
    expect(rule).toMatchObject({ latency: 0.08, jitter: 0.02, barrier: null })
    expect(rulesOf(model)('anna').in[model.addresses('boot')[0] ?? '']).toMatchObject({ latency: 0 })
    expect(rulesOf(model)('boot').out[outsideOf(model, 'alice')]).toBeUndefined()
  })

  it('are at the sender where everybody behind a NAT has the same', () => {
    const model = network([{ from: 'boot', to: 'home', latency: 80 }])
    expect(rulesOf(model)('boot').out[outsideOf(model, 'alice')]).toMatchObject({ latency: 0.08 })
    expect(rulesOf(model)('alice').in).toEqual({})
  })

  it('have the barrier of a cut, and lose it when the cut is over', () => {
    const model = network()
    const { heal } = model.cut({ from: ['alice'], to: ['boot'], mode: 'refuse', oneWay: true }, 0)
    const [boot = ''] = model.addresses('boot')
    expect(rulesOf(model)('alice').out[boot]).toMatchObject({ barrier: 'refuse' })
    expect(rulesOf(model)('anna').out[boot]).toMatchObject({ barrier: null })
    expect(rulesOf(model)('alice').in).toEqual({})
    heal(0)
    expect(rulesOf(model)('alice').out[boot]).toMatchObject({ barrier: null })
  })

  it('share the line of a link with a bandwidth', () => {
    const model = network([{ from: 'home', to: '*', bandwidth: 1000 }])
    const [boot = ''] = model.addresses('boot')
    const [alice, anna] = ['alice', 'anna'].map((name) => rulesOf(model)(name).out[boot])
    expect(alice?.line).not.toBeNull()
    expect(alice?.line).toBe(anna?.line)
  })

  it('hold within the network of a NAT, too', () => {
    const model = network([{ from: 'alice', to: 'anna', latency: 5 }])
    expect(rulesOf(model)('alice').out[model.addresses('anna')[0] ?? '']).toMatchObject({ latency: 0.005 })
  })

  it('cannot tell two machines apart when NATs hide both ends', () => {
    const model = network([{ from: 'alice', to: 'bob', latency: 80 }])
    expect(() => rulesOf(model)).toThrow(IndistinctPathsError)
    expect(() => rulesOf(model)).toThrow(
      'cannot tell the packets from alice to bob from those from anna to bob: NATs hide who is behind them. Name the router',
    )
  })
})
