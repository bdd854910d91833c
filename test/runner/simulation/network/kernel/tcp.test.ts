import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { op } from '../../../../../src/protocol/wire.ts'
import { Lab } from '../lab.ts'

const pair = { hosts: { alice: null, bob: null } }

function brief(lab: Lab, since = 0): string[] {
  return lab.heard
    .filter(({ time }) => time >= since)
    .map(
      ({ time, host, op: what, text }) =>
        `${time} ${host} ${what}${/^E[A-Z]+$/.test(text) ? ` ${text}` : ''}`,
    )
}

/** Lets alice's next ephemeral port be the one that her first connection had. */
function useUpPorts(lab: Lab): void {
  for (let port = 32_768; port < 60_999; port += 1) {
    lab.connect('alice', '127.0.0.1', 1)
    lab.run(lab.now)
  }
}

it('a host without a free port connects to other servers only, as on Linux, and listens on no port of the system’s choice', () => {
  const lab = new Lab(pair)
  for (const port of [4001, 4002]) lab.listen('bob', port)
  const bob = lab.address('bob')
  const ids = Array.from({ length: 60_999 - 32_768 + 1 }, () => lab.connect('alice', bob, 4001))
  lab.run(1000)
  expect(new Set(lab.heard.map(({ op: what }) => what))).toEqual(new Set(['connected', 'incoming']))
  const dial = (port: number) => lab.dial('alice', bob, port, 100)
  expect([dial(4001), dial(4002)]).toEqual(['EADDRNOTAVAIL', 'connected'])
  const id = lab.listen('alice', 0)
  expect(lab.run(lab.now)).toMatchObject([{ op: 'refused', id, text: 'EADDRINUSE' }])
  lab.send('alice', op.reset, ids[17_000] ?? 0)
  expect([dial(4001), dial(4001)]).toEqual(['connected', 'EADDRNOTAVAIL'])
})

