import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestNode, World } from '../../support/world.ts'

/** A WebAssembly module of many functions, so that it takes a moment to compile. */
const module = `const count = (n) => n < 128 ? [n] : [n % 128 + 128, ...count(Math.floor(n / 128))]
  const section = (id, body) => [id, ...count(body.length), ...body]
  const module = (n) => {
    const body = [0, ...Array.from({ length: 300 }, () => [0x20, 0, 0x41, 1, 0x6a, 0x21, 0]).flat(), 0x20, 0, 0x0b]
    const code = Array.from({ length: n }, () => [...count(body.length), ...body]).flat()
    return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]),
      ...section(3, [...count(n), ...Array(n).fill(0)]), ...section(10, [...count(n), ...code])])
  };`

let world: World
let node: TestNode

beforeAll(async () => {
  world = new World()
  node = await world.node('a')
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

describe('no time passes before the process has come to rest', () => {
  test.each([
    ['microtasks', 'for (let i = 0; i < 1000; i++) await null'],
    ['nextTicks', 'for (let i = 0; i < 100; i++) await new Promise((resolve) => process.nextTick(resolve))'],
    ['immediates', 'for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve))'],
    ['timers/promises setImmediate', 'for (let i = 0; i < 10; i++) await timersPromises.setImmediate()'],
    [
      'WebCrypto',
      "for (let i = 0; i < 10; i++) await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(1e6))",
    ],
    [
      'WebCrypto in a row',
      `const s = globalThis.crypto.subtle; const k = await s.importKey('raw', new Uint8Array(5), 'PBKDF2', false, ['deriveBits'])
      await s.deriveBits({ name: 'PBKDF2', salt: new Uint8Array(8), iterations: 100000, hash: 'SHA-256' }, k, 256)`,
    ],
    ['pbkdf2 with a callback', "await util.promisify(crypto.pbkdf2)('x', 'y', 100000, 32, 'sha256')"],
    ['scrypt with a callback', "await util.promisify(crypto.scrypt)('x', 'y', 32)"],
    [
      'sign with a callback',
      "const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }); await util.promisify(crypto.sign)('sha256', Buffer.alloc(9), privateKey)",
    ],
    [
      'RSA keys made with a callback',
      "await util.promisify(crypto.generateKeyPair)('rsa', { modulusLength: 2048 })",
    ],
    [
      'fs.promises',
      'for (let i = 0; i < 5; i++) await fs.promises.readFile(process.execPath, { signal: undefined }).then((file) => file.length)',
    ],
    ['fs with a callback', 'await util.promisify(fs.stat)(process.execPath)'],
    [
      'files by handle',
      'const file = await fs.promises.open(process.execPath); for (let i = 0; i < 5; i++) await file.read(Buffer.alloc(1e6)); await file.close()',
    ],
    [
      'a file written bit by bit',
      `const file = os.tmpdir() + '/topo-idle-' + crypto.randomUUID()
      await fs.promises.writeFile(file, (async function* () { for (let i = 0; i < 5; i++) yield Buffer.alloc(1e6) })())
      await util.promisify(fs.appendFile)(file, 'x'); await fs.promises.rm(file)`,
    ],
    ['WebAssembly.compile', `${module} await WebAssembly.compile(module(3000))`],
    ['WebAssembly.instantiate', `${module} await WebAssembly.instantiate(module(3000))`],
    ['a dynamic import', "await import('node:zlib')"],
    [
      'work that the program holds',
      'const { Worker } = await import("node:worker_threads"); const w = new Worker("setTimeout(() => {}, 50)", { eval: true }); await hold(new Promise((resolve) => w.on("exit", resolve)))',
    ],
  ])('%s', async (_name, code) => {
    const passed = await node.run(
      `setInterval(() => {}, 1).unref(); const start = performance.now(); ${code}; return performance.now() - start`,
    )
    expect(passed).toBe(0)
  })
})

test('results of other threads come in the order in which the work was begun', async () => {
  const code = `const seen = []; const slow = { slow: 200000, quick: 1 }
    const work = (name, rounds) => util.promisify(crypto.pbkdf2)('x', 'y', rounds, 32, 'sha256').then(() => seen.push(name))
    await Promise.all([work('slow', 200000), work('quick', 1), globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(3)).then(() => seen.push('digest'))])
    return seen`
  expect(await node.run(code)).toEqual(['slow', 'quick', 'digest'])
})

test.each([
  ['promises', 'fs.promises.readFile(file)'],
  ['callbacks', 'util.promisify(fs.readFile)(file)'],
  ['file handles', 'handles[i].readFile()'],
  ['callbacks of parts', 'util.promisify(fs.truncate)(file, i === 0 ? 0 : 1)'],
])(
  'what is read by %s comes in the order in which it was begun, whichever is done first',
  async (_name, read) => {
    const code = `const folder = fs.mkdtempSync(os.tmpdir() + '/topo-idle-')
    const files = Array.from({ length: 8 }, (_, i) => folder + '/' + i)
    files.forEach((file, i) => fs.writeFileSync(file, Buffer.alloc(i === 0 ? 5e7 : 1e4)))
    const handles = await Promise.all(files.map((file) => fs.promises.open(file)))
    const seen = []
    await Promise.all(files.map((file, i) => ${read}.then(() => seen.push(i))))
    await Promise.all(handles.map((handle) => handle.close()))
    fs.rmSync(folder, { recursive: true })
    return seen`
    expect(await node.run(code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  },
)

test('reads of streams arrive in the order of the requests', async () => {
  const code = `const folder = fs.mkdtempSync(os.tmpdir() + '/topo-idle-')
    const files = Array.from({ length: 8 }, (_, i) => folder + '/' + i)
    files.forEach((file, i) => fs.writeFileSync(file, Buffer.alloc(i % 2 === 0 ? 2e7 : 1e4)))
    const size = { highWaterMark: 2e7 }; const seen = []
    await Promise.all(files.map((file, i) =>
      events.once(fs.createReadStream(file, size).on('data', () => seen.push(i)), 'close')))
    fs.rmSync(folder, { recursive: true })
    return seen`
  expect(await node.run(code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('time passes during a long write to a file', async () => {
  const code = `const file = os.tmpdir() + '/topo-idle-' + crypto.randomUUID()
    const start = Date.now()
    await fs.promises.writeFile(file, (async function* () { for (let i = 0; i < 3; i++) { await sleep(1000); yield 'x' } })())
    const text = fs.readFileSync(file, 'utf8'); fs.rmSync(file)
    return [Date.now() - start, text]`
  expect(await node.run(code)).toEqual([3000, 'xxx'])
})

test('functions on files keep their properties', async () => {
  const code = `const context = new (await import('node:async_hooks')).AsyncLocalStorage()
    const promises = await import('node:fs/promises')
    const file = process.execPath
    return [
      fs.readFile.name, fs.readFile.length, promises.open === fs.promises.open,
      (await import('node:fs')).stat === fs.stat,
      await context.run('kept', () => new Promise((resolve) => fs.stat(file, () => resolve(context.getStore())))),
      Object.keys(await util.promisify(fs.read)(fs.openSync(file), Buffer.alloc(4), 0, 4, 0)),
      await util.promisify(fs.exists)(file),
      await new Promise((resolve) => fs.realpath.native(file, (error, path) => resolve(path))) === fs.realpathSync(file),
      await new Promise((resolve) => fs.stat('/nowhere', (error) => resolve(error.code))),
      await fs.promises.stat('/nowhere').catch((error) => error.code),
    ]`
  expect(await node.run(code)).toEqual([
    'readFile',
    3,
    true,
    true,
    'kept',
    ['bytesRead', 'buffer'],
    true,
    true,
    'ENOENT',
    'ENOENT',
  ])
})

test('no callback of a FinalizationRegistry runs', async () => {
  const code = `(await import('node:v8')).setFlagsFromString('--expose-gc')
    const collect = (await import('node:vm')).runInNewContext('gc')
    const told = []; const registry = new FinalizationRegistry((held) => told.push(held)); const token = {}
    for (let i = 0; i < 100; i++) registry.register({ i }, i, token)
    for (let i = 0; i < 3; i++) { await sleep(1000); collect(); await timersPromises.setImmediate() }
    const refused = [() => registry.register(1), () => registry.register(token, token), () => new FinalizationRegistry()]
    return [told, registry.unregister(token), registry.unregister(token), FinalizationRegistry.name, String(registry),
      refused.map((call) => { try { call(); return 'taken' } catch (error) { return error.name } })]`
  expect(await node.run(code)).toEqual([
    [],
    true,
    false,
    'FinalizationRegistry',
    '[object FinalizationRegistry]',
    ['TypeError', 'TypeError', 'TypeError'],
  ])
})

test('work that the program holds may need results of other threads', async () => {
  const code = `const start = Date.now(); setInterval(() => {}, 1)
    const bytes = await hold((async () => { await timersPromises.setImmediate(); return globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(9)) })())
    return [bytes.byteLength, Date.now() - start]`
  expect(await node.run(code)).toEqual([32, 0])
})

test('a call that throws at once leaves nothing to wait for', async () => {
  expect(await node.ask("crypto.pbkdf2('x', 'y', -1, 32, 'sha256', () => {})")).toMatchObject({
    code: 'ERR_OUT_OF_RANGE',
  })
  expect(
    await node.ask("await globalThis.crypto.subtle.digest('no such hash', new Uint8Array(1))"),
  ).toHaveProperty('error')
  expect(await node.run('await sleep(5); return "alive"')).toBe('alive')
})
