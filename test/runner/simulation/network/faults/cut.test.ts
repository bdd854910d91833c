import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import type { CutRule } from '../../../../../src/runner/simulation/network/faults/cut.ts'
import { natPresets } from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

function connected() {
  const lab = new Lab({ hosts: { alice: null, bob: null, carol: null } })
  lab.listen('bob', 4001)
  return { lab, ...lab.open('alice', 'bob', 4001) }
}

function rule(mode: CutRule['mode'], from: string, to: string, oneWay = false): CutRule {
  return { from: [from], to: [to], mode, oneWay }
}

it.each([
  ['blackhole', 'ETIMEDOUT', 7, 0],
  ['refuse', 'ECONNREFUSED', 0, 1],
] as const)(
  'a cut before a router that resets, %s, keeps what is for it: %s',
  (mode, answer, held, refused) => {
    const [behaviour] = natPresets['port-restricted-cone']
    const nat = { ...behaviour, refusal: 'reset' } as const
    const lab = new Lab({
      hosts: { server: null, alice: 'home' },
      routers: [{ name: 'home', addresses: [], nat, behind: null, ports: [], upnp: false }],
    })
    lab.listen('server', 4001)
    lab.open('alice', 'server', 4001)
    const [seen] = lab.heard
      .filter(({ op: what }) => what === 'incoming')
      .map((each) => lab.flow(each).remote)
    const dial = () => lab.dial('server', seen?.address ?? '', 5)
    expect(dial()).toBe('ECONNREFUSED')
    const cut = lab.net.cut(rule(mode, 'server', 'home'), lab.now)
    expect(dial()).toBe(answer)
    expect(cut.heal(lab.now)).toMatchObject({ deliveriesHeld: held, connectsRefused: refused })
  },
)

describe('a cut that refuses', () => {
  it('resets open connections at both ends, refuses connects after a round trip, and reports both', () => {
    const { lab, client, server } = connected()
    const start = lab.now
    const cut = lab.net.cut(rule('refuse', 'alice', 'bob'), start)
    expect(cut.changes).toMatchObject({ connectionsClosed: 1 })
    expect(lab.run(start)).toMatchObject([
      { host: 'alice', op: 'reset', id: client },
      { host: 'bob', op: 'reset', id: server },
    ])
    const dial = lab.connect('alice', lab.address('bob'), 4001)
    expect(lab.run(start + 1000)).toMatchObject([
      { time: start + 20, op: 'refused', id: dial, text: 'ECONNREFUSED' },
    ])
    expect(lab.dial('carol', lab.address('bob'), 4001)).toBe('connected')
    expect(cut.heal(lab.now)).toMatchObject({ connectsRefused: 1 })
    expect(cut.heal(lab.now)).toMatchObject({ connectsRefused: 0 })
    expect(lab.dial('alice', lab.address('bob'), 4001)).toBe('connected')
  })

  it('changes nothing where nothing is connected, and says so', () => {
    const { lab } = connected()
    const { changes } = lab.net.cut(rule('refuse', 'carol', 'bob'), lab.now)
    expect(Object.values(changes).every((count) => count === 0)).toBe(true)
  })

  it('one way keeps the other side from connecting and from an error: its SYN-ACK is refused', () => {
    const { lab } = connected()
    lab.net.cut(rule('refuse', 'bob', 'carol', true), lab.now)
    expect(lab.dial('carol', lab.address('bob'), 4001)).toBe('ETIMEDOUT')
  })
})

