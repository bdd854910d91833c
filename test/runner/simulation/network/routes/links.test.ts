import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import type { LinkRule } from '../../../../../src/runner/simulation/network/routes/link-rule.ts'
import { type LinkEnd, Links } from '../../../../../src/runner/simulation/network/routes/links.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

const alice: LinkEnd = { index: 0, name: 'alice', lineage: ['home', 'carrier'] }
const bob: LinkEnd = { index: 1, name: 'bob', lineage: [] }

describe('the shortest latency of all', () => {
  const slow: LinkRule = { from: '*', to: '*', latency: 40 }

  it.each<[string, LinkRule[], number]>([
    ['the default, where no rule holds for everybody', [{ from: 'alice', to: '*', latency: 40 }], 10],
    ['that of everybody', [slow], 40],
    ['that of a single pair', [slow, { from: 'alice', to: 'bob', latency: 3 }], 3],
  ])('is %s', (_, rules, latency) => {
    expect(new Links(1, rules).shortestLatency).toBe(latency)
  })

  it('follows rules that come and go', () => {
    const links = new Links(1, [slow])
    const rule: LinkRule = { from: 'alice', to: 'bob', latency: 2 }
    expect(links.shortestLatency).toBe(40)
    const remove = links.addRule(rule)
    expect(links.shortestLatency).toBe(2)
    remove()
    expect(links.shortestLatency).toBe(40)
  })
})

describe('of several rules for a link', () => {
  const all: LinkRule = { from: '*', to: '*', latency: 1, loss: 0.5 }
  it.each<[string, LinkRule[], number]>([
    ['none: the default is 10 ms', [], 10],
    ['an unrelated one does not count', [{ from: 'carol', to: '*', latency: 1 }], 10],
    ['the only one counts', [all], 1],
    ['the last of equals counts', [all, { ...all, latency: 2 }], 2],
    ['a named end counts more than none', [{ from: 'alice', to: '*', latency: 3 }, all], 3],
    ['either end may be named', [{ from: '*', to: 'alice', latency: 3 }, all], 3],
    [
      'two named ends count more than one',
      [
        { from: 'alice', to: 'bob', latency: 4 },
        { from: 'bob', to: '*', latency: 3 },
      ],
      4,
    ],
    ['a router stands for all behind it', [{ from: 'home', to: '*', latency: 5 }, all], 5],
    [
      'the nearest router counts most',
      [
        { from: 'home', to: '*', latency: 5 },
        { from: 'carrier', to: '*', latency: 6 },
      ],
      5,
    ],
    [
      'a host counts more than its router',
      [
        { from: 'alice', to: '*', latency: 7 },
        { from: 'home', to: '*', latency: 5 },
      ],
      7,
    ],
    ['one way: there', [{ from: 'alice', to: 'bob', latency: 8, oneWay: true }], 8],
    ['one way: not back', [{ from: 'bob', to: 'alice', latency: 8, oneWay: true }], 10],
  ])('%s', (_, rules, latency) => {
    expect(new Links(1, rules).quality(alice, bob).latency).toBe(latency)
  })

  it('the newest rule counts for each quality separately', () => {
    const links = new Links(1, [all, { from: 'alice', to: 'bob', latency: 9 }])
    expect(links.quality(alice, bob)).toEqual({ latency: 9, jitter: 0, bandwidth: null, loss: 0.5 })
  })

  it('one that a fault sets counts more than any configured one, until it is removed', () => {
    const links = new Links(1, [{ from: 'alice', to: 'bob', latency: 9 }])
    const fault = { from: '*', to: '*', latency: 500 }
    const remove = links.addRule(fault)
    expect(links.between(alice, bob).latency).toBe(500)
    expect(remove()).toBe(true)
    expect(links.between(alice, bob).latency).toBe(9)
    expect(remove()).toBe(false)
  })
})

function timed(links: LinkRule[]) {
  const lab = new Lab({ hosts: { alice: null, bob: null }, links })
  lab.listen('bob', 4001)
  return { lab, ...lab.open('alice', 'bob', 4001), start: lab.now }
}

