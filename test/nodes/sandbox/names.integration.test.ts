/** node:dns on the virtual network, and what uses it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NameRule } from '../../../src/runner/simulation/network/services/name-server.ts'
import { type TestNode, World } from '../../support/world.ts'

let world: World
let a: TestNode
let b: TestNode

const long = `dnsaddr=/ip4/8.0.0.2/tcp/4001/p2p/${'Q'.repeat(300)}`

beforeAll(async () => {
  world = new World({
    latency: 10,
    names: [
      { name: 'boot.example', a: ['8.0.0.2'], aaaa: ['2a00::2'], txt: [] },
      { name: 'several.example', a: ['8.0.0.3', '8.0.0.2'], aaaa: [], txt: ['plain'] },
      { name: '_dnsaddr.boot.example', a: [], aaaa: [], txt: ['dnsaddr=/dns4/boot.example/tcp/4001', long] },
    ],
  })
  a = await world.node('a')
  b = await world.node('b')
  await b.run(`globalThis.server = http.createServer((request, response) => response.end(request.headers.host))
    server.listen(80); await events.once(server, 'listening')`)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const lookup = (name: string, options = '{}') =>
  `return await new Promise((done) => dns.lookup('${name}', ${options}, (error, ...found) => done(error ? [error.message, error.code, error.errno, error.syscall, error.hostname] : found)))`
const failing = (call: string) =>
  `try { return await ${call} } catch (error) { return [error.message, error.code, error.errno ?? null, error.syscall, error.hostname] }`

describe('a name of the topology', () => {
  test.each([
    ['lookup', lookup('boot.example'), ['8.0.0.2', 4]],
    ['lookup of another case', lookup('Boot.Example.'), ['8.0.0.2', 4]],
    [
      'lookup of all',
      lookup('boot.example', '{ all: true }'),
      [
        [
          { address: '8.0.0.2', family: 4 },
          { address: '2a00::2', family: 6 },
        ],
      ],
    ],
    ['lookup, IPv6 first', lookup('boot.example', "{ order: 'ipv6first' }"), ['2a00::2', 6]],
    ['lookup of IPv6', lookup('boot.example', '6'), ['2a00::2', 6]],
    [
      'lookup of usable addresses',
      lookup('boot.example', '{ all: true, hints: dns.ADDRCONFIG }'),
      [[{ address: '8.0.0.2', family: 4 }]],
    ],
    ['the promise', "return await dns.promises.lookup('several.example')", { address: '8.0.0.3', family: 4 }],
    [
      'the promise of all',
      "return await dns.promises.lookup('several.example', { all: true })",
      [
        { address: '8.0.0.3', family: 4 },
        { address: '8.0.0.2', family: 4 },
      ],
    ],
    [
      'promisified',
      "return await util.promisify(dns.lookup)('boot.example')",
      { address: '8.0.0.2', family: 4 },
    ],
    ['resolve4', "return await util.promisify(dns.resolve4)('several.example')", ['8.0.0.3', '8.0.0.2']],
    [
      'resolve4 with ttl',
      "return await dns.promises.resolve4('boot.example', { ttl: true })",
      [{ address: '8.0.0.2', ttl: 300 }],
    ],
    ['resolve6', "return await dns.promises.resolve6('boot.example')", ['2a00::2']],
    [
      'resolveTxt',
      "return await dns.promises.resolveTxt('_dnsaddr.boot.example')",
      [['dnsaddr=/dns4/boot.example/tcp/4001'], [long.slice(0, 255), long.slice(255)]],
    ],
    ['resolve', "return await new dns.promises.Resolver().resolve('several.example', 'TXT')", [['plain']]],
    [
      'resolveAny',
      "return await dns.promises.resolveAny('boot.example')",
      [
        { type: 'A', address: '8.0.0.2', ttl: 300 },
        { type: 'AAAA', address: '2a00::2', ttl: 300 },
      ],
    ],
  ])('%s', async (_, code, expected) => {
    expect(await a.run(code)).toEqual(expected)
  })

  test('takes a round trip', async () => {
    expect(
      await a.run(
        "const start = Date.now(); await dns.promises.lookup('boot.example'); return Date.now() - start",
      ),
    ).toBe(20)
  })

  test.each([
    ['fetch', "return await (await fetch('http://boot.example/')).text()"],
    [
      'http',
      "return await new Promise((done) => http.get('http://boot.example', (response) => response.on('data', (text) => done(String(text)))))",
    ],
    [
      'net.connect',
      `const socket = net.connect(80, 'boot.example'); socket.write('GET / HTTP/1.1\\r\\nHost: boot.example\\r\\n\\r\\n')
      const [text] = await events.once(socket, 'data'); socket.destroy(); return String(text).split('\\r\\n').at(-1)`,
    ],
  ])('is reached by %s', async (_, code) => {
    expect(await a.run(code)).toBe('boot.example')
  })

  test('is answered for a datagram', async () => {
    await b.run(
      "globalThis.udp = dgram.createSocket('udp4', (text) => { globalThis.got = String(text) }); udp.bind(9); await events.once(udp, 'listening')",
    )
    await a.run(
      "const socket = dgram.createSocket('udp4'); socket.send('hello', 9, 'boot.example'); await sleep(100)",
    )
    expect(await b.run('return got')).toBe('hello')
  })
})

describe('a name that nobody has', () => {
  test.each([
    [
      'lookup',
      lookup('nobody.example'),
      ['getaddrinfo ENOTFOUND nobody.example', 'ENOTFOUND', -3008, 'getaddrinfo', 'nobody.example'],
    ],
    [
      'the promise',
      failing("dns.promises.lookup('nobody.example')"),
      ['getaddrinfo ENOTFOUND nobody.example', 'ENOTFOUND', -3008, 'getaddrinfo', 'nobody.example'],
    ],
    [
      'resolve4',
      failing("dns.promises.resolve4('nobody.example')"),
      ['queryA ENOTFOUND nobody.example', 'ENOTFOUND', null, 'queryA', 'nobody.example'],
    ],
    [
      'another type',
      failing("dns.promises.resolve6('several.example')"),
      ['queryAaaa ENODATA several.example', 'ENODATA', null, 'queryAaaa', 'several.example'],
    ],
    [
      'resolveMx',
      failing("dns.promises.resolveMx('boot.example')"),
      ['queryMx ENODATA boot.example', 'ENODATA', null, 'queryMx', 'boot.example'],
    ],
    [
      'reverse',
      failing("dns.promises.reverse('8.0.0.2')"),
      ['getHostByAddr ENOTFOUND 8.0.0.2', 'ENOTFOUND', null, 'getHostByAddr', '8.0.0.2'],
    ],
    [
      'lookupService',
      failing("dns.promises.lookupService('8.0.0.2', 80)"),
      ['getnameinfo ENOTFOUND 8.0.0.2', 'ENOTFOUND', -3008, 'getnameinfo', '8.0.0.2'],
    ],
    [
      'net.connect',
      "const [error] = await events.once(net.connect(80, 'nobody.example'), 'error'); return error.message",
      'getaddrinfo ENOTFOUND nobody.example',
    ],
  ])('%s fails as in life', async (_, code, expected) => {
    expect(await a.run(code)).toEqual(expected)
  })
})

test('wrong arguments are refused as Node refuses them', async () => {
  const calls = [
    "dns.lookup('a', { family: 5 }, () => {})",
    "dns.promises.lookup('a', { family: 5 })",
    "dns.resolve4('a')",
    'dns.promises.resolve4(5)',
  ]
  const codes = await a.run(
    `const codes = []; for (const call of ${JSON.stringify(calls)}) { try { eval(call) } catch (error) { codes.push(error.code) } } return codes`,
  )
  expect(codes).toEqual([
    'ERR_INVALID_ARG_VALUE',
    'ERR_INVALID_ARG_VALUE',
    'ERR_INVALID_ARG_TYPE',
    'ERR_INVALID_ARG_TYPE',
  ])
})

describe('a fault of the name server', () => {
  const during = async (rule: Partial<NameRule>, code: string) => {
    const fault = world.network.setNames({
      names: ['*'],
      answer: 'true',
      delay: 0,
      addresses: null,
      multiaddrs: null,
      ...rule,
    })
    const result = await a.run(
      `const start = Date.now(); const result = await (async () => { ${code} })(); return [result, Date.now() - start]`,
    )
    return [...(result as unknown[]), fault.heal(world.clock.now()).questionsMet]
  }

  test('that makes it silent: the system asks twice, for 5 s each, c-ares four times, for 30 s in all', async () => {
    expect(await during({ answer: 'silence' }, lookup('boot.example', '4'))).toEqual([
      ['getaddrinfo EAI_AGAIN boot.example', 'EAI_AGAIN', -3001, 'getaddrinfo', 'boot.example'],
      10_000,
      2,
    ])
    expect(await during({ answer: 'silence' }, failing("dns.promises.resolve4('boot.example')"))).toEqual([
      ['queryA ETIMEOUT boot.example', 'ETIMEOUT', null, 'queryA', 'boot.example'],
      30_000,
      4,
    ])
    const own = failing("new dns.promises.Resolver({ timeout: 500, tries: 2 }).resolve4('boot.example')")
    expect(await during({ answer: 'silence' }, own)).toMatchObject([{}, 1500, 2])
  })

  test('that makes it slow', async () => {
    expect(await during({ delay: 1500 }, lookup('boot.example', '4'))).toEqual([['8.0.0.2', 4], 1520, 1])
  })

  test('that makes it wrong, for some names', async () => {
    const wrong = { names: ['boot.example'], addresses: ['8.0.0.9'] }
    expect(await during(wrong, lookup('boot.example'))).toEqual([['8.0.0.9', 4], 20, 2])
    expect(await during(wrong, lookup('several.example'))).toEqual([['8.0.0.3', 4], 20, 0])
  })

  test('that makes it fail', async () => {
    expect(await during({ answer: 'servfail' }, lookup('boot.example', '4'))).toMatchObject([
      { 1: 'EAI_AGAIN' },
      20,
      1,
    ])
    expect(
      await during({ answer: 'nxdomain' }, failing("dns.promises.resolve4('boot.example')")),
    ).toMatchObject([{ 1: 'ENOTFOUND' }, 20, 1])
  })

  test('can be cancelled by the resolver', async () => {
    const code = `const resolver = new dns.promises.Resolver(); setTimeout(() => resolver.cancel(), 100); ${failing("resolver.resolve4('boot.example')")}`
    expect(await during({ answer: 'silence' }, code)).toEqual([
      ['queryA ECANCELLED boot.example', 'ECANCELLED', null, 'queryA', 'boot.example'],
      100,
      1,
    ])
  })

  test('a cut to everybody stops names, too', async () => {
    const cut = world.network.cut(
      { from: ['a'], to: ['*'], mode: 'blackhole', oneWay: false },
      world.clock.now(),
    )
    expect(await a.run(lookup('boot.example'))).toMatchObject({ 1: 'EAI_AGAIN' })
    cut.heal(world.clock.now())
    expect(await a.run(lookup('boot.example'))).toEqual(['8.0.0.2', 4])
  })
})
