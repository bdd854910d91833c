import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { World } from '../../../support/world.ts'

const hour = 3_600_000
const echo = (port: number) =>
  `net.createServer((socket) => socket.on('data', (data) => { globalThis.got = [...(globalThis.got ?? []), [performance.now(), String(data)]]; socket.write(data) })).listen(${port}, '0.0.0.0')`

describe('who takes part in a round', () => {
  test('the cost of a round grows with its active nodes, not with all nodes', async () => {
    const nodes = Array.from({ length: 6 }, (_, index) => `n${index + 1}`)
    await using world = new World({ nodes })
    const all = await Promise.all(nodes.map((name) => world.node(name)))
    await all[0]?.run('setInterval(() => {}, 1000)')
    const before = world.clock.effort
    await world.clock.sleepUntil(world.clock.now() + 100_000)
    const after = world.clock.effort
    expect(after.rounds - before.rounds).toBeLessThanOrEqual(101)
    expect(after.steps - before.steps).toBe(after.rounds - before.rounds)
  })

  test('nodes that are due at one instant do their work side by side in one round', async () => {
    await using world = new World()
    const nodes = await Promise.all(['a', 'b', 'c'].map((name) => world.node(name)))
    await Promise.all(
      nodes.map((node) =>
        node.run(`setTimeout(() => send({ due: Date.now() }), ${hour} - performance.now())`),
      ),
    )
    const before = world.clock.effort
    await world.clock.sleepUntil(hour)
    await world.clock.sleepUntil(hour + 1)
    expect(world.clock.effort).toEqual({ rounds: before.rounds + 1, steps: before.steps + 3 })
    expect(world.log.map(({ node, time }) => [node, time])).toEqual([
      ['a', hour],
      ['b', hour],
      ['c', hour],
    ])
  })
})

describe('the order of things', () => {
  test('answers count in the order of the nodes, independent of their working time', async () => {
    await using world = new World()
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => world.node(name)))
    const work = (rounds: number) =>
      `setTimeout(() => { crypto.pbkdf2Sync('x', 'y', ${rounds}, 32, 'sha256'); send({ done: ${rounds} }) }, 1000 - performance.now())`
    await Promise.all([a?.run(work(200_000)), b?.run(work(50_000)), c?.run(work(1))])
    await world.clock.sleepUntil(2000)
    expect(world.log.map(({ node, time }) => `${node} ${time}`)).toEqual(['a 1000', 'b 1000', 'c 1000'])
  })

  test('deliveries come by time, then by sequence, and a slow sender is not late', async () => {
    await using world = new World({ latency: 10 })
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => world.node(name)))
    await c?.run(echo(1))
    const say = (delay: number, name: string, rounds: number) =>
      `const socket = net.connect(1, '8.0.0.3'); await events.once(socket, 'connect')
       setTimeout(() => { crypto.pbkdf2Sync('x', 'y', ${rounds}, 32, 'sha256'); socket.write('${name}') }, ${delay} - performance.now())`
    await Promise.all([a?.run(say(1000, 'first, after long work', 200_000)), b?.run(say(1001, 'second', 1))])
    await world.clock.sleepUntil(2000)
    expect(await c?.run('return got')).toEqual([
      [1010, 'first, after long work'],
      [1011, 'second'],
    ])
  })

  test('the runner’s own waits come before the steps of the same instant', async () => {
    await using world = new World()
    const a = await world.node('a')
    await a.run("setTimeout(() => send({ type: 'timer' }), 1000 - performance.now())")
    const order: string[] = []
    const waits = [1000, 1000, 999].map(async (time, index) => {
      await world.clock.sleepUntil(time)
      order.push(`wait ${index}, ${world.log.length} messages`)
    })
    await Promise.all(waits)
    await world.clock.sleepUntil(1001)
    order.push(`later, ${world.log.length} messages`)
    expect(order).toEqual([
      'wait 2, 0 messages',
      'wait 0, 0 messages',
      'wait 1, 0 messages',
      'later, 1 messages',
    ])
  })

  test('what a runner’s wait sets going, through turns of its event loop, happens before time goes on', async () => {
    await using world = new World()
    const a = await world.node('a')
    await a.run('setInterval(() => {}, 1)')
    await world.clock.sleepUntil(5000)
    await new Promise((resolve) => setImmediate(resolve))
    for (let i = 0; i < 50; i++) await null
    expect(world.clock.now()).toBe(5000)
    expect(await a.run('return performance.now()')).toBe(5000)
  })
})

