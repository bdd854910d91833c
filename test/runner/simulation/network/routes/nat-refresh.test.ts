import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import { natPresets } from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import type { RouterConfig } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

const [behaviour] = natPresets['port-restricted-cone']
const timeout = 120_000

/** Alice, behind a NAT with a short memory, is connected with a public server. */
function connected() {
  const home: RouterConfig = {
    name: 'home',
    addresses: [],
    nat: { ...behaviour, establishedTimeout: timeout },
    behind: null,
    ports: [],
    upnp: false,
  }
  const lab = new Lab({ hosts: { server: null, alice: 'home' }, routers: [home] })
  lab.listen('server', 4001)
  const ids = lab.open('alice', 'server', 4001)
  const expires = () => lab.net.snapshot(lab.now).mappings[0]?.sessions[0]?.expires
  return { lab, ...ids, expires }
}

const stopped = {
  'a cut': (lab: Lab) =>
    lab.net.cut({ from: ['server'], to: ['home'], mode: 'blackhole', oneWay: false }, lab.now),
  'a link that loses everything': (lab: Lab) =>
    lab.net.setLink({ from: 'server', to: 'home', loss: 1 }, lab.now),
}

describe.each(Object.entries(stopped))('what %s stops', (_, stop) => {
  it('on its way in does not come to the NAT, which forgets the connection', () => {
    const { lab, server, expires } = connected()
    const before = expires()
    const fault = stop(lab)
    lab.run(60_000)
    lab.send('server', op.data, server, 'x')
    lab.run(100_000)
    expect(expires()).toBe(before)
    lab.run(timeout + 10_000)
    expect(expires()).toBeUndefined()
    fault.heal(lab.now)
    expect(lab.run(3_600_000)).toMatchObject([{ host: 'server', op: 'reset', text: 'ETIMEDOUT' }])
  })

  it('on its way out has passed the NAT, which remembers the connection', () => {
    const { lab, client, expires } = connected()
    stop(lab)
    lab.run(60_000)
    lab.send('alice', op.data, client, 'x')
    lab.run(60_100)
    expect(expires()).toBe(60_000 + timeout)
  })
})

it('an inbound packet prolongs the mapping of the NAT', () => {
  const { lab, server, expires } = connected()
  lab.run(60_000)
  lab.send('server', op.data, server, 'x')
  lab.run(60_100)
  expect(expires()).toBeGreaterThanOrEqual(60_000 + timeout)
})
