import path from 'node:path'
import { describe, expect } from 'vitest'
import { isAlive } from '../../../../src/base/is-alive.ts'
import { ProcessPool } from '../../../../src/runner/processes/shared/process-pool.ts'
import { SharedWorld } from '../../../support/shared-world.ts'
import { test } from '../../../support/temporary-folder.ts'
import { World } from '../../../support/world.ts'

const names = ['a', 'b']
const hour = 3_600_000

const drawn = `return [Math.random(), crypto.randomUUID(), crypto.generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x, process.pid, os.hostname(), os.networkInterfaces().eth0[0].address]`

describe('nodes that share a process', () => {
  test('see what each would see in a process of its own', async ({ folder }) => {
    await using shared = await SharedWorld.open({ names, folder })
    await using own = new World({ nodes: names })
    for (const name of names) {
      const [here, there] = [await shared.node(name), await own.node(name)]
      expect(await here.run(drawn)).toEqual(await there.run(drawn))
    }
  })

  test('have one process, and a clock each', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder })
    const [a, b] = [await world.node('a', { skew: hour }), await world.node('b')]
    expect(a.place.pid).toBe(b.place.pid)
    await world.clock.sleepUntil(1000)
    const [early, right] = [await a.run('return Date.now()'), await b.run('return Date.now()')]
    expect(Number(early) - Number(right)).toBe(hour)
    await a.run(`setTimeout(() => send({ who: 'a', at: performance.now() }), 500)`)
    await b.run(`setTimeout(() => send({ who: 'b', at: performance.now() }), 250)`)
    await world.clock.sleepUntil(2000)
    expect([...a.said, ...b.said]).toEqual([
      { who: 'a', at: 1500 },
      { who: 'b', at: 1250 },
    ])
  })

  test('have sockets of their own: the same port, and each its own loopback', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder })
    const [a, b] = [await world.node('a'), await world.node('b')]
    for (const [node, word] of [
      [a, 'from a'],
      [b, 'from b'],
    ] as const)
      await node.run(
        `const server = net.createServer((socket) => socket.end('${word}')).listen(4001, '0.0.0.0'); await events.once(server, 'listening')`,
      )
    const read = (host: string) =>
      `const socket = net.connect(4001, '${host}'); let text = ''; for await (const part of socket) text += part; return text`
    expect([await a.run(read('127.0.0.1')), await b.run(read('127.0.0.1'))]).toEqual(['from a', 'from b'])
    expect([await a.run(read('8.0.0.2')), await b.run(read('8.0.0.1'))]).toEqual(['from b', 'from a'])
  })

  test('end alone: after an uncaught error with code 1, and its timers never fire', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder })
    const [a, b] = [await world.node('a'), await world.node('b')]
    await a.run(
      `setTimeout(() => { setTimeout(() => console.log('never'), 1); throw new TypeError('oops') }, 100)`,
    )
    await world.clock.sleepUntil(1000)
    expect(await a.place.ended).toEqual({ code: 1, signal: null, failure: null })
    expect(a.said).toMatchObject([{ type: 'fatal', error: 'TypeError: oops' }])
    expect(await b.run('return 2 + 2')).toBe(4)
  })

  test('end alone when they are killed, in the middle of their work', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder })
    const [a, b] = [await world.node('a'), await world.node('b')]
    await a.run(`globalThis.beats = []; setInterval(() => globalThis.beats.push(Date.now()), 10)`)
    await world.clock.sleepUntil(1000)
    const beats = Number(await b.run('return globalThis.beats.length'))
    expect(beats).toBeGreaterThan(90)
    a.place.signal('SIGKILL')
    expect(await a.place.ended).toEqual({ code: null, signal: 'SIGKILL', failure: null })
    await world.clock.sleepUntil(2000)
    expect(await b.run('return globalThis.beats.length')).toBe(beats)
  })

  test('wait for a program that takes long to load', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder, program: 'slow-to-load.ts' })
    await using own = new World({ nodes: names })
    const [here, there] = [await world.node('a'), await own.node('a')]
    const [first] = (await here.run('return [Math.random()]')) as [number]
    // The program has drawn one number while it was loaded.
    const [, second] = (await there.run('return [Math.random(), Math.random()]')) as [number, number]
    expect(first).toBe(second)
  })

  test('are told apart when one never comes to rest: only that one is named', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder, limit: 2000 })
    const [a, b] = [await world.node('a'), await world.node('b')]
    await a.run('setTimeout(() => { for (;;); }, 5000)')
    await b.run('setTimeout(() => {}, 5000)')
    const outcome = await world.clock.outcome
    expect(outcome).toMatchObject({ kind: 'stuck', error: { reason: 'busy', nodes: ['a'] } })
  })
})

