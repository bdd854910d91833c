import { once } from 'node:events'
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { ControlServer } from '../../../src/library/control/server.ts'
import { socketPlace } from '../../../src/library/control/socket-place.ts'
import { openFakes } from '../../fixtures/opened-topology.ts'
import { test } from '../../support/temporary-folder.ts'

/** A server of fakes at this path. */
async function serve(at: string) {
  const opened = await openFakes()
  const server = await ControlServer.open(opened, await socketPlace(at, {}))
  const close = async () => {
    opened.session.end()
    await server[Symbol.asyncDispose]()
    opened[Symbol.dispose]()
  }
  return { opened, server, close, [Symbol.asyncDispose]: close }
}

/** A client that sends lines, and its answers. */
async function connect(at: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = net.connect({ path: at, allowHalfOpen: true }, resolve)
  socket.on('error', reject)
  await promise
  const lines = createInterface(socket)[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    return done === true ? null : JSON.parse(value)
  }
  const send = (text: string) => socket.write(text)
  return { socket, send, next, [Symbol.dispose]: () => socket.destroy() }
}

describe('the socket of a running topology', () => {
  test('is for its owner only, and gone at the end', async ({ folder }) => {
    const at = path.join(folder, 's.sock')
    {
      await using _server = await serve(at)
      expect(statSync(at).mode & 0o777).toBe(0o600)
    }
    expect(existsSync(at)).toBe(false)
  })

  test('replaces that of a killed run, and no other file', async ({ folder }) => {
    const [at, file] = [path.join(folder, 's.sock'), path.join(folder, 'file')]
    const killed = net.createServer().listen(`${at}.new`)
    await once(killed, 'listening')
    renameSync(`${at}.new`, at)
    killed.close()
    await using _server = await serve(at)
    await expect(socketPlace(at, {})).rejects.toThrow('another topology is controlled at')
    writeFileSync(file, '')
    await expect(socketPlace(file, {})).rejects.toThrow('exists and is no socket')
    await expect(socketPlace(path.join(folder, 'x'.repeat(120)), {})).rejects.toThrow('is too long')
    await expect(serve(path.join(folder, 'missing/s.sock'))).rejects.toThrow(InputError)
  })

  test('stays when another topology, which found the place free, cannot listen there', async ({ folder }) => {
    const at = path.join(folder, 's.sock')
    const late = await socketPlace(at, {})
    await using _server = await serve(at)
    using opened = await openFakes()
    await expect(ControlServer.open(opened, late)).rejects.toThrow('EADDRINUSE')
    late[Symbol.dispose]()
    using client = await connect(at)
    client.send('{"id":1,"command":"state"}\n')
    expect(await client.next()).toMatchObject({ id: 1, output: { time: 1 } })
  })

  test('answers requests in pieces and several at once, on several connections', async ({ folder }) => {
    const at = path.join(folder, 's.sock')
    await using _server = await serve(at)
    using one = await connect(at)
    using two = await connect(at)
    one.send('{"id":"a","command":"adv')
    two.send('{"id":1,"command":"events"}\n\n{"id":2}\n')
    expect([await two.next(), await two.next()]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 1, output: expect.objectContaining({ last: 4 }) }),
        expect.objectContaining({ id: 2, error: expect.objectContaining({ kind: 'input' }) }),
      ]),
    )
    one.send('ance","input":{"time":"1s"}}\n')
    expect(await one.next()).toEqual({ id: 'a', output: { time: 1001 } })
  })

  test('sends later events to a client that follows them, with the id of its request', async ({ folder }) => {
    const at = path.join(folder, 's.sock')
    await using _server = await serve(at)
    using one = await connect(at)
    using two = await connect(at)
    one.send('{"id":7,"command":"events","input":{"of":"node-exited","follow":true}}\n')
    expect(await one.next()).toMatchObject({ id: 7, output: { events: [] } })
    two.send('{"id":8,"command":"fault","input":{"fault":"kill","node":"bob"}}\n')
    expect(await one.next()).toMatchObject({ id: 7, event: { kind: 'node-exited', node: 'bob' } })
    expect(await two.next()).toMatchObject({ id: 8 })
  })

  test('answers a client that has closed its side, and hangs up', async ({ folder }) => {
    const at = path.join(folder, 's.sock')
    await using _server = await serve(at)
    using client = await connect(at)
    client.socket.end('{"command":"state"}\n{"command":"advance","input":{"time":"1h"}}')
    expect(await client.next()).toMatchObject({ id: null, output: { time: 1 } })
    expect(await client.next()).toEqual({ id: null, output: { time: 3_600_001 } })
    expect(await client.next()).toBe(null)
  })

  test.for([
    ['has no end', ''],
    ['has an end', '\n'],
  ])('hangs up on a line that is too long and %s', async ([, end], { folder }) => {
    const at = path.join(folder, 's.sock')
    await using _server = await serve(at)
    using client = await connect(at)
    client.send(`${'x'.repeat(100_000)}${end}`)
    expect(await client.next()).toMatchObject({ error: { kind: 'input', message: /one line of at most/ } })
    expect(await client.next()).toBe(null)
  })

  test('tells its clients the end, and then hangs up, also on one that does not read', async ({ folder }) => {
    const at = path.join(folder, 's.sock')
    const { server, close } = await serve(at)
    using client = await connect(at)
    using silent = await connect(at)
    silent.socket.pause()
    client.send('{"id":1,"command":"end"}\n')
    await server.ended
    await close()
    expect(await client.next()).toMatchObject({ id: 1, output: { outcome: 'unknown' } })
    expect(await client.next()).toBe(null)
  })
})
