import events from 'node:events'
import net from 'node:net'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { receiveWindow } from '../../../src/protocol/wire.ts'
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

const machineHasIPv6 = Object.values(os.networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
)

/** Runs the same code over sockets of this machine, and returns its result. */
async function plainly(code: string): Promise<unknown> {
  const AsyncFunction = (async () => {}).constructor as new (
    ...parameters: string[]
  ) => (...values: unknown[]) => Promise<unknown>
  return new AsyncFunction('net', 'events', 'sleep', code)(net, events, sleep)
}

const listen = (port: number, onSocket: string, options = '{}') =>
  `const server = globalThis['server${port}'] = net.createServer(${options}, (socket) => { ${onSocket} })
   server.listen({ host: '8.0.0.2', port: ${port}, backlog: 5 }); await events.once(server, 'listening')`
const dial = (port: number, options = '') =>
  `const socket = connect({ host: '8.0.0.2', port: ${port} ${options} }); await events.once(socket, 'connect')`

describe('a connection between two nodes', () => {
  test('carries bytes both ways, has both addresses, and ends on both sides', async () => {
    await b.run(
      listen(
        1,
        "globalThis.seen = [socket.remoteAddress, socket.localPort]; socket.pipe(socket); socket.on('close', (bad) => seen.push(bad))",
      ),
    )
    const result = await a.run(`const start = Date.now(); ${dial(1)}
      const took = Date.now() - start
      const ends = [socket.remoteAddress, socket.remotePort, socket.remoteFamily, socket.localAddress]
      socket.write('hello '); socket.write(new TextEncoder().encode('world')); socket.end()
      let text = ''; const closed = events.once(socket, 'close'); for await (const chunk of socket) text += chunk
      await closed
      return [took, ...ends, text, socket.bytesRead, socket.bytesWritten, socket.destroyed]`)
    expect(result).toEqual([20, '8.0.0.2', 1, 'IPv4', '8.0.0.1', 'hello world', 11, 11, true])
    expect(await b.run('await sleep(50); return seen')).toEqual(['8.0.0.1', 1, false])
  })

  test('tells the same events in the same order as a kernel socket', async () => {
    await b.run(listen(2, "socket.end('bye')"))
    const events =
      await a.run(`const seen = []; const socket = net.connect(2, '8.0.0.2', () => seen.push('callback'))
      seen.push([socket.connecting, socket.pending, socket.readyState])
      for (const name of ['connect', 'ready', 'end', 'finish', 'close']) socket.on(name, () => seen.push(name))
      socket.on('data', (data) => seen.push(String(data)))
      await new Promise((resolve) => socket.on('close', resolve)); return seen`)
    expect(events).toEqual([
      [true, true, 'opening'],
      'callback',
      'connect',
      'ready',
      'bye',
      'end',
      'finish',
      'close',
    ])
  })

  test('to a port without a listener is refused', async () => {
    const answer =
      await a.run(`const socket = net.connect(999, '8.0.0.2'); const [error] = await events.once(socket, 'error')
      const [bad] = await events.once(socket, 'close'); return [error.code, error.syscall, error.address, error.port, error.message, bad]`)
    expect(answer).toEqual([
      'ECONNREFUSED',
      'connect',
      '8.0.0.2',
      999,
      'connect ECONNREFUSED 8.0.0.2:999',
      true,
    ])
  })

  test('is reset by resetAndDestroy, and the other side sees ECONNRESET', async () => {
    await b.run(listen(3, "globalThis.reset = events.once(socket, 'error')"))
    await a.run(`${dial(3)}; socket.resetAndDestroy(); await sleep(10)`)
    expect(await b.run('return (await reset)[0].message')).toBe('read ECONNRESET')
  })

  test('is half open where allowHalfOpen says so', async () => {
    await b.run(
      listen(
        4,
        "socket.resume(); socket.on('end', () => setTimeout(() => socket.end('late'), 1000))",
        '{ allowHalfOpen: true }',
      ),
    )
    const code = `${dial(4, ', allowHalfOpen: true')}; socket.end(); let text = ''; const start = Date.now()
      for await (const chunk of socket) text += chunk; return [text, Date.now() - start]`
    expect(await a.run(code)).toEqual(['late', 1020])
  })

  test('answers writes to a socket that is gone with a reset, of which the next write tells', async () => {
    await b.run(listen(5, 'socket.destroy()', '{ allowHalfOpen: true }'))
    const code = `${dial(5, ', allowHalfOpen: true')}; socket.resume(); await events.once(socket, 'end'); socket.write('x')
      await sleep(1000); const { destroyed } = socket; socket.write('y')
      const [error] = await events.once(socket, 'error'); return [destroyed, error.message]`
    expect(await a.run(code)).toEqual([false, 'write EPIPE'])
  })

  test('holds a writer back while the reader does not read, and lets it go on afterwards', async () => {
    await b.run(listen(6, 'globalThis.slow = socket; socket.pause()'))
    const stalled = await a.run(`${dial(6)}; globalThis.fast = socket; let written = 0
      globalThis.done = (async () => { const block = Buffer.alloc(65536, 7); for (let i = 0; i < 64; i++) { if (!socket.write(block)) await events.once(socket, 'drain'); written += block.length } socket.end() })()
      await sleep(10000); return written`)
    // The reader's socket reads once, and then no more.
    expect(stalled).toBe(receiveWindow)
    expect(await b.run('return slow.bytesRead')).toBe(65536)
    const total = b.run(
      'let n = 0; let sum = 0; for await (const chunk of slow) { n += chunk.length; sum += chunk[0] } return n',
    )
    expect(await total).toBe(64 * 65536)
    expect(await a.run('await done; return fast.writableFinished')).toBe(true)
  })

  test.each([
    ['is reset by the other side', ''],
    ['is destroyed', 'socket.destroy()'],
    ['is destroyed with an error', "socket.destroy(new Error('mine'))"],
    ['is reset by this side', 'socket.resetAndDestroy()'],
    ['is destroyed after its end', 'socket.end(); socket.destroy()'],
  ])('that %s calls back whoever writes, as a kernel socket', async (_name, act) => {
    const code = `const server = net.createServer((socket) => { socket.pause(); socket.on('error', () => {}); ${act === '' ? 'setTimeout(() => socket.resetAndDestroy(), 100)' : ''} })
      server.listen(0, '127.0.0.1'); await events.once(server, 'listening')
      const socket = net.connect(server.address().port, '127.0.0.1'); await events.once(socket, 'connect')
      const seen = []; const told = (what) => (error) => seen.push([what, error?.message ?? error ?? null])
      for (const name of ['error', 'finish', 'close']) socket.on(name, told(name))
      socket.write(Buffer.alloc(30e6), told('the one in flight')); socket.write('x', told('the one behind it'))
      await sleep(50); ${act}; if (!socket.closed) await new Promise((resolve) => socket.on('close', resolve))
      await sleep(20); server.close(); return seen`
    const seen = await a.run(code)
    expect(seen).toContainEqual(['the one in flight', 'write ECANCELED'])
    expect(seen).toEqual(await plainly(code))
  })

  test('that has come to an orderly end leaves no socket behind, on either side', async () => {
    const count = "return process.getBuiltinModule('node:v8').queryObjects(net.Socket, { format: 'count' })"
    const sockets = async () => [await a.run(count), await b.run(count)] as [number, number]
    await b.run(listen(12, 'socket.resume()'))
    const before = await sockets()
    await a.run(`for (let i = 0; i < 50; i++) { const socket = connect(12, '8.0.0.2'); socket.resume(); socket.end('x'); await events.once(socket, 'close') }
      await sleep(100)`)
    const after = await sockets()
    expect(after[0] - before[0]).toBeLessThan(10)
    expect(after[1] - before[1]).toBeLessThan(10)
  })

  test('times out by its own setTimeout, which starts anew with every write', async () => {
    await b.run(listen(7, 'socket.resume()'))
    const code = `${dial(7)}; const start = Date.now(); socket.setTimeout(5000)
      for (let i = 0; i < 4; i++) { await sleep(4000); socket.write('x') }
      await events.once(socket, 'timeout'); socket.destroy(); return Date.now() - start`
    expect(await a.run(code)).toBe(21_000)
  })

  test.each([
    ['one buffer', 'buffer: Buffer.alloc(10), callback'],
    ['a buffer without room', 'buffer: Buffer.alloc(0), callback'],
    ['a buffer for each read', 'buffer: () => Buffer.alloc(++size), callback'],
    [
      'a reader that stops each time',
      'buffer: Buffer.alloc(10), callback: (...read) => { callback(...read); return false }',
    ],
    [
      'a reader that pauses each time',
      'buffer: Buffer.alloc(10), callback: (...read) => { callback(...read); socket.pause() }',
    ],
    [
      'a reader that pauses and resumes',
      'buffer: Buffer.alloc(10), callback: (...read) => { callback(...read); socket.pause(); socket.resume() }',
    ],
    ['a reader that begins late', 'buffer: Buffer.alloc(10), callback: callback', 'socket.pause()'],
    [
      'a reader that leaves',
      'buffer: Buffer.alloc(10), callback: (...read) => { callback(...read); socket.destroy() }',
    ],
  ])('gives what arrives to onread, as a kernel socket: %s', async (_name, onread, first = '') => {
    const code = `const seen = []; let size = 2
      const server = net.createServer((socket) => socket.on('error', () => {}).end('what a server has to say'))
      server.listen(0, '127.0.0.1'); await events.once(server, 'listening')
      const callback = function (count, buffer) { seen.push([count, buffer.length, String(buffer.subarray(0, count)), socket.bytesRead]) }
      const socket = net.connect({ port: server.address().port, host: '127.0.0.1', onread: { ${onread} } }); ${first}
      socket.on('data', () => seen.push('data')).on('error', ({ message }) => seen.push(message)); if (${first !== ''}) socket.pause()
      for (const name of ['end', 'close']) socket.on(name, () => seen.push(name))
      await sleep(50); seen.push('now')
      for (let tries = 0; !socket.closed && tries < 10; tries++) { seen.push('again'); socket.resume(); await sleep(20) }
      server.close(); return seen`
    const seen = (await a.run(code)) as unknown[]
    expect(seen).toContain('close')
    expect(seen).toEqual(await plainly(code))
  })

  test('holds back a writer whose reader has stopped its onread, and ends after all was read', async () => {
    await b.run(listen(14, 'socket.resume().end(Buffer.alloc(3e6))'))
    const code = `let bytes = 0; let going = false
      const socket = connect({ port: 14, host: '8.0.0.2', onread: { buffer: Buffer.alloc(65536), callback: (count) => { bytes += count; return going } } })
      await sleep(5000); const held = [bytes, socket.bytesRead]; going = true; socket.resume()
      await events.once(socket, 'end'); return [...held, bytes, socket.bytesRead]`
    expect(await a.run(code)).toEqual([65536, 65536, 3e6, 3e6])
    expect(await b.run('await sleep(50); return server14._connections')).toBe(0)
  })

  test('has the contexts of an AsyncLocalStorage that a kernel socket has', async () => {
    const code = `const storage = new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)()
      const seen = []; const note = (what) => () => seen.push([what, storage.getStore() ?? null]); const within = (name, run) => storage.run(name, run)
      const watch = (who, emitter, names) => { for (const name of names) emitter.on(name, note(who + ' ' + name)) }
      const server = net.createServer()
      watch('server', server, ['connection', 'listening'])
      server.on('connection', (socket) => { watch('accepted', socket, ['end', 'close']); socket.once('data', note('accepted data')); socket.resume().on('error', () => {}) })
      within('listen', () => server.listen(0, '127.0.0.1')); await events.once(server, 'listening'); const { port } = server.address()
      const names = ['connect', 'ready', 'data', 'end', 'error', 'close', 'drain']
      const orderly = new net.Socket(); watch('orderly', orderly, names); server.once('connection', (socket) => socket.write('hi'))
      within('connect', () => orderly.connect(port, '127.0.0.1')); await events.once(orderly, 'data')
      within('write', () => orderly.write('x', note('orderly written'))); await sleep(20)
      within('end', () => orderly.end(note('orderly finished'))); await sleep(50)
      const destroyed = within('connect 2', () => net.connect(port, '127.0.0.1')); watch('destroyed', destroyed, names); await sleep(20)
      within('destroy', () => destroyed.destroy(new Error('mine'))); await sleep(20)
      const refused = within('connect 3', () => net.connect(1, '127.0.0.1')); watch('refused', refused, names); await sleep(20)
      const large = within('connect 4', () => net.connect(port, '127.0.0.1')); watch('large', large, names); await sleep(20)
      within('write 4', () => large.write(Buffer.alloc(30e6), note('large written'))); await events.once(large, 'drain'); await sleep(20)
      large.destroy(); server.close(); await sleep(20); return seen.map(String).sort()`
    const seen = await a.run(code)
    expect(seen).toContain('orderly data,connect')
    expect(seen).toEqual(await plainly(code))
  })

  test('comes from the localAddress and localPort that it was made with', async () => {
    await b.run(listen(13, 'socket.end(socket.remoteAddress + " " + socket.remotePort)'))
    const code = `${dial(13, ", localAddress: '8.0.0.1', localPort: 7777")}; let text = ''
      const { localAddress, localPort } = socket
      for await (const chunk of socket) text += chunk; return [localAddress, localPort, text]`
    expect(await a.run(code)).toEqual(['8.0.0.1', 7777, '8.0.0.1 7777'])
  })

  test.each([
    ['a port', '{ localPort: 7777 }'],
    ['an address', "{ localAddress: '127.0.0.9' }"],
    ['both', "{ localAddress: '127.0.0.1', localPort: 7778 }"],
    ['neither, said in other words', "{ localAddress: '', localPort: 0 }"],
    ['a port where somebody listens', '{ localPort: server.address().port }'],
    ['an address of nobody here', "{ localAddress: '192.0.2.1' }"],
    ['an address of the other family', "{ localAddress: '::1' }"],
    ['no address', "{ localAddress: 'nonsense' }"],
    ['no port', "{ localPort: 'nonsense' }"],
  ])('from %s inside one node is as over a kernel socket', async (_name, options) => {
    const code = `const seen = []; const server = net.createServer((socket) => { seen.push(socket.remoteAddress); socket.destroy() })
      server.listen(0, '0.0.0.0'); await events.once(server, 'listening')
      try {
        const local = ${options}
        const socket = net.connect({ port: server.address().port, host: '127.0.0.1', ...local }).resume()
        socket.on('connect', () => seen.push(local.localPort > 0 && socket.localPort)).on('error', ({ code, syscall, address }) => seen.push([code, syscall, address]))
        await new Promise((resolve) => socket.on('close', resolve))
      } catch (error) { seen.push(error.code) }
      server.close(); return seen.sort()`
    const seen = await a.run(code)
    expect(seen).not.toEqual([])
    expect(seen).toEqual(await plainly(code))
  })

  test('goes to the next address of a name when an attempt takes longer than 250 ms', async () => {
    await b.run(listen(15, 'socket.end()'))
    const code = `const start = performance.now(); const seen = []
      const lookup = (_host, _options, answer) => process.nextTick(answer, null, ['8.0.0.99', '8.0.0.2'].map((address) => ({ address, family: 4 })))
      const socket = net.connect({ host: 'some.name', port: 15, lookup }).resume()
      for (const name of ['connectionAttempt', 'connectionAttemptTimeout', 'connectionAttemptFailed', 'connect', 'error'])
        socket.on(name, (address) => seen.push([name, address ?? null, performance.now() - start]))
      await events.once(socket, 'close'); return [...seen, socket.autoSelectFamilyAttemptedAddresses, Object.hasOwn(socket, 'emit')]`
    expect(await a.run(code)).toEqual([
      ['connectionAttempt', '8.0.0.99', 0],
      ['connectionAttemptTimeout', '8.0.0.99', 250],
      ['connectionAttempt', '8.0.0.2', 250],
      ['connect', null, 270],
      ['8.0.0.99:15', '8.0.0.2:15'],
      false,
    ])
  })

  test('to an address of a family that the node lacks has no route', async () => {
    const code = `const [error] = await events.once(net.connect(80, '2001:db8::1'), 'error'); return error.message`
    expect(await a.run(code)).toBe('connect ENETUNREACH 2001:db8::1:80 - Local (:::0)')
  })

  test('is abandoned by the signal it was made with', async () => {
    const code = `const socket = net.connect({ port: 9, host: '8.0.0.2', signal: AbortSignal.timeout(5) })
      const [error] = await events.once(socket, 'error'); return error.name`
    expect(await a.run(code)).toBe('AbortError')
  })
})