describe('a link', () => {
  it('has each direction its own latency', () => {
    const lab = new Lab({
      hosts: { alice: null, bob: null },
      links: [
        { from: 'alice', to: 'bob', latency: 30, oneWay: true },
        { from: 'bob', to: 'alice', latency: 5, oneWay: true },
      ],
    })
    lab.listen('bob', 4001)
    lab.connect('alice', lab.address('bob'), 4001)
    expect(lab.run(1000)).toMatchObject([
      { op: 'connected', time: 35 },
      { op: 'incoming', time: 65 },
    ])
  })

  it('with no latency delivers at once', () => {
    const lab = new Lab({ hosts: { alice: null, bob: null }, links: [{ from: '*', to: '*', latency: 0 }] })
    lab.listen('bob', 4001)
    lab.connect('alice', lab.address('bob'), 4001)
    expect(lab.run(0)).toMatchObject([
      { op: 'connected', time: 0 },
      { op: 'incoming', time: 0 },
    ])
  })

  it('with little bandwidth takes its time for bytes and headers, one connection after the other', () => {
    const { lab, client, start } = timed([{ from: '*', to: '*', latency: 10, bandwidth: 100_000 }])
    lab.send('alice', op.data, client, new Uint8Array(9960))
    lab.send('alice', op.data, client, new Uint8Array(9960))
    const times = lab
      .run(start + 10_000)
      .filter(({ host }) => host === 'bob')
      .map(({ time }) => time - start)
    expect(times).toEqual([110, 210])
  })

  describe('with little bandwidth, 100 kB each from alice and bob at home to a relay and to carol,', () => {
    const rate = { bandwidth: 100_000 }

    it.each<[string, LinkRule[], { up: number; down: number }]>([
      ['shares the line of the router', [{ from: 'home', to: '*', ...rate }], { up: 4, down: 4 }],
      ['whichever end names it', [{ from: '*', to: 'home', ...rate }], { up: 4, down: 4 }],
      [
        'shares it one way only, where it is narrow one way only',
        [{ from: 'home', to: '*', oneWay: true, ...rate }],
        { up: 4, down: 0 },
      ],
      [
        'shares the line of a node',
        [
          { from: 'alice', to: '*', ...rate },
          { from: 'bob', to: '*', ...rate },
        ],
        { up: 2, down: 2 },
      ],
      [
        'shares the line to one other',
        [
          { from: 'home', to: 'relay', ...rate },
          { from: 'home', to: 'carol', ...rate },
        ],
        { up: 2, down: 2 },
      ],
      ['has a line for each pair where none is named', [{ from: '*', to: '*', ...rate }], { up: 1, down: 1 }],
    ])('%s', (_, links, expected) => {
      const lab = new Lab({
        hosts: { alice: 'home', bob: 'home', relay: null, carol: null },
        routers: presetRouters('home', 'full-cone'),
        links,
      })
      const servers = ['relay', 'carol']
      for (const server of servers) lab.listen(server, 4001)
      const all = ['alice', 'bob'].flatMap((from) =>
        servers.map((to) => ({ from, to, ...lab.open(from, to, 4001) })),
      )
      /** Seconds until the last byte has arrived. */
      const took = (send: () => void) => {
        const start = lab.now
        send()
        const times = lab.run(start + 20_000).flatMap(({ op: what, time }) => (what === 'data' ? time : []))
        return Math.round((Math.max(...times) - start) / 1000)
      }
      const bytes = new Uint8Array(99_960)
      const up = took(() => {
        for (const { from, client } of all) lab.send(from, op.data, client, bytes)
      })
      const down = took(() => {
        for (const { to, server } of all) lab.send(to, op.data, server, bytes)
      })
      expect({ up, down }).toEqual(expected)
    })
  })

  it('with jitter stays within it, whole milliseconds at a time', () => {
    const lab = new Lab({
      hosts: { alice: null, bob: null },
      links: [{ from: '*', to: '*', latency: 10, jitter: 20 }],
    })
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    const delays = new Set<number>()
    for (let round = 0; round < 300; round += 1) {
      const start = lab.now
      lab.send('alice', op.data, client, 'x')
      for (const { time } of lab.run(start + 100)) delays.add(time - start)
    }
    const sorted = [...delays].sort((a, b) => a - b)
    expect(sorted).toEqual(Array.from({ length: 20 }, (_, at) => 11 + at))
  })

  it('that loses everything is a blackhole', () => {
    const { lab, client, start } = timed([])
    const fault = lab.net.setLink({ from: 'alice', to: 'bob', loss: 1 }, start)
    expect(fault.changes).toMatchObject({ connectionsAffected: 1, pathsChanged: 2 })
    lab.send('alice', op.data, client, 'x')
    expect(lab.run(start + 3_600_000)).toMatchObject([{ op: 'reset', text: 'ETIMEDOUT' }])
  })

  it('that loses some delivers it later, after a retransmission timeout', () => {
    const { lab, client, server, start } = timed([])
    lab.net.setLink({ from: 'alice', to: 'bob', loss: 0.3, oneWay: true }, start)
    const delays: number[] = []
    for (let round = 0; round < 200; round += 1) {
      const sent = lab.now
      lab.send('alice', op.data, client, 'x')
      for (const { time, op: what } of lab.run(sent + 60_000)) if (what === 'data') delays.push(time - sent)
    }
    expect(lab.received('bob', server)).toHaveLength(200)
    const prompt = delays.filter((delay) => delay === 10).length
    const once = delays.filter((delay) => delay === 230).length
    expect(prompt + once).toBeLessThan(200)
    expect(prompt / 200).toBeCloseTo(0.7, 1)
    expect(once / 200).toBeCloseTo(0.21, 1)
  })

  it('that gets its own values is not changed', () => {
    const { lab, start } = timed([])
    const { changes } = lab.net.setLink({ from: 'alice', to: 'bob', latency: 10 }, start)
    expect(Object.values(changes).every((count) => count === 0)).toBe(true)
  })

  it('that gets faster does not let later data overtake', () => {
    const { lab, client, server, start } = timed([{ from: '*', to: '*', latency: 500 }])
    lab.send('alice', op.data, client, 'a')
    lab.net.setLink({ from: '*', to: '*', latency: 1 }, start)
    lab.send('alice', op.data, client, 'b')
    lab.run(start + 500)
    expect(lab.received('bob', server)).toBe('ab')
  })

  it('between hosts of one network does not pass their router', () => {
    const lab = new Lab({
      hosts: { alice: 'home', bob: 'home', relay: null },
      routers: presetRouters('home', 'full-cone'),
      links: [{ from: 'home', to: '*', latency: 200 }],
    })
    for (const host of ['bob', 'relay']) {
      lab.listen(host, 4001)
      lab.connect('alice', lab.address(host), 4001)
    }
    const connected = lab.run(10_000).filter(({ op: what }) => what === 'connected')
    expect(connected.map(({ time }) => time)).toEqual([20, 400])
  })
})