describe('nodes whose steps meet', () => {
  const three = ['a', 'b', 'c', 'd']

  test('get their own bytes, although a step before theirs takes long', async ({ folder }) => {
    await using world = await SharedWorld.open({ names: three, folder })
    const [a, b, c, d] = await Promise.all(three.map((name) => world.node(name)))
    const listen = (act: string) =>
      `globalThis[os.hostname()] = ''; const server = net.createServer((socket) => socket.on('data', ${act})).listen(1, '0.0.0.0'); await events.once(server, 'listening')`
    const keep = '(part) => { globalThis[os.hostname()] += part }'
    await a?.run(listen("() => crypto.pbkdf2('x', 'y', 300000, 32, 'sha256', () => {})"))
    await b?.run(listen(keep))
    await c?.run(listen(keep))
    // Together more than one read of the process takes.
    await d?.run(
      `const to = (last) => net.connect(1, '8.0.0.' + last); const [x, y, z] = [to(1), to(2), to(3)]
       await Promise.all([x, y, z].map((socket) => events.once(socket, 'connect')))
       x.write('a'); y.write('b'.repeat(200000)); z.write('c'.repeat(200000))`,
    )
    await world.clock.sleepUntil(1000)
    expect(await b?.run("return b === 'b'.repeat(200000)")).toBe(true)
    expect(await c?.run("return c === 'c'.repeat(200000)")).toBe(true)
  })

  test('do all of them, although one throws an error that nobody catches', async ({ folder }) => {
    await using world = await SharedWorld.open({ names, folder, limit: 5000 })
    const [a, b] = [await world.node('a'), await world.node('b')]
    await a.run("setTimeout(() => { throw new Error('oops') }, 100)")
    await b.run('setTimeout(() => send({ due: performance.now() }), 100)')
    await world.clock.sleepUntil(1000)
    expect(b.said).toEqual([{ due: 100 }])
  })

  test('never do work that a failed node has begun, and later nodes have another process', async ({
    folder,
  }) => {
    await using world = await SharedWorld.open({ names: three, folder })
    await using own = new World({ nodes: three })
    const [a, b] = [await world.node('a'), await world.node('b')]
    await a.run(
      `globalThis.late = []
       setTimeout(() => {
         crypto.pbkdf2('x', 'y', 1000, 32, 'sha256', () => globalThis.late.push(Math.random()))
         throw new Error('oops')
       }, 100)`,
    )
    await world.clock.sleepUntil(1000)
    const draw = 'return [Math.random(), globalThis.late ?? []]'
    const [first, late] = (await b.run(draw)) as [number, unknown[]]
    expect([first, late]).toEqual([((await (await own.node('b')).run(draw)) as [number])[0], []])
    const c = await world.node('c')
    expect(c.place.pid).not.toBe(b.place.pid)
  })

  test('tell at once of a program that fails while it is loaded', async ({ folder }) => {
    await using pool = new ProcessPool()
    using processes = await pool.share(1)
    const program = path.join(import.meta.dirname, '../../../fixtures/programs/throws-when-loaded.ts')
    const settings = { node: 'a', seed: '1', clock: 'virtual', epoch: 0, time: 0, addresses: [] } as const
    const node = processes.open([program], settings, path.join(folder, 'a.log'))
    expect(await node.ended).toEqual({ code: 1, signal: null, failure: null })
    expect(node.output.tail.join()).toContain('TypeError: this release is broken')
    await node.output.end()
  })
})

describe('the pool', () => {
  test('gives a process of one run to the next, in which each node begins anew', async ({ folder }) => {
    await using pool = new ProcessPool()
    const play = async () => {
      await using world = await SharedWorld.open({ names, folder, pool })
      const a = await world.node('a')
      await a.run('setInterval(() => {}, 10)')
      await world.clock.sleepUntil(500)
      return { pid: a.place.pid, drawn: await a.run(drawn), at: await a.run('return performance.now()') }
    }
    const first = await play()
    expect(await play()).toEqual(first)
  })

  test('keeps a process whose last step ends soon after its run', async ({ folder }) => {
    await using pool = new ProcessPool()
    const pids: number[] = []
    for (const _ of [1, 2]) {
      await using world = await SharedWorld.open({ names, folder, pool })
      const a = await world.node('a')
      pids.push(a.place.pid)
      await a.run(`setTimeout(() => crypto.pbkdf2Sync('x', 'y', 100_000, 32, 'sha256'), 10)`)
      const isAtWork = () => a.place.isAtWork()
      world.clock.sleepUntil(20).catch(() => {})
      await expect.poll(isAtWork, { interval: 1 }).toBe(true)
      await world[Symbol.asyncDispose]()
      expect(isAtWork()).toBe(true)
      await expect.poll(isAtWork).toBe(false)
    }
    expect(pids[1]).toBe(pids[0])
  })

  test('does not keep a process in which a node is still at work', async ({ folder }) => {
    await using pool = new ProcessPool()
    const pids: number[] = []
    for (const [code, limit] of [
      ['setTimeout(() => { for (;;); }, 10)', 2000],
      ['return 1', 50_000],
    ] as const) {
      await using world = await SharedWorld.open({ names, folder, pool, limit })
      const a = await world.node('a')
      pids.push(a.place.pid)
      await a.run(code)
      await Promise.race([world.clock.outcome, world.clock.sleepUntil(100).catch(() => {})])
    }
    expect(pids[0]).not.toBe(pids[1])
  })

  test('leaves no process when it ends', async ({ folder }) => {
    let pid = 0
    {
      await using world = await SharedWorld.open({ names, folder })
      pid = (await world.node('a')).place.pid
      expect(isAlive(pid)).toBe(true)
    }
    expect(isAlive(pid)).toBe(false)
  })
})
