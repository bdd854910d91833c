/** dgram.Socket on the virtual network: the same code gives the same results as over sockets of this machine. */
import dgram from 'node:dgram'
import events from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestNode, World } from '../../support/world.ts'

let world: World
let a: TestNode
let b: TestNode

beforeAll(async () => {
  world = new World({ latency: 10 })
  a = await world.node('a')
  b = await world.node('b')
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

/** Helpers for the code of both sides. Ports of the system's choice are left out: they differ. */
const prelude = `
  const seen = []
  const names = new Map()
  const named = ({ address, port, ...rest }) => ({ address, port: names.get(port) ?? port, ...rest })
  const tell = (name, socket) => {
    for (const event of ['listening', 'connect', 'close']) socket.on(event, () => seen.push([name, event]))
    socket.on('message', (bytes, from) => seen.push([name, String(bytes).slice(0, 40), named(from)]))
    socket.on('error', (error) => seen.push([name, error.message, error.code, error.syscall, error.errno]))
    return socket
  }
  const open = async (name, options, port = 0, address = undefined) => {
    const socket = tell(name, dgram.createSocket(options))
    socket.bind(port, address)
    await events.once(socket, 'listening')
    if (port === 0) names.set(socket.address().port, name)
    return socket
  }
  const attempt = (name, act) => {
    try { seen.push([name, act() ?? null]) } catch (error) { seen.push([name, error.message, error.code]) }
  }
  const sent = (name) => (error, bytes) => seen.push([name, error ? [error.message, error.code] : bytes])
  const pause = () => sleep(30)
`

const scripts: Readonly<Record<string, string>> = {
  'a datagram and its answer': `
    const server = await open('server', 'udp4', 5301)
    server.on('message', (bytes, { port, address }) => server.send('answer', port, address, sent('server')))
    const client = await open('client', 'udp4')
    client.send('question', 5301, '127.0.0.1', sent('client')); await pause()
    client.send(['two', Buffer.from(' parts')], 5301, 'localhost', sent('parts')); await pause()
    client.send(Buffer.from('offset'), 1, 3, 5301, sent('offset')); await pause()
    client.send('', 5301, '0.0.0.0', sent('empty')); await pause()
    client.close(); server.close(() => seen.push('closed')); await pause()`,
  'no bind before the first send': `
    const server = await open('server', 'udp4', 5302)
    const client = tell('client', dgram.createSocket('udp4'))
    attempt('address', () => client.address())
    attempt('ttl', () => client.setTTL(3))
    attempt('broadcast', () => client.setBroadcast(true))
    attempt('buffer', () => client.getRecvBufferSize())
    client.send('x', 5302); seen.push('sent')
    await events.once(client, 'listening'); names.set(client.address().port, 'client'); await pause()
    attempt('again', () => client.bind(5303))
    client.close(); server.close(); await pause()
    attempt('closed', () => client.send('x', 5302))
    attempt('close', () => client.close())`,
  'ports that are taken': `
    const first = await open('first', 'udp4', 5304)
    const second = tell('second', dgram.createSocket('udp4')); second.bind(5304); await pause()
    const third = tell('third', dgram.createSocket({ type: 'udp4', reuseAddr: true })); third.bind(5304); await pause()
    const exact = tell('exact', dgram.createSocket('udp4')); exact.bind(5304, '127.0.0.1'); await pause()
    const both = tell('both', dgram.createSocket('udp6')); both.bind(5304); await pause()
    const six = tell('six', dgram.createSocket({ type: 'udp6', ipv6Only: true })); six.bind(5304); await pause()
    const away = tell('away', dgram.createSocket('udp4')); away.bind(5305, '203.0.113.9'); await pause()
    for (const socket of [first, six]) socket.close()
    await pause()`,
  'sockets that share a port': `
    const options = { type: 'udp4', reuseAddr: true }
    const old = await open('old', options, 5306), young = await open('young', options, 5306)
    const exact = await open('exact', options, 5306, '127.0.0.1')
    const client = await open('client', 'udp4')
    client.send('one', 5306, '127.0.0.1'); await pause()
    exact.close(); client.send('two', 5306, '127.0.0.1'); await pause()
    const connected = await open('connected', options, 5306); connected.connect(client.address().port, '127.0.0.1'); await pause()
    client.send('three', 5306, '127.0.0.1'); await pause()
    const dual = await open('dual', { type: 'udp6', reuseAddr: true }, 5306)
    client.send('four', 5306, '127.0.0.1'); await pause()
    for (const socket of [old, young, connected]) socket.close()
    client.send('five', 5306, '127.0.0.1'); await pause()
    dual.close(); client.close(); await pause()`,
  'a connected socket': `
    const server = await open('server', 'udp4', 5307), other = await open('other', 'udp4', 5308)
    const client = tell('client', dgram.createSocket('udp4'))
    attempt('peer', () => client.remoteAddress())
    client.connect(5307, '127.0.0.1', () => seen.push('connected')); await events.once(client, 'connect')
    names.set(client.address().port, 'client')
    attempt('local', () => named(client.address())); attempt('peer', () => named(client.remoteAddress()))
    client.send('x', sent('client')); await pause()
    attempt('other', () => client.send('x', 5308, '127.0.0.1'))
    other.send('stranger', client.address().port, '127.0.0.1'); server.send('friend', client.address().port, '127.0.0.1'); await pause()
    attempt('twice', () => client.connect(5308))
    client.disconnect(); attempt('peer', () => client.remoteAddress()); attempt('local', () => named(client.address()))
    client.send('free', 5308, '127.0.0.1'); await pause(); names.set(client.address().port, 'client')
    other.send('stranger', client.address().port, '127.0.0.1'); await pause()
    for (const message of seen) if (message[1] === 'free') message[2].port = 'client'
    for (const socket of [client, server, other]) socket.close()
    await pause()`,
  'a port that nobody has': `
    const client = tell('client', dgram.createSocket('udp4'))
    client.send('lost', 5399, '127.0.0.1', sent('unconnected')); await pause()
    const connected = tell('connected', dgram.createSocket('udp4'))
    connected.connect(5399, '127.0.0.1'); await events.once(connected, 'connect')
    connected.send('1', sent('first')); await pause()
    connected.send('2', sent('second')); connected.send('3', sent('third')); await pause()
    client.close(); connected.close(); await pause()`,
  'sizes and options': `
    const server = await open('server', 'udp4', 5309), client = await open('client', 'udp4')
    client.send(Buffer.alloc(65507), 5309, '127.0.0.1', sent('largest')); await pause()
    client.send(Buffer.alloc(65508), 5309, '127.0.0.1', sent('larger')); await pause()
    attempt('sizes', () => [client.getRecvBufferSize(), client.getSendBufferSize(), client.getSendQueueSize(), client.getSendQueueCount()])
    client.setRecvBufferSize(5000); client.setSendBufferSize(1)
    attempt('sizes', () => [client.getRecvBufferSize(), client.getSendBufferSize()])
    for (const hops of [0, 1, 255, 256]) { attempt('ttl', () => client.setTTL(hops)); attempt('mttl', () => client.setMulticastTTL(hops)) }
    attempt('loop', () => client.setMulticastLoopback(false))
    attempt('ref', () => client.unref() === client && client.ref() === client)
    client.send('x', 5309, '::1', sent('family')); client.send('x', 5309, 'nobody.invalid', (error) => seen.push(error.code)); await pause()
    for (const port of [0, 65536, 'x']) attempt('port', () => client.send('x', port, '127.0.0.1'))
    attempt('type', () => dgram.createSocket('udp5'))
    attempt('message', () => client.send(5, 5309))
    client.close(); server.close(); await pause()`,
  'a burst into a buffer that is full': `
    let count = 0
    const server = await open('server', 'udp4', 5310); server.removeAllListeners('message'); server.on('message', () => count++)
    const client = await open('client', 'udp4')
    for (let at = 0; at < 1000; at++) client.send('x', 5310, '127.0.0.1')
    await sleep(100); seen.push(count > 100 && count < 500)
    client.close(); server.close(); await pause()`,
  'groups on the loopback': `
    const options = { type: 'udp4', reuseAddr: true }
    const member = await open('member', options, 5311), guest = await open('guest', options, 5311)
    const exact = await open('exact', options, 5311, '127.0.0.1')
    const client = await open('client', 'udp4', 0, '127.0.0.1')
    attempt('nobody', () => client.send('to nobody', 5311, '239.1.2.3')); await pause()
    attempt('join', () => member.addMembership('239.1.2.3', '127.0.0.1'))
    attempt('again', () => member.addMembership('239.1.2.3', '127.0.0.1'))
    attempt('no interface', () => member.addMembership('239.1.2.3', '203.0.113.9'))
    attempt('no group', () => member.addMembership('10.0.0.1', '127.0.0.1'))
    attempt('not joined', () => member.dropMembership('239.1.2.4', '127.0.0.1'))
    attempt('no interface', () => client.setMulticastInterface('203.0.113.9'))
    attempt('interface', () => client.setMulticastInterface('127.0.0.1'))
    client.send('to members', 5311, '239.1.2.3', sent('client')); await pause()
    attempt('leave', () => member.dropMembership('239.1.2.3', '127.0.0.1'))
    client.send('to nobody', 5311, '239.1.2.3', sent('client')); await pause()
    for (const socket of [member, guest, exact, client]) socket.close()
    await pause()`,
  broadcasts: `
    const options = { type: 'udp4', reuseAddr: true }
    const one = await open('one', options, 5312), two = await open('two', options, 5312)
    const client = await open('client', 'udp4')
    client.send('x', 5312, '127.255.255.255', sent('forbidden')); await pause()
    attempt('allow', () => client.setBroadcast(true))
    client.send('x', 5312, '127.255.255.255', sent('allowed')); await pause()
    // The order of the receivers is up to the kernel.
    seen.sort()
    for (const socket of [one, two, client]) socket.close()
    await pause()`,
  'a signal and a class of its own': `
    const ending = new AbortController()
    const socket = tell('socket', dgram.createSocket({ type: 'udp4', signal: ending.signal }))
    socket.bind(0); await events.once(socket, 'listening'); ending.abort(); await pause()
    const gone = dgram.createSocket({ type: 'udp4', signal: AbortSignal.abort() })
    attempt('gone', () => gone.bind(0))
    class Own extends dgram.Socket {}
    const own = new Own('udp4'); seen.push(own instanceof dgram.Socket, socket instanceof dgram.Socket, own.type)
    own.bind(0); await events.once(own, 'listening'); own.close()
    const looked = tell('looked', dgram.createSocket({ type: 'udp4', lookup: (name, options, done) => { seen.push([name, options]); done(null, '127.0.0.1', 4) } }))
    looked.send('x', 5313, 'somewhere', sent('looked')); await pause(); looked.close(); await pause()`,
}

/** Runs the code over sockets of this machine. */
async function plainly(code: string): Promise<unknown> {
  const AsyncFunction = (async () => {}).constructor as new (
    ...parameters: string[]
  ) => (...values: unknown[]) => Promise<unknown>
  const result: unknown = await new AsyncFunction('dgram', 'events', 'sleep', code)(dgram, events, sleep)
  return JSON.parse(JSON.stringify(result)) as unknown
}

describe('the same events as over sockets of this machine', () => {
  test.each(Object.entries(scripts))('%s', async (_, script) => {
    const code = `${prelude}\n${script}\nreturn seen`
    const [own, real] = [await a.run(code), await plainly(code)]
    expect(own).toEqual(real)
    expect(own).not.toEqual([])
  })
})

const receive = (port: number) =>
  `globalThis.heard = []; const socket = globalThis.socket${port} = dgram.createSocket('udp4')
   socket.on('message', (bytes, from) => heard.push([String(bytes), from.address, Date.now() - start])); const start = Date.now()
   socket.bind(${port}); await events.once(socket, 'listening')`

describe('between two nodes', () => {
  test('a datagram takes the latency of the link, both ways', async () => {
    await b.run(
      `${receive(1)}; socket.on('message', (bytes, { port, address }) => socket.send('pong', port, address))`,
    )
    const answer = await a.run(`const socket = dgram.createSocket('udp4'); const start = Date.now()
      socket.send('ping', 1, '8.0.0.2'); const [bytes, from] = await events.once(socket, 'message')
      return [String(bytes), from.address, from.port, from.family, Date.now() - start]`)
    expect(answer).toEqual(['pong', '8.0.0.2', 1, 'IPv4', 20])
    expect(await b.run('return heard.map(([text, address]) => [text, address])')).toEqual([
      ['ping', '8.0.0.1'],
    ])
  })

  test('a port that nobody has is an error of a connected socket after a round trip', async () => {
    const answer = await a.run(`const socket = dgram.createSocket('udp4'); socket.connect(999, '8.0.0.2')
      await events.once(socket, 'connect'); const start = Date.now(); socket.send('x')
      const [error] = await events.once(socket, 'error'); return [error.message, Date.now() - start]`)
    expect(answer).toEqual(['recvmsg ECONNREFUSED', 20])
  })

  test('a frozen node loses what does not fit into the buffer of its kernel', async () => {
    await b.run(receive(2))
    b.steps.freeze()
    await a.run(`const socket = dgram.createSocket('udp4'); await new Promise((done) => socket.bind(0, done))
      for (let at = 0; at < 1000; at++) socket.send(String(at), 2, '8.0.0.2'); await sleep(100)`)
    b.steps.thaw()
    const heard = (await b.run('await sleep(100); return heard.map(([text]) => text)')) as string[]
    expect(heard.length).toBeGreaterThan(200)
    expect(heard.length).toBeLessThan(300)
    expect(heard).toEqual(heard.map((_, at) => String(at)))
  })

  test('strangers on the internet hear nothing of groups and broadcasts', async () => {
    await b.run(`${receive(3)}; socket.addMembership('224.0.0.251')`)
    await a.run(`const socket = dgram.createSocket('udp4'); await new Promise((done) => socket.bind(0, done))
      socket.setBroadcast(true); for (const to of ['224.0.0.251', '255.255.255.255', '8.0.0.255']) socket.send('x', 3, to)
      await sleep(100)`)
    expect(await b.run('return heard')).toEqual([])
  })
})