describe('a server', () => {
  test('drops connections above maxConnections, with an event', async () => {
    await b.run(
      `${listen(10, 'socket.resume()')}; server.maxConnections = 1; globalThis.drops = []; server.on('drop', (data) => drops.push(data.remoteAddress))`,
    )
    const code = `${dial(10)}; const second = net.connect(10, '8.0.0.2').resume(); const seen = []
      for (const name of ['end', 'error', 'close']) second.on(name, () => seen.push(name)); await events.once(second, 'close'); return seen`
    expect(await a.run(code)).toEqual(['end', 'close'])
    expect(await b.run('return drops')).toEqual(['8.0.0.1'])
  })

  test('closes when its last connection has gone', async () => {
    await b.run(listen(11, 'socket.resume()'))
    await a.run(`${dial(11)}; globalThis.last = socket; await sleep(10)`) // The server accepts with the last ACK.
    const closed = b.run(`const closed = events.once(server11, 'close'); server11.close()
      const before = [server11.listening, await util.promisify(server11.getConnections.bind(server11))()]
      const start = Date.now(); await closed; return [...before, Date.now() - start]`)
    await a.run('await sleep(300); last.end()')
    const [listening, count, waited] = (await closed) as [boolean, number, number]
    expect([listening, count]).toEqual([false, 1])
    expect(waited).toBeGreaterThan(300)
  })

  test.each([
    ['port', 'server.listen(20)', { address: '::', family: 'IPv6', port: 20 }],
    ['port and host', "server.listen(21, '8.0.0.2')", { address: '8.0.0.2', family: 'IPv4', port: 21 }],
    [
      'port, host, backlog, callback',
      "server.listen(22, '0.0.0.0', 5, () => {})",
      { address: '0.0.0.0', family: 'IPv4', port: 22 },
    ],
    [
      'options',
      "server.listen({ port: 23, host: '127.0.0.1' })",
      { address: '127.0.0.1', family: 'IPv4', port: 23 },
    ],
    ['localhost', "server.listen(24, 'localhost')", { address: '127.0.0.1', family: 'IPv4', port: 24 }],
  ])('listens with %s', async (_name, code, expected) => {
    const address = await b.run(
      `const server = net.createServer(); ${code}; await events.once(server, 'listening'); const at = server.address(); server.close(); return at`,
    )
    expect(address).toEqual(expected)
  })

  test('gets the same ephemeral ports in every run', async () => {
    const code = `const ports = []; for (let i = 0; i < 2; i++) { const server = net.createServer().listen(0, '8.0.0.2'); await events.once(server, 'listening'); ports.push(server.address().port) } return ports`
    expect(await b.run(code)).toEqual([49152, 49153])
  })

  test.each([
    [
      '0.0.0.0, and on ::, for IPv6 only',
      "{ host: '0.0.0.0' }, { host: '::', ipv6Only: true }",
      ['listening', 'listening'],
    ],
    [
      '::, for IPv6 only, and on 0.0.0.0',
      "{ host: '::', ipv6Only: true }, { host: '0.0.0.0' }",
      ['listening', 'listening'],
    ],
    [
      'every address, for IPv6 only, and on one of IPv4',
      "{ ipv6Only: true }, { host: '127.0.0.1' }",
      ['listening', 'listening'],
    ],
    [
      'one of IPv4 and one of IPv6',
      "{ host: '127.0.0.1', ipv6Only: true }, { host: '::1' }",
      ['listening', 'listening'],
    ],
    ['0.0.0.0, but not on ::', "{ host: '0.0.0.0' }, { host: '::' }", ['listening', 'EADDRINUSE']],
    ['::, but not on 0.0.0.0', "{ host: '::' }, { host: '0.0.0.0' }", ['listening', 'EADDRINUSE']],
    [
      '::, but not on an address of IPv4',
      "{ host: '::' }, { host: '127.0.0.1' }",
      ['listening', 'EADDRINUSE'],
    ],
    [
      '::, for IPv6 only, but not on ::',
      "{ host: '::', ipv6Only: true }, { host: '::' }",
      ['listening', 'EADDRINUSE'],
    ],
    [
      '::, for IPv6 only, but not on ::1',
      "{ host: '::', ipv6Only: true }, { host: '::1' }",
      ['listening', 'EADDRINUSE'],
    ],
  ])('listens on one port on %s, as a kernel has it', async (_name, options, expected) => {
    const code = `const servers = []; const outcomes = []; let port = 0
      for (const each of [${options}]) {
        const server = net.createServer().listen({ port, ...each }); servers.push(server)
        outcomes.push(await new Promise((resolve) => server.on('listening', () => resolve('listening')).on('error', ({ code }) => resolve(code))))
        port ||= server.address().port
      }
      await sleep(50); for (const server of servers) server.close(); return outcomes`
    expect(await a.run(code)).toEqual(expected)
    if (machineHasIPv6) expect(await plainly(code)).toEqual(expected)
  })

  test('for IPv6 only gets no connections of IPv4, and shares the port with the server that does', async () => {
    const code = `const seen = []; const servers = ['0.0.0.0', '::'].map((host) =>
        net.createServer((socket) => { seen.push([host, socket.remoteAddress]); socket.destroy() }).listen({ port: 6112, host, ipv6Only: host === '::' }))
      await Promise.all(servers.map((server) => events.once(server, 'listening')))
      for (const host of ['127.0.0.1', '::1']) await events.once(net.connect(6112, host).resume(), 'close')
      for (const server of servers) server.close(); return seen`
    expect(await a.run(code)).toEqual([
      ['0.0.0.0', '127.0.0.1'],
      ['::', '::1'],
    ])
  })

  test.each([
    [
      'a port that is taken',
      "net.createServer().listen(30, '8.0.0.2'); const server = net.createServer().listen(30, '0.0.0.0')",
      'EADDRINUSE',
    ],
    [
      'an address of somebody else',
      "const server = net.createServer().listen(31, '8.0.0.1')",
      'EADDRNOTAVAIL',
    ],
    ['a Unix socket', "const server = net.createServer().listen('/tmp/nowhere.sock')", 'ERR_TOPO_SANDBOX'],
    [
      'a name that does not resolve',
      "const server = net.createServer().listen(32, 'example.org')",
      'ENOTFOUND',
    ],
  ])('cannot listen on %s', async (_name, code, expected) => {
    expect(
      await b.run(`${code}; const [error] = await events.once(server, 'error'); return error.code`),
    ).toBe(expected)
  })
})

