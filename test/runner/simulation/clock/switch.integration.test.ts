/** The rounds, the sandbox and the real switch together. */
import { expect, test } from 'vitest'
import { World } from '../../../support/world.ts'

test('a connection is made, used and ended through the switch, at the times that its links say', async () => {
  await using world = new World({ nodes: ['a', 'b'], latency: 10 })
  const [a, b] = await Promise.all([world.node('a'), world.node('b')])
  await b.run("net.createServer((socket) => socket.pipe(socket)).listen(1, '0.0.0.0')")
  const code = `const start = performance.now(); const socket = net.connect(1, '8.0.0.2'); await events.once(socket, 'connect')
    const connected = performance.now() - start; const { remoteAddress } = socket; const closed = events.once(socket, 'close'); socket.end('echo'); let text = ''
    for await (const chunk of socket) text += chunk; await closed; return [text, connected, performance.now() - start, remoteAddress]`
  expect(await a.run(code)).toEqual(['echo', 20, 40, '8.0.0.2'])
})

test('megabytes flow through the switch under back-pressure, without loss', async () => {
  await using world = new World({ nodes: ['a', 'b'] })
  const [a, b] = await Promise.all([world.node('a'), world.node('b')])
  await b.run(`net.createServer(async (socket) => { const hash = crypto.createHash('sha256'); let size = 0
    for await (const chunk of socket) { hash.update(chunk); size += chunk.length; if (size % 7 === 0) await sleep(5) }
    send({ size, digest: hash.digest('hex') }) }).listen(1, '8.0.0.2')`)
  const digest = await a.run(`const bytes = crypto.randomBytes(6e6); const socket = net.connect(1, '8.0.0.2')
    for (let at = 0; at < bytes.length; at += 50000) if (!socket.write(bytes.subarray(at, at + 50000))) await events.once(socket, 'drain')
    socket.end(); return crypto.createHash('sha256').update(bytes).digest('hex')`)
  await world.clock.sleepUntil(600_000)
  expect(world.log.map(({ message }) => message)).toEqual([{ size: 6_000_000, digest }])
})

test('a port without a listener refuses, and a listener on an address of another host is an error', async () => {
  await using world = new World({ nodes: ['a', 'b'] })
  const a = await world.node('a', { addresses: ['8.0.0.1', '8.0.0.99'] })
  const refused = "const [error] = await events.once(net.connect(1, '8.0.0.2'), 'error'); return error.code"
  expect(await a.run(refused)).toBe('ECONNREFUSED')
  const moved =
    "const server = net.createServer().listen(1, '8.0.0.99'); const [error] = await events.once(server, 'error'); return [error.code, server.listening]"
  expect(await a.run(moved)).toEqual(['EADDRNOTAVAIL', false])
})
