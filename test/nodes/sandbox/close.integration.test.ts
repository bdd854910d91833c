/** The ends of connections that nobody closes properly, against those of the real loopback. */
import { spawn } from 'node:child_process'
import events from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { World } from '../../support/world.ts'

const AsyncFunction = (async () => {}).constructor as new (
  ...parameters: string[]
) => (...values: unknown[]) => Promise<unknown>

/** Runs code over the sockets of this machine. */
function plainly(code: string): Promise<unknown> {
  return new AsyncFunction('net', 'events', 'sleep', code)(net, events, sleep)
}

/** A client that writes, and the events of its socket. */
const client = (host: string, port: number, act: string) => `
  const seen = []; const socket = net.connect({ host: '${host}', port: ${port} })
  for (const name of ['connect', 'end', 'finish']) socket.on(name, () => seen.push(name))
  socket.on('error', (error) => seen.push('error ' + error.code))
  const closed = new Promise((resolve) => socket.on('close', (bad) => { seen.push('close ' + bad); resolve() }))
  ${act}
  await Promise.race([closed, sleep(3000)]); return seen`

describe('a process that is killed', () => {
  test.each([
    ['reads everything', 'socket.resume()', "socket.resume(); socket.write('hi')"],
    ['has got nothing', '', 'socket.resume()'],
    ['reads into its buffer only', '', "socket.resume(); socket.write('hi')"],
    ['does not read what is too much', '', 'socket.resume(); socket.write(Buffer.alloc(400000))'],
    ['writes', "socket.resume(); socket.write('some')", "socket.resume(); socket.write('hi')"],
    ['has ended', 'socket.resume(); socket.end()', "socket.resume(); socket.write('hi')"],
  ])('and %s ends its connections as on the real loopback', async (_name, onSocket, act) => {
    const serve = (host: string, port: number) =>
      `net.createServer({ allowHalfOpen: true }, (socket) => { socket.on('error', () => {}); ${onSocket} }).listen(${port}, '${host}'`
    const child = spawn(process.execPath, [
      '-e',
      `const server = ${serve('127.0.0.1', 0)}, () => console.log(server.address().port))`,
    ])
    const [port] = await events.once(child.stdout, 'data')
    const real = plainly(client('127.0.0.1', Number(port), act))
    await sleep(500)
    child.kill('SIGKILL')
    await using world = new World({ nodes: ['a', 'b'], latency: 10 })
    const [a, b] = await Promise.all([world.node('a'), world.node('b')])
    await b.run(`${serve('8.0.0.2', 1)})`)
    const virtual = a.run(client('8.0.0.2', 1, act))
    await world.clock.sleepUntil(world.clock.now() + 500)
    await world.kill(b)
    expect(await virtual).toEqual(await real)
  })

  test('while it was frozen, with data that it never got, resets', async () => {
    await using world = new World({ nodes: ['a', 'b'], latency: 10 })
    const [a, b] = await Promise.all([world.node('a'), world.node('b')])
    await b.run("net.createServer((socket) => socket.resume()).listen(1, '8.0.0.2')")
    const seen = a.run(
      client('8.0.0.2', 1, "await events.once(socket, 'connect'); await sleep(100); socket.write('hi')"),
    )
    await world.clock.sleepUntil(world.clock.now() + 50)
    b.steps.freeze()
    await world.clock.sleepUntil(world.clock.now() + 500)
    await world.kill(b)
    expect(await seen).toEqual(['connect', 'error ECONNRESET', 'close true'])
  })
})

describe('a socket that is destroyed', () => {
  test.each([
    ['with nothing unread', "socket.resume(); socket.write('hi')", 'socket.resume()'],
    ['with data in its own buffer', "socket.resume(); socket.write('hi')", ''],
    ['with data in the kernel', 'socket.resume(); socket.write(Buffer.alloc(400000))', ''],
    [
      'after reading what was too much',
      'socket.resume(); socket.write(Buffer.alloc(400000))',
      'setTimeout(() => socket.resume(), 20)',
    ],
  ])('%s ends as on the real loopback', async (_name, act, onSocket) => {
    const code = `const server = net.createServer((socket) => { socket.on('error', () => {}); ${onSocket}; setTimeout(() => socket.destroy(), 300) })
      server.listen(0, '127.0.0.1'); await events.once(server, 'listening'); const { port } = server.address()
      const run = async () => { ${client('127.0.0.1', 0, act).replace('port: 0', 'port')} }
      const result = await run(); server.close(); return result`
    await using world = new World({ nodes: ['a'] })
    const a = await world.node('a')
    expect(await a.run(code)).toEqual(await plainly(code))
  })
})
