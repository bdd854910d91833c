import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import { createSwitch } from '../../../../../src/runner/simulation/network/switch.ts'
import { Lab } from '../lab.ts'

function lab() {
  const lab = new Lab({ hosts: { alice: null, bob: null, carol: null } })
  lab.listen('bob', 4001)
  const first = lab.open('alice', 'bob', 4001)
  const second = lab.open('carol', 'bob', 4001)
  const take = () => {
    return lab.net.take(lab.now + 100).map(({ host, frames }) => ({
      host,
      frames: frames.map(({ op: what, id, time, payload }) => [
        what,
        id,
        time - lab.now,
        Buffer.from(payload).toString(),
      ]),
    }))
  }
  return { lab, first, second, take }
}

describe('due deliveries', () => {
  it('joins adjacent data of one connection and one time into one frame', () => {
    const { lab: net, first, take } = lab()
    for (const text of ['a', 'b', 'c']) net.send('alice', op.data, first.client, text)
    expect(take()).toEqual([{ host: 'bob', frames: [[op.data, first.server, 10, 'abc']] }])
  })

  it('keeps apart the data of one connection at different times', () => {
    const { lab: net, first, take } = lab()
    net.send('alice', op.data, first.client, 'a')
    const later = { op: op.data, node: 0, id: first.client, time: 0, payload: Buffer.from('b') }
    net.net.send('alice', later, net.now + 1)
    expect(take()[0]?.frames.map(([, , time, text]) => [time, text])).toEqual([
      [10, 'a'],
      [11, 'b'],
    ])
  })

  it('keeps apart the data of different connections', () => {
    const { lab: net, first, second, take } = lab()
    net.send('alice', op.data, first.client, 'a')
    net.send('carol', op.data, second.client, 'b')
    net.net.send(
      'alice',
      { op: op.data, node: 0, id: first.client, time: 0, payload: Buffer.from('c') },
      net.now + 1,
    )
    const [bob] = take()
    expect(bob?.frames).toEqual([
      [op.data, first.server, 10, 'a'],
      [op.data, second.server, 10, 'b'],
      [op.data, first.server, 11, 'c'],
    ])
  })

  it('joins no more than 64 KiB, and passes a single payload on without copying', () => {
    const { lab: net, first } = lab()
    const [large, small] = [Buffer.alloc(64 * 1024), Buffer.from('x')]
    for (const payload of [large, small]) net.send('alice', op.data, first.client, payload)
    const frames = net.net.take(net.now + 100)[0]?.frames ?? []
    expect(frames.map(({ payload }) => payload.byteLength)).toEqual([65_536, 1])
    expect(frames[1]?.payload).toBe(small)
  })

  it('come with the hosts in the order of the configuration', () => {
    const { lab: net, first, second, take } = lab()
    net.send('bob', op.data, second.server, 'to carol')
    net.net.send(
      'bob',
      { op: op.data, node: 0, id: first.server, time: 0, payload: Buffer.from('x') },
      net.now + 1,
    )
    expect(take().map(({ host }) => host)).toEqual(['alice', 'carol'])
  })

  it('carries the number of the node within its process', () => {
    const hosts = [{ name: 'a', addresses: ['5.5.5.5'], router: null, node: 3 }]
    const net = createSwitch({ seed: 1, hosts, routers: [], links: [] })
    net.send('a', { op: op.data, node: 3, id: 9, time: 0, payload: new Uint8Array(0) }, 0)
    expect(net.take(0)[0]?.frames).toMatchObject([{ op: op.reset, node: 3, id: 9 }])
  })
})
