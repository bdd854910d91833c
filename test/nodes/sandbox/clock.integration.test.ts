import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestNode, World } from '../../support/world.ts'

const epoch = Date.UTC(2026, 0, 1)
const hour = 3_600_000

let world: World
let node: TestNode

beforeAll(async () => {
  world = new World()
  node = await world.node('a')
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

describe('every way to read the time', () => {
  const readings: [string, string][] = [
    ['Date.now', 'const read = () => Date.now()'],
    ['new Date', 'const read = () => new Date().getTime()'],
    ['Date as a function', 'const read = () => Date.parse(Date())'],
    ['Reflect.construct(Date)', 'const read = () => Reflect.construct(Date, []).getTime()'],
    ['performance.now', 'const read = () => performance.now()'],
    ['perf_hooks.performance', 'const read = () => perfHooks.performance.now()'],
    ['performance.mark', "const read = () => performance.mark('x').startTime"],
    ['performance.measure', "const read = () => performance.measure('x').duration"],
    ['process.hrtime', 'const read = () => { const [s, n] = process.hrtime(); return s * 1e3 + n / 1e6 }'],
    ['process.hrtime.bigint', 'const read = () => Number(process.hrtime.bigint() / 1000000n)'],
    ['process.uptime', 'const read = () => process.uptime() * 1000'],
    ['Event.timeStamp', "const read = () => new Event('x').timeStamp"],
    [
      'Intl.DateTimeFormat.format',
      "const f = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' }); const read = () => Date.parse(f.format() + ' Z')",
    ],
  ]
  test.each(readings)('%s moves with the virtual clock and with nothing else', async (_name, code) => {
    const busy = 'const spin = crypto.pbkdf2Sync("x", "y", 60000, 32, "sha256")'
    const passed = await node.run(`${code}
      const first = read(); ${busy}; const second = read()
      await new Promise((resolve) => setTimeout(resolve, ${hour}))
      return [second - first, read() - second]`)
    expect(passed).toEqual([0, hour])
  })

  test('performance.timeOrigin is the virtual time of the start, and Date starts there', async () => {
    expect(await node.run('return [performance.timeOrigin, bootedAt]')).toEqual([epoch, epoch])
  })

  test('process.hrtime subtracts an earlier reading', async () => {
    const passed = await node.run('const t = process.hrtime(); await sleep(1500); return process.hrtime(t)')
    expect(passed).toEqual([1, 500_000_000])
  })

  test('a Date made with arguments, its statics and instanceof are untouched', async () => {
    const code = `class Mine extends Date {}
      return [new Date(5).getTime(), new Date(2020, 1, 2).getFullYear(), Date.UTC(2020), new Date() instanceof Date,
        new Mine() instanceof Mine, new Mine().getTime() === Date.now(), new Date().constructor === Date, Date.length, Date.name]`
    expect(await node.run(code)).toEqual([5, 2020, Date.UTC(2020), true, true, true, true, 7, 'Date'])
  })
})

describe('every way to wait', () => {
  const waits: [string, string][] = [
    ['setTimeout', `await new Promise((resolve) => setTimeout(resolve, ${hour}))`],
    [
      'setInterval',
      `await new Promise((resolve) => { const i = setInterval(() => { clearInterval(i); resolve() }, ${hour}) })`,
    ],
    ['node:timers', `await new Promise((resolve) => timers.setTimeout(resolve, ${hour}))`],
    ['a named import of node:timers', `await new Promise((resolve) => namedSetTimeout(resolve, ${hour}))`],
    ['util.promisify(setTimeout)', `await util.promisify(setTimeout)(${hour})`],
    ['node:timers/promises setTimeout', `await timersPromises.setTimeout(${hour})`],
    ['a named import of node:timers/promises', `await sleep(${hour})`],
    ['node:timers/promises setInterval', `for await (const _ of timersPromises.setInterval(${hour})) break`],
    ['scheduler.wait', `await timersPromises.scheduler.wait(${hour})`],
    ['AbortSignal.timeout', `await events.once(AbortSignal.timeout(${hour}), 'abort')`],
    [
      'AbortSignal.any of a timeout',
      `await events.once(AbortSignal.any([AbortSignal.timeout(${hour})]), 'abort')`,
    ],
    ['a timer without a reference', `await new Promise((resolve) => setTimeout(resolve, ${hour}).unref())`],
    [
      'a socket timeout',
      `const server = net.createServer().listen(0, '127.0.0.1'); await events.once(server, 'listening')
       const socket = net.connect(server.address().port, '127.0.0.1'); await events.once(socket, 'connect')
       socket.setTimeout(${hour}); await events.once(socket, 'timeout'); socket.destroy(); server.close()`,
    ],
  ]
  test.each(waits)('%s takes virtual time, to the millisecond', async (_name, code) => {
    expect(await node.run(`const start = Date.now(); ${code}; return Date.now() - start`)).toBe(hour)
  })

  test('AbortSignal.timeout aborts with a TimeoutError', async () => {
    const code = `const signal = AbortSignal.timeout(5); await sleep(10)
      return [signal.aborted, signal.reason instanceof DOMException, signal.reason.name, signal.reason.message]`
    expect(await node.run(code)).toEqual([
      true,
      true,
      'TimeoutError',
      'The operation was aborted due to timeout',
    ])
  })

  test('an aborted wait rejects as Node does and leaves no timer', async () => {
    const code = `const c = new AbortController(); const wait = sleep(1e6, 'x', { signal: c.signal }); c.abort('why')
      try { await wait } catch (error) { return [error.name, error.code, error.cause] }`
    expect(await node.run(code)).toEqual(['AbortError', 'ABORT_ERR', 'why'])
  })
})

describe('timers keep their semantics', () => {
  test('timers fire by time, then by the order in which they were set', async () => {
    const code = `const seen = []; const note = (name) => () => seen.push(name)
      setTimeout(note('20a'), 20); setTimeout(note('10a'), 10); setTimeout(note('20b'), 20); setTimeout(note('10b'), 10)
      const late = setTimeout(note('refreshed'), 10); setTimeout(() => late.refresh(), 5)
      clearTimeout(setTimeout(note('never'), 10)); clearTimeout(+setTimeout(note('never by number'), 10))
      await sleep(30); return seen`
    expect(await node.run(code)).toEqual(['10a', '10b', 'refreshed', '20a', '20b'])
  })

  test('microtasks and nextTicks run between two timers of one instant', async () => {
    const code = `const seen = []
      setTimeout(() => { seen.push(1); process.nextTick(() => seen.push('tick')); Promise.resolve().then(() => seen.push('micro')) }, 5)
      setTimeout(() => seen.push(2), 5)
      await sleep(6); return seen`
    expect(await node.run(code)).toEqual([1, 'tick', 'micro', 2])
  })

  test.each([
    ['0', 1],
    ['-5', 1],
    ['undefined', 1],
    ['"7"', 7],
    ['2.9', 2],
    ['2 ** 31', 1],
    ['2 ** 31 - 1', 2 ** 31 - 1],
    ['NaN', 1],
  ])('a delay of %s is %d ms', async (delay, expected) => {
    const code = `const start = Date.now(); await new Promise((resolve) => setTimeout(resolve, ${delay})); return Date.now() - start`
    expect(await node.run(code)).toBe(expected)
  })

  test('a handle has Node’s methods, and its callback is called with it', async () => {
    const code = `const handle = setTimeout(function (...args) { seen.push(this === handle, args) }, 1, 'x', 'y'); const seen = [handle.hasRef(), handle.unref().hasRef()]
      await sleep(2); { using t = setTimeout(() => seen.push('disposed too late'), 1) } ; const closed = setTimeout(() => seen.push('closed too late'), 1); closed.close()
      await sleep(5); return seen`
    expect(await node.run(code)).toEqual([true, false, true, ['x', 'y']])
  })

  test('an interval goes on until it is cleared, also from its own callback', async () => {
    const code = `const at = []; const start = Date.now()
      const i = setInterval(() => { at.push(Date.now() - start); if (at.length === 3) clearInterval(i) }, 10); await sleep(100); return at`
    expect(await node.run(code)).toEqual([10, 20, 30])
  })

  test('an AsyncLocalStorage reaches into timers', async () => {
    const code = `const { AsyncLocalStorage } = await import('node:async_hooks'); const storage = new AsyncLocalStorage()
      return await new Promise((resolve) => storage.run('here', () => setTimeout(() => resolve(storage.getStore()), 5)))`
    expect(await node.run(code)).toBe('here')
  })

  test('a callback that is no function is refused', async () => {
    expect(await node.ask('setTimeout(5)')).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  })
})

test('a skewed calendar is off, and timers do not feel it', async () => {
  node.steps.skew(-hour)
  const code =
    'const before = performance.now(); const was = Date.now(); await sleep(1000); return [was, Date.now() - was, performance.now() - before]'
  const now = world.clock.now()
  expect(await node.run(code)).toEqual([epoch + now - hour, 1000, 1000])
  node.steps.skew(0)
})