describe('making a connection', () => {
  it('takes a round trip for the dialler and one and a half for the listener', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    lab.connect('alice', lab.address('bob'), 4001)
    lab.run(1000)
    expect(brief(lab)).toEqual(['20 alice connected', '30 bob incoming'])
  })

  it('tells both sides both endpoints, and the listener', () => {
    const lab = new Lab(pair)
    const listener = lab.listen('bob', 4001)
    lab.connect('alice', lab.address('bob'), 4001)
    const [connected, incoming] = lab.run(1000)
    if (connected === undefined || incoming === undefined) throw new Error('nothing heard')
    const { local, remote } = lab.flow(connected)
    expect(remote).toEqual({ address: lab.address('bob'), port: 4001 })
    expect(local.address).toBe(lab.address('alice'))
    expect(lab.flow(incoming)).toEqual({ local: remote, remote: local, listener })
  })

  it.each([
    ['nobody listens', () => {}, 4001, 'ECONNREFUSED', 20],
    ['another port is listened on', (lab: Lab) => lab.listen('bob', 4002), 4001, 'ECONNREFUSED', 20],
    [
      'the listener is bound to another address',
      (lab: Lab) => lab.listen('bob', 4001, '127.0.0.1'),
      4001,
      'ECONNREFUSED',
      20,
    ],
    [
      'the listener has gone',
      (lab: Lab) => lab.send('bob', op.unlisten, lab.listen('bob', 4001)),
      4001,
      'ECONNREFUSED',
      20,
    ],
    [
      'the machine has lost power',
      (lab: Lab) => lab.net.crash('bob', 0, { kind: 'silent' }),
      4001,
      'ETIMEDOUT',
      127_000,
    ],
  ])('is refused where %s', (_, prepare, port, code, time) => {
    const lab = new Lab(pair)
    prepare(lab)
    lab.connect('alice', lab.address('bob'), port)
    lab.run(300_000)
    expect(brief(lab)).toEqual([`${time} alice refused ${code}`])
  })

  it.each([
    ['an address that nobody has', '8.8.8.8', 'ETIMEDOUT', 127_000],
    ['a private address of another network', '10.9.9.9', 'ETIMEDOUT', 127_000],
  ])('to %s (%s) fails with %s after %i ms', (_, address, code, time) => {
    const lab = new Lab(pair)
    lab.connect('alice', address, 4001)
    lab.run(300_000)
    expect(brief(lab)).toEqual([`${time} alice refused ${code}`])
  })

  it('works over IPv6 between public hosts, and over loopback without delay', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001, '::')
    expect(lab.dial('alice', lab.net.addresses('bob')[1] ?? '', 4001)).toBe('connected')
    const before = lab.now
    lab.connect('bob', '127.0.0.1', 4001)
    expect(lab.run(before).map(({ op: what }) => what)).toEqual(['connected', 'incoming'])
  })

  it('keeps bytes that are written before it is made', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const client = lab.connect('alice', lab.address('bob'), 4001)
    lab.send('alice', op.data, client, 'early')
    lab.send('alice', op.end, client)
    lab.run(1000)
    expect(brief(lab)).toEqual(['20 alice connected', '30 bob incoming', '30 bob data', '30 bob end'])
  })

  it('is reset when the listener goes away in the middle of the handshake', () => {
    const lab = new Lab(pair)
    const listener = lab.listen('bob', 4001)
    lab.connect('alice', lab.address('bob'), 4001)
    lab.run(25)
    lab.send('bob', op.unlisten, listener)
    lab.run(1000)
    expect(brief(lab)).toEqual(['20 alice connected', '35 alice reset ECONNRESET'])
  })

  it('discovers a connection of an earlier life on the same ports, resets it, and succeeds with the next SYN', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { server } = lab.open('alice', 'bob', 4001)
    lab.net.crash('alice', lab.now, { kind: 'silent' })
    lab.run(lab.now + 1000)
    useUpPorts(lab)
    const start = lab.now
    const client = lab.connect('alice', lab.address('bob'), 4001)
    const heard = lab.run(start + 10_000)
    expect(heard.slice(0, 2)).toMatchObject([
      { time: start + 10, host: 'bob', op: 'reset', id: server, text: 'ECONNRESET' },
      { time: start + 1020, host: 'alice', op: 'connected', id: client },
    ])
  })

  it('comes from the address and port that it is to come from', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001, '::')
    const [, ipv6 = ''] = lab.net.addresses('alice')
    for (const local of [
      { address: '', port: 7777 },
      { address: ipv6, port: 7777 },
    ]) {
      lab.connect('alice', lab.net.addresses('bob')[local.address === '' ? 0 : 1] ?? '', 4001, local)
      const incoming = lab.run(lab.now + 1000).find(({ op: what }) => what === 'incoming')
      if (incoming === undefined) throw new Error('no connection')
      expect(lab.flow(incoming).remote).toEqual({ ...local, address: local.address || lab.address('alice') })
    }
  })

  it.each([
    ['an address of somebody else', '8.8.8.8', 'EADDRNOTAVAIL'],
    ['loopback', '127.0.0.1', 'EINVAL'],
    ['an address of the other family', '::1', 'EINVAL'],
    ['a port from which it is connected to there already', '', 'EADDRNOTAVAIL'],
  ])('is refused from %s', (_, address, code) => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    lab.connect('alice', lab.address('bob'), 4001, { address: '', port: 7777 })
    lab.run(1000)
    const id = lab.connect('alice', lab.address('bob'), 4001, { address, port: 7777 })
    expect(lab.run(lab.now)).toMatchObject([{ op: 'refused', id, text: code }])
  })

  it('is not made by two dials that cross, from and to the same ports', () => {
    const lab = new Lab(pair)
    for (const [from, to] of [
      ['alice', 'bob'],
      ['bob', 'alice'],
    ] as const)
      lab.connect(from, lab.address(to), 7777, { address: '', port: 7777 })
    lab.run(300_000)
    expect(brief(lab)).toEqual(['127000 alice refused ETIMEDOUT', '127000 bob refused ETIMEDOUT'])
  })

  it('never takes a port that is in use', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    lab.open('alice', 'bob', 4001)
    useUpPorts(lab)
    lab.open('alice', 'bob', 4001)
    const ports = lab.net.snapshot(lab.now).flows.map(({ from }) => from.local.port)
    expect(new Set(ports).size).toBe(2)
  })

  it('leaves nothing behind when the dialler gives up', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const client = lab.connect('alice', lab.address('bob'), 4001)
    lab.run(5)
    lab.send('alice', op.reset, client)
    lab.run(300_000)
    expect(lab.heard).toEqual([])
    expect(lab.net.next()).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('listening', () => {
  it.each([
    ['the same port twice', '0.0.0.0', '0.0.0.0', 'EADDRINUSE'],
    ['a port that a wildcard has', '0.0.0.0', '127.0.0.1', 'EADDRINUSE'],
    ['a port that both families have', '::', '0.0.0.0', 'EADDRINUSE'],
    ['an address of somebody else', '0.0.0.0', '9.9.9.9', 'EADDRNOTAVAIL'],
  ])('on %s is refused', (_, first, second, code) => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001, first)
    const id = lab.listen('bob', 4001, second)
    expect(lab.run(0)).toMatchObject([{ op: 'refused', id, text: code }])
  })

  it.each([
    ['0.0.0.0', ['0.0.0.0', '::']],
    ['::', ['::', '0.0.0.0']],
  ])('on both wildcards is possible when the one of IPv6 is for IPv6 only, %s first', (_, addresses) => {
    const lab = new Lab(pair)
    const ids = addresses.map((address) => lab.listen('bob', 4001, address, { ipv6Only: true }))
    for (const address of lab.net.addresses('bob')) {
      lab.connect('alice', address, 4001)
      const incoming = lab.run(lab.now + 1000).find(({ op: what }) => what === 'incoming')
      if (incoming === undefined) throw new Error('no connection')
      const wildcard = address.includes(':') ? '::' : '0.0.0.0'
      expect(lab.flow(incoming).listener).toBe(ids[addresses.indexOf(wildcard)])
    }
    lab.listen('bob', 4001, '::1')
    expect(lab.run(lab.now)).toMatchObject([{ op: 'refused', text: 'EADDRINUSE' }])
  })

  it('on port 0 gives a free port and says which', () => {
    const lab = new Lab(pair)
    const id = lab.listen('bob', 0)
    const [answer] = lab.run(0)
    if (answer === undefined) throw new Error('no answer')
    expect(answer).toMatchObject({ op: 'connected', id })
    expect(lab.dial('alice', lab.address('bob'), lab.flow(answer).local.port)).toBe('connected')
  })
})