describe('a blackhole', () => {
  it('holds segments in flight and new ones, and lets them arrive in order after it heals', () => {
    const { lab, client, server } = connected()
    for (const text of ['a', 'b']) lab.send('alice', op.data, client, text)
    const start = lab.now
    lab.run(start + 5)
    const cut = lab.net.cut(rule('blackhole', 'alice', 'bob'), lab.now)
    expect(cut.changes).toMatchObject({ connectionsAffected: 1, deliveriesHeld: 2 })
    for (const text of ['c', 'd']) lab.send('alice', op.data, client, text)
    expect(lab.run(start + 10_000)).toEqual([])
    expect(cut.heal(lab.now).deliveriesHeld).toBeGreaterThan(2)
    lab.run(lab.now + 120_000)
    expect(lab.received('bob', server)).toBe('abcd')
  })

  it('heals for a connection when its retransmission timer runs out: 220 ms after sending, then doubling', () => {
    const { lab, client } = connected()
    const start = lab.now
    const cut = lab.net.cut(rule('blackhole', 'alice', 'bob'), start)
    lab.send('alice', op.data, client, 'x')
    lab.run(start + 1000)
    cut.heal(lab.now)
    // Sent again at 220, 660 and 1540 ms; the last of these gets through.
    expect(lab.run(start + 60_000)).toMatchObject([{ op: 'data', time: start + 1540 + 10 }])
  })

  it('that lasts too long ends connections that have something to send, and no others', () => {
    const { lab, client } = connected()
    lab.net.cut(rule('blackhole', '*', '*'), lab.now)
    expect(lab.run(lab.now + 3_600_000)).toEqual([])
    lab.send('alice', op.data, client, 'x')
    expect(lab.run(lab.now + 3_600_000)).toMatchObject([{ host: 'alice', op: 'reset', text: 'ETIMEDOUT' }])
  })

  it.each([
    [2000, 3020],
    [60_000, 63_020],
  ])('healed after %i ms lets a connect succeed at the next SYN, at %i ms', (healed, answered) => {
    const { lab } = connected()
    const start = lab.now
    const cut = lab.net.cut(rule('blackhole', 'carol', 'bob'), start)
    const dial = lab.connect('carol', lab.address('bob'), 4001)
    lab.run(start + healed)
    cut.heal(lab.now)
    expect(lab.run(start + 200_000)[0]).toMatchObject({ id: dial, op: 'connected', time: start + answered })
  })

  it('never healed lets a connect time out after 127 s', () => {
    const { lab } = connected()
    const start = lab.now
    lab.net.cut(rule('blackhole', 'carol', 'bob'), start)
    lab.connect('carol', lab.address('bob'), 4001)
    expect(lab.run(start + 200_000)).toMatchObject([
      { op: 'refused', text: 'ETIMEDOUT', time: start + 127_000 },
    ])
  })

  it('swallows a reset: the other end stays half open until it sends', () => {
    const { lab, client, server } = connected()
    const cut = lab.net.cut(rule('blackhole', 'alice', 'bob'), lab.now)
    lab.send('bob', op.reset, server)
    lab.run(lab.now + 1000)
    cut.heal(lab.now)
    expect(lab.run(lab.now + 3_600_000)).toEqual([])
    const start = lab.now
    lab.send('alice', op.data, client, 'x')
    expect(lab.run(start + 1000)).toMatchObject([{ host: 'alice', op: 'reset', time: start + 20 }])
  })

  it('holds back the end of a process that dies, which the kernel sends again for some 100 s', () => {
    for (const [length, ops] of [
      [30_000, ['end']],
      [200_000, []],
    ] as const) {
      const { lab } = connected()
      const cut = lab.net.cut(rule('blackhole', 'alice', 'bob'), lab.now)
      lab.net.crash('bob', lab.now)
      lab.run(lab.now + length)
      cut.heal(lab.now)
      expect(lab.run(lab.now + 3_600_000).map(({ op: what }) => what)).toEqual(ops)
    }
  })

  it('one way stalls both ways: the first data gets through, and the rest waits for acknowledgements', () => {
    const { lab, client, server } = connected()
    const cut = lab.net.cut(rule('blackhole', 'bob', 'alice', true), lab.now)
    lab.send('alice', op.data, client, 'first')
    lab.run(lab.now + 100)
    lab.send('alice', op.data, client, 'second')
    lab.send('bob', op.data, server, 'reply')
    lab.run(lab.now + 20_000)
    expect(lab.received('bob', server)).toBe('first')
    expect(lab.received('alice', client)).toBe('')
    cut.heal(lab.now)
    lab.run(lab.now + 120_000)
    expect(lab.received('bob', server)).toBe('firstsecond')
    expect(lab.received('alice', client)).toBe('reply')
  })

  it('one way from the dialler keeps it from connecting; one way to it too', () => {
    const { lab } = connected()
    const there = lab.net.cut(rule('blackhole', 'carol', 'bob', true), lab.now)
    expect(lab.dial('carol', lab.address('bob'), 4001)).toBe('ETIMEDOUT')
    there.heal(lab.now)
    lab.net.cut(rule('blackhole', 'bob', 'carol', true), lab.now)
    expect(lab.dial('carol', lab.address('bob'), 4001)).toBe('ETIMEDOUT')
  })
})