describe('time', () => {
  test('does not pass while a process works', async () => {
    await using world = new World()
    const [a, b] = await Promise.all(['a', 'b'].map((name) => world.node(name)))
    await b?.run('setInterval(() => {}, 1)')
    const times = a?.run(
      "const before = Date.now(); for (let i = 0; i < 30; i++) await util.promisify(crypto.pbkdf2)('x', 'y', 20000, 32, 'sha256'); return Date.now() - before",
    )
    expect(await times).toBe(0)
  })

  test('does not pass while the runner holds it', async () => {
    await using world = new World()
    const a = await world.node('a')
    await a.run('setInterval(() => {}, 1)')
    const before = world.clock.now()
    const result = await world.clock.hold(async () => {
      const frozen = world.clock.now()
      await promisify(execFile)(process.execPath, ['--version'])
      return world.clock.now() - frozen
    })
    expect(result).toBe(0)
    await world.clock.sleepUntil(before + 10_000)
    expect(world.clock.now()).toBe(before + 10_000)
  })

  test('is held by work that fails until it has failed, and the failure comes out', async () => {
    await using world = new World()
    await expect(world.clock.hold(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await world.clock.sleepUntil(10)
    expect(world.clock.now()).toBe(10)
  })

  test('a wait can be abandoned, and leaves nothing behind', async () => {
    await using world = new World()
    const controller = new AbortController()
    const wait = world.clock.sleepUntil(hour, controller.signal)
    controller.abort(new Error('not needed'))
    await expect(wait).rejects.toThrow('not needed')
    await world.clock.sleepUntil(10)
    expect(world.clock.now()).toBe(10)
  })

  test('a wait for a time that has passed is over at once', async () => {
    await using world = new World()
    await world.clock.sleepUntil(10)
    await world.clock.sleepUntil(5)
    expect(world.clock.now()).toBe(10)
  })
})

describe('a process that never comes to rest', () => {
  test.each([
    ['a busy loop', 'while (true) {}'],
    ['a request that is never answered', 'await hold(new Promise(() => {}))'],
    ['immediates without end', 'const again = () => setImmediate(again); again()'],
    ['microtasks without end', 'const again = () => queueMicrotask(again); again()'],
  ])('%s is named, and the run ends with an outcome', async (_name, code) => {
    await using world = new World({ limit: 300 })
    const [, b] = await Promise.all(['a', 'b'].map((name) => world.node(name)))
    await world.clock.sleepUntil(5000)
    b?.ask(code)
    const waiting = world.clock.sleepUntil(6000)
    await expect(waiting).rejects.toThrow('b did not come to rest within 0.3 s')
    const outcome = await world.clock.outcome
    expect(outcome).toMatchObject({
      kind: 'stuck',
      time: 5000,
      error: { code: 'node-stuck', reason: 'busy', nodes: ['b'] },
    })
    await expect(world.clock.sleepUntil(9000)).rejects.toThrow('did not come to rest')
  })

  test('nodes that send to each other without end while no time passes are named', async () => {
    await using world = new World({ endless: 500 })
    const [a, b] = await Promise.all(['a', 'b'].map((name) => world.node(name)))
    await b?.run(echo(1))
    a?.ask(
      "const socket = net.connect(1, '8.0.0.2'); socket.on('data', (data) => socket.write(data)); socket.write('x')",
    )
    expect(await world.clock.outcome).toMatchObject({ kind: 'stuck', error: { reason: 'endless' } })
  })
})

describe('a process that goes', () => {
  test('in the middle of a round does not hold up the others', async () => {
    await using world = new World()
    const [a, b] = await Promise.all(['a', 'b'].map((name) => world.node(name)))
    await b?.run("setInterval(() => send({ type: 'beat' }), 1000)")
    a?.ask('process.kill(process.pid, "SIGKILL"); while (true) {}')
    expect(await a?.process.exited).toBe(null)
    await world.clock.sleepUntil(5000)
    // Time goes on while the end of `a` is awaited, for as long as that takes.
    const beats = world.log.map(({ time }) => time)
    expect(beats).toEqual(beats.map((_, index) => (index + 1) * 1000))
    expect(beats.length).toBeGreaterThanOrEqual(4)
  })

  test('leaves its name free for the process that comes after it', async () => {
    await using world = new World()
    const first = await world.node('a')
    await world.clock.sleepUntil(500)
    await world.clock.hold(async () => {
      first.process.child.kill('SIGKILL')
      await first.process.exited
    })
    first.steps.remove()
    const second = await world.node('a')
    expect(await second.run('return [Date.now() - Date.UTC(2026, 0, 1), performance.now()]')).toEqual([
      500, 0,
    ])
  })
})

describe('a frozen process', () => {
  test('takes no part; when it thaws its timers fire late, its calendar has jumped, and sent bytes have arrived', async () => {
    await using world = new World()
    const [a, b] = await Promise.all(['a', 'b'].map((name) => world.node(name)))
    await b?.run(
      `${echo(1)}; globalThis.fired = []; setTimeout(() => fired.push(performance.now()), 2000); setInterval(() => fired.push('i' + performance.now()), 3000)`,
    )
    await a?.run("globalThis.socket = net.connect(1, '8.0.0.2'); await events.once(socket, 'connect')")
    b?.steps.freeze()
    await a?.run("socket.write('one'); await sleep(1000); socket.write('two')")
    await world.clock.sleepUntil(10_000)
    b?.steps.thaw()
    // The process accepts the connection only now, and reads in the next turn of its loop.
    expect(
      await b?.run('const { now } = performance; const at = now(); await sleep(1); return [fired, got, at]'),
    ).toEqual([[10_000, 'i10000'], [[10_000, 'onetwo']], 10_000])
    expect(await b?.run('await sleep(5000); return fired')).toEqual([10_000, 'i10000', 'i13000'])
  })

  test('takes no more than its kernel’s buffers hold', async () => {
    await using world = new World()
    const [a, b] = await Promise.all(['a', 'b'].map((name) => world.node(name)))
    await b?.run(
      "net.createServer((socket) => { globalThis.size = 0; socket.on('data', (data) => { size += data.length }) }).listen(1, '0.0.0.0')",
    )
    await a?.run("globalThis.socket = net.connect(1, '8.0.0.2'); await events.once(socket, 'connect')")
    b?.steps.freeze()
    await a?.run('socket.write(Buffer.alloc(4000000)); await sleep(1000)')
    expect(await a?.run('return socket.writableLength')).toBe(4_000_000)
    b?.steps.thaw()
    await world.clock.sleepUntil(5000)
    expect(await b?.run('return size')).toBe(4_000_000)
    expect(await a?.run('return socket.writableLength')).toBe(0)
  })
})

describe('a run is a function of its seed', () => {
  const chatter = async (latency: number): Promise<unknown> => {
    await using world = new World({ latency })
    const nodes = await Promise.all(['a', 'b', 'c'].map((name) => world.node(name)))
    for (const node of nodes) await node.run(echo(1))
    await Promise.all(
      nodes.map((node, index) =>
        node.run(`const to = ['8.0.0.1', '8.0.0.2', '8.0.0.3'].filter((_, i) => i !== ${index})
          for (const host of to) { const socket = net.connect(1, host); let n = 0
            socket.on('data', async (data) => { const hash = await globalThis.crypto.subtle.digest('SHA-256', data); send({ from: host, at: Date.now(), text: String(data) })
              if (++n < 20) setTimeout(() => socket.write(String(crypto.randomInt(1000) + new Uint8Array(hash)[0])), crypto.randomInt(20)) })
            socket.write('start') }`),
      ),
    )
    await world.clock.sleepUntil(20_000)
    return world.log
  }

  test.each([0, 10])('with a latency of %d ms, also on a busy machine', async (latency) => {
    const first = await chatter(latency)
    expect(first).toHaveLength(120)
    const { spawn } = await import('node:child_process')
    const busy = [1, 2, 3].map(() => spawn(process.execPath, ['-e', 'while (true) {}'], { stdio: 'ignore' }))
    try {
      expect(await chatter(latency)).toEqual(first)
    } finally {
      for (const child of busy) child.kill('SIGKILL')
    }
  })
})