describe('ending a connection', () => {
  it('happens in each direction separately, and the last data comes before the end', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    const start = lab.now
    lab.send('alice', op.data, client, 'bye')
    lab.send('alice', op.end, client)
    lab.run(start + 100)
    lab.send('bob', op.data, server, 'wait')
    lab.send('bob', op.end, server)
    lab.run(start + 1000)
    expect(brief(lab, start)).toEqual([
      `${start + 10} bob data`,
      `${start + 10} bob end`,
      `${start + 110} alice data`,
      `${start + 110} alice end`,
    ])
    expect(lab.net.snapshot(lab.now).flows).toEqual([])
  })

  it('with a reset reaches the other side after the bytes before it', () => {
    const lab = new Lab({ ...pair, links: [{ from: '*', to: '*', latency: 10, jitter: 40 }] })
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.send('alice', op.data, client, 'last words')
    lab.send('alice', op.reset, client)
    const heard = lab.run(lab.now + 1000)
    expect(heard.map(({ op: what, id, text }) => [what, id, text])).toEqual([
      ['data', server, 'last words'],
      ['reset', server, 'ECONNRESET'],
    ])
  })

  it('by a process that dies ends its connections and takes its listeners away', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    const changes = lab.net.crash('bob', lab.now)
    expect(changes).toMatchObject({ connectionsClosed: 1, listenersLost: 1 })
    expect(lab.run(lab.now + 100)).toMatchObject([{ host: 'alice', op: 'end', id: client }])
    lab.send('alice', op.end, client)
    lab.run(lab.now + 100)
    expect(lab.net.snapshot(lab.now).flows).toEqual([])
    expect(lab.dial('alice', lab.address('bob'), 4001)).toBe('ECONNREFUSED')
    lab.listen('bob', 4001)
    expect(lab.dial('alice', lab.address('bob'), 4001)).toBe('connected')
  })

  it.each<[what: string, prepare: (lab: Lab, server: number) => readonly number[], ops: readonly string[]]>([
    ['had read everything', () => [], ['end']],
    [
      'does not read',
      (lab, server) => {
        lab.consume('bob', server, 0)
        return []
      },
      ['reset'],
    ],
    [
      'reads again after it did not',
      (lab, server) => {
        lab.consume('bob', server, 0)
        lab.consume('bob', server, 5)
        return []
      },
      ['end'],
    ],
    ['never got the last data', (_lab, server) => [server], ['reset']],
    [
      'has ended its direction',
      (lab, server) => {
        lab.send('bob', op.end, server)
        return []
      },
      ['end'],
    ],
    [
      'has written',
      (lab, server) => {
        lab.send('bob', op.data, server, 'last words')
        return []
      },
      ['data', 'end'],
    ],
  ])('by a process that dies and %s', (_, prepare, ops) => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.send('alice', op.data, client, 'hello')
    lab.run(lab.now + 100)
    const unread = new Set(prepare(lab, server))
    lab.net.crash('bob', lab.now, { unread })
    expect(lab.run(lab.now + 1000).map(({ op: what }) => what)).toEqual(ops)
  })

  it('by a process that dies sends first the bytes that waited for the window', () => {
    const lab = new Lab({ ...pair, window: 100 })
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.greedy = false
    lab.send('bob', op.data, server, 'x'.repeat(150))
    lab.net.crash('bob', lab.now)
    lab.run(lab.now + 1000)
    expect(lab.received('alice', client)).toHaveLength(100)
    lab.consume('alice', client, 100)
    expect(lab.run(lab.now + 1000).map(({ op: what }) => what)).toEqual(['data', 'end'])
    expect(lab.received('alice', client)).toHaveLength(150)
  })

  it('by a process that dies is a reset for later bytes of the other side', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    lab.net.crash('bob', lab.now)
    lab.run(lab.now + 1000)
    // A new process knows nothing of the old connection.
    lab.listen('bob', 4001)
    lab.send('alice', op.data, client, 'still there?')
    expect(lab.run(lab.now + 1000)).toMatchObject([{ host: 'alice', op: 'reset', text: 'ECONNRESET' }])
    expect(lab.net.snapshot(lab.now)).toMatchObject({ flows: [], strays: [] })
  })

  it('by a process that dies in the middle of the handshake is a reset', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const client = lab.connect('alice', lab.address('bob'), 4001)
    lab.run(15)
    lab.net.crash('bob', lab.now)
    expect(lab.run(1000).filter(({ host }) => host === 'alice')).toMatchObject([
      { op: 'connected', id: client },
      { op: 'reset', id: client },
    ])
  })

  it('by a process that dies leaves no news for the next one', () => {
    const lab = new Lab(pair)
    lab.connect('alice', '2a00:1::1', 4001)
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    lab.send('alice', op.reset, client)
    const before = lab.heard.length
    lab.listen('alice', 0)
    lab.net.crash('alice', lab.now)
    lab.run(lab.now + 200_000)
    expect(lab.heard.slice(before).filter(({ host }) => host === 'alice')).toEqual([])
    lab.send('alice', op.data, client, 'an id of the former process')
    expect(lab.run(lab.now)).toMatchObject([{ host: 'alice', op: 'reset', text: 'EBADF' }])
  })

  it('by a machine that loses power is noticed only when the other side sends to it after its return', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    lab.net.crash('bob', lab.now, { kind: 'silent' })
    expect(lab.run(lab.now + 3_600_000)).toEqual([])
    lab.listen('bob', 4001)
    expect(lab.run(lab.now + 3_600_000)).toEqual([])
    expect(lab.net.snapshot(lab.now).flows).toMatchObject([{ from: { host: 'alice' }, to: null }])
    const start = lab.now
    lab.send('alice', op.data, client, 'still there?')
    expect(lab.run(start + 1000)).toMatchObject([
      { time: start + 20, host: 'alice', op: 'reset', text: 'ECONNRESET' },
    ])
  })

  it('by a machine that loses power is noticed after 15 retransmissions when it stays away', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    lab.net.crash('bob', lab.now, { kind: 'silent' })
    const start = lab.now
    lab.send('alice', op.data, client, 'hello?')
    // The timeout starts at 220 ms (200 and the round trip) and doubles up to 120 s: ten doublings, then six times 120 s.
    let expected = 0
    for (let retry = 0; retry <= 15; retry += 1) expected += Math.min(220 * 2 ** retry, 120_000)
    expect(lab.run(start + 3_600_000)).toMatchObject([
      { time: start + expected, op: 'reset', text: 'ETIMEDOUT' },
    ])
  })
})