describe('inside one node', () => {
  test.each(['127.0.0.1', 'localhost', '8.0.0.1'])(
    'a server on every address is reached through %s',
    async (host) => {
      const code = `const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '0.0.0.0'); await events.once(server, 'listening')
      const socket = net.connect(server.address().port, '${host}'); socket.end('echo'); let text = ''
      for await (const chunk of socket) text += chunk; server.close(); await events.once(server, 'close'); return text`
      expect(await a.run(code)).toBe('echo')
    },
  )

  test('a connection to an address without a host is refused', async () => {
    const code = "const [error] = await events.once(net.connect(40, '127.0.0.1'), 'error'); return error.code"
    expect(await a.run(code)).toBe('ECONNREFUSED')
  })
})

describe('modules on top of node:net', () => {
  test('http works, keep-alive and Date header included', async () => {
    await b.run(`const server = http.createServer((request, response) => { response.end(request.url + ' ' + request.socket.remoteAddress) })
      server.listen(80, '8.0.0.2'); await events.once(server, 'listening')`)
    const code = `const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }); const ports = []
      const get = (path) => new Promise((resolve, reject) => http.get({ host: '8.0.0.2', path, agent }, async (response) => { ports.push(response.socket.localPort); let text = ''; for await (const chunk of response) text += chunk; resolve(text) }).on('error', reject))
      const texts = [await get('/one'), await get('/two')]; agent.destroy(); return [...texts, ports[0] === ports[1]]`
    expect(await a.run(code)).toEqual(['/one 8.0.0.1', '/two 8.0.0.1', true])
  })

  test('fetch works', async () => {
    expect(await a.run("return await (await fetch('http://8.0.0.2/fetched')).text()")).toBe(
      '/fetched 8.0.0.1',
    )
  })

  const secure = `ciphers: 'PSK', pskCallback: () => ({ psk: Buffer.alloc(32, 1), identity: 'a' }), checkServerIdentity: () => undefined`

  test.each([
    ['a connected socket', `${dial(443)}; const secure = tls.connect({ socket, ${secure} })`],
    [
      'a socket that is connecting',
      `const secure = tls.connect({ socket: net.connect(443, '8.0.0.2'), ${secure} })`,
    ],
    ['a host and a port', `const secure = tls.connect({ host: '8.0.0.2', port: 443, ${secure} })`],
  ])('TLS works over %s', async (_name, code) => {
    await b.run(`if (globalThis.tlsServer) return; globalThis.tlsServer = tls.createServer({ pskCallback: () => Buffer.alloc(32, 1), ciphers: 'PSK' },
      (socket) => socket.end('for ' + socket.remoteAddress)); tlsServer.listen(443, '8.0.0.2'); await events.once(tlsServer, 'listening')`)
    const text = await a.run(
      `${code}; await events.once(secure, 'secureConnect'); const { remotePort } = secure
      let text = ''; for await (const chunk of secure) text += chunk; return text + ' by ' + remotePort`,
    )
    expect(text).toBe('for 8.0.0.1 by 443')
  })
})

describe('parts of Node that a virtual network lacks', () => {
  test.each([
    ['a UDP handle', "dgram._createSocketHandle('0.0.0.0', 0, 'udp4')"],
    ['child processes', "childProcess.spawn('true')"],
    ['a Unix socket', "const [error] = await events.once(net.connect('/tmp/nowhere'), 'error'); throw error"],
  ])('%s: an error that says so', async (_name, code) => {
    expect(await a.ask(code)).toMatchObject({ code: 'ERR_TOPO_SANDBOX' })
  })
})

test('the node sees its own addresses and its own name', async () => {
  const code =
    'return [os.hostname(), Object.values(os.networkInterfaces()).flat().map(({ address, internal }) => [address, internal])]'
  expect(await a.run(code)).toEqual([
    'a',
    [
      ['127.0.0.1', true],
      ['::1', true],
      ['8.0.0.1', false],
    ],
  ])
  a.steps.send({ type: 'sandbox/addresses', addresses: ['10.0.0.9', 'fd00::9'] })
  expect(await a.run('return os.networkInterfaces().eth0.map(({ cidr }) => cidr)')).toEqual([
    '10.0.0.9/24',
    'fd00::9/64',
  ])
})