describe('segments in flight', () => {
  function firstOfTwoLost() {
    const { lab, client, server } = connected()
    const start = lab.now
    lab.send('alice', op.data, client, 'a')
    lab.run(start + 5)
    lab.send('alice', op.data, client, 'b')
    const cut = lab.net.cut(rule('blackhole', 'alice', 'bob'), lab.now)
    lab.run(start + 12)
    cut.heal(lab.now)
    return { lab, client, server, start }
  }

  it('wait behind one that was lost, as behind a hole in the sequence space', () => {
    const { lab, server, start } = firstOfTwoLost()
    expect(lab.run(start + 229)).toEqual([])
    expect(lab.run(start + 230)).toMatchObject([{ op: 'data', id: server, text: 'ab', time: start + 230 }])
  })

  it('are never read when the hole before them will not be filled any more', () => {
    const { lab, client, server } = firstOfTwoLost()
    lab.send('alice', op.reset, client)
    lab.run(lab.now + 10_000)
    expect(lab.received('bob', server)).toBe('')
    expect(lab.heard.at(-1)).toMatchObject({ host: 'bob', op: 'reset' })
  })
})

describe('a cut at a router', () => {
  it('separates those behind it from everybody else, and not from each other', () => {
    const lab = new Lab({
      hosts: { alice: 'home', bob: 'home', relay: null },
      routers: presetRouters('home', 'full-cone'),
    })
    for (const host of ['bob', 'relay']) lab.listen(host, 4001)
    lab.net.cut(rule('refuse', 'home', '*'), 0)
    expect(lab.dial('alice', lab.address('bob'), 4001)).toBe('connected')
    expect(lab.dial('alice', lab.address('relay'), 4001)).toBe('ECONNREFUSED')
  })
})

describe('a partition', () => {
  it('cuts between groups, not within them, and leaves out who is in none', () => {
    const hosts = ['a1', 'a2', 'b1', 'b2', 'free']
    const lab = new Lab({ hosts: Object.fromEntries(hosts.map((host) => [host, null])) })
    for (const host of hosts) lab.listen(host, 4001)
    const partition = lab.net.partition(
      [
        ['a1', 'a2'],
        ['b1', 'b2'],
      ],
      0,
      'refuse',
    )
    const reaches = () =>
      hosts.map((from) =>
        hosts.map((to) => (lab.dial(from, lab.address(to), 4001) === 'connected' ? 'x' : '.')).join(''),
      )
    expect(reaches()).toEqual(['xx..x', 'xx..x', '..xxx', '..xxx', 'xxxxx'])
    partition.heal(lab.now)
    expect(reaches()).toEqual(hosts.map(() => 'xxxxx'))
  })

  it('under another cut stays when that one heals', () => {
    const { lab } = connected()
    lab.net.partition([['alice'], ['bob']], lab.now, 'refuse')
    const cut = lab.net.cut(rule('blackhole', 'alice', 'bob'), lab.now)
    cut.heal(lab.now)
    expect(lab.dial('alice', lab.address('bob'), 4001)).toBe('ECONNREFUSED')
  })
})