describe('back-pressure', () => {
  const window = 100

  it('lets no more than the window be unconsumed, and goes on when the receiver consumes', () => {
    const lab = new Lab({ ...pair, window })
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.greedy = false
    lab.send('alice', op.data, client, 'x'.repeat(250))
    lab.send('alice', op.end, client)
    lab.run(lab.now + 60_000)
    expect(lab.received('bob', server)).toHaveLength(100)
    lab.consume('bob', server, 60)
    expect(lab.run(lab.now + 1000).filter(({ op: what }) => what === 'credit')).toMatchObject([
      { id: client },
    ])
    expect(lab.received('bob', server)).toHaveLength(160)
    lab.consume('bob', server, 100)
    lab.run(lab.now + 1000)
    expect(lab.received('bob', server)).toHaveLength(250)
    expect(lab.heard.at(-1)).toMatchObject({ op: 'end', host: 'bob' })
  })

  it('tells the sender how many bytes were consumed, and never more than were sent', () => {
    const lab = new Lab({ ...pair, window })
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.greedy = false
    lab.send('alice', op.data, client, 'x'.repeat(30))
    lab.run(lab.now + 100)
    lab.consume('bob', server, 4_000_000_000)
    const [credit] = lab.run(lab.now + 100)
    expect(Buffer.from(credit?.text ?? '', 'latin1').readUInt32BE()).toBe(30)
  })

  it('does not wake the sender for small messages', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    lab.send('alice', op.data, client, 'ping')
    lab.run(lab.now + 10_000)
    expect(lab.heard.filter(({ op: what }) => what === 'credit')).toEqual([])
  })

  it('sends no credit for bytes of a sender that has ended', () => {
    const lab = new Lab({ ...pair, window })
    lab.listen('bob', 4001)
    const { client } = lab.open('alice', 'bob', 4001)
    lab.send('alice', op.data, client, 'x'.repeat(100))
    lab.send('alice', op.end, client)
    expect(lab.run(lab.now + 10_000).map(({ op: what }) => what)).toEqual(['data', 'end'])
  })

  it('lets a connection outlive any blackhole while only a credit is missing', () => {
    const lab = new Lab({ ...pair, window })
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.greedy = false
    lab.send('alice', op.data, client, 'x'.repeat(200))
    lab.run(lab.now + 1000)
    const cut = lab.net.cut({ from: ['alice'], to: ['bob'], mode: 'blackhole', oneWay: false }, lab.now)
    lab.consume('bob', server, 100)
    expect(lab.run(lab.now + 7_200_000)).toEqual([])
    cut.heal(lab.now)
    lab.run(lab.now + 120_000)
    expect(lab.received('bob', server)).toHaveLength(200)
  })

  it('survives the loss of the credit that would have reopened the window', () => {
    const lab = new Lab({ ...pair, window })
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.greedy = false
    lab.send('alice', op.data, client, 'x'.repeat(200))
    lab.run(lab.now + 1000)
    const cut = lab.net.cut({ from: ['alice'], to: ['bob'], mode: 'blackhole', oneWay: false }, lab.now)
    lab.consume('bob', server, 100)
    lab.run(lab.now + 30_000)
    expect(lab.received('bob', server)).toHaveLength(100)
    cut.heal(lab.now)
    lab.run(lab.now + 120_000)
    expect(lab.received('bob', server)).toHaveLength(200)
  })
})

describe('nonsense from a process', () => {
  it.each([
    ['data for a socket that never was', op.data, 99, 'x'],
    ['an end for a socket that never was', op.end, 99, ''],
    ['a connect that is not JSON', op.connect, 99, '{'],
    ['a connect to a port that cannot be', op.connect, 99, { address: '1.2.3.4', port: 70_000 }],
    ['a listen without address', op.listen, 99, { port: 1 }],
    ['a frame that only the switch may send', op.incoming, 99, ''],
  ])('such as %s is answered with a reset and recorded', (_, frameOp, id, payload) => {
    const lab = new Lab(pair)
    lab.send('alice', frameOp, id, payload)
    expect(lab.run(0)).toMatchObject([{ host: 'alice', op: 'reset', id, text: 'EBADF' }])
    expect(lab.net.snapshot(0).strays).toMatchObject([{ host: 'alice', op: frameOp, id }])
  })

  it('is not what crossed with the news of a reset', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.send('bob', op.reset, server)
    lab.send('alice', op.data, client, 'crossing')
    lab.run(lab.now + 1000)
    lab.send('alice', op.data, client, 'late')
    lab.run(lab.now + 1000)
    expect(lab.net.snapshot(lab.now).strays).toEqual([])
    expect(lab.heard.filter(({ op: what }) => what === 'reset')).toHaveLength(1)
  })

  it('is not what a process still says about any of many connections that both sides have ended', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const connections = Array.from({ length: 20 }, () => lab.open('alice', 'bob', 4001))
    for (const { client, server } of connections.filter((_, at) => at !== 7)) {
      lab.send('alice', op.end, client)
      lab.send('bob', op.end, server)
    }
    lab.run(lab.now + 1000)
    for (const { client, server } of connections) {
      lab.consume('alice', client, 1)
      lab.consume('bob', server, 1)
    }
    expect(lab.net.snapshot(lab.now)).toMatchObject({ strays: [], flows: [{ from: { host: 'alice' } }] })
  })

  it('such as data for a listener is recorded, whatever was closed before', () => {
    const lab = new Lab(pair)
    const listener = lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    const back = lab.connect('bob', lab.address('alice'), 9)
    lab.send('alice', op.reset, client)
    lab.run(lab.now + 1000)
    for (const id of [server, back]) lab.send('bob', op.data, id, 'late')
    lab.send('bob', op.data, listener, 'x')
    expect(lab.net.snapshot(lab.now).strays).toMatchObject([{ id: listener, reason: 'no such socket' }])
  })

  it('such as data after its end is recorded, and changes nothing', () => {
    const lab = new Lab(pair)
    lab.listen('bob', 4001)
    const { client, server } = lab.open('alice', 'bob', 4001)
    lab.send('alice', op.end, client)
    lab.send('alice', op.data, client, 'more')
    lab.run(lab.now + 1000)
    expect(lab.received('bob', server)).toBe('')
    expect(lab.net.snapshot(lab.now).strays).toMatchObject([{ reason: 'sent after its end' }])
  })

  it('throws for a host that is not configured', () => {
    expect(() => new Lab(pair).listen('carol', 1)).toThrow('no host is called carol')
  })
})
