import { expect, test } from 'vitest'
import { World } from '../../support/world.ts'

const sources: [string, string][] = [
  ['Math.random', 'return [Math.random(), Math.random()]'],
  ['crypto.randomBytes', "return crypto.randomBytes(33).toString('hex')"],
  [
    'crypto.randomBytes with a callback',
    "return (await util.promisify(crypto.randomBytes)(9)).toString('hex')",
  ],
  ['crypto.randomFillSync', "return crypto.randomFillSync(Buffer.alloc(10), 3).toString('hex')"],
  ['crypto.randomFill', "return (await util.promisify(crypto.randomFill)(Buffer.alloc(10))).toString('hex')"],
  ['crypto.randomInt', 'return [crypto.randomInt(1000000), crypto.randomInt(5, 90000)]'],
  ['crypto.randomUUID', 'return crypto.randomUUID()'],
  ['crypto.getRandomValues', 'return [...crypto.getRandomValues(new Uint32Array(3))]'],
  ['globalThis.crypto.getRandomValues', 'return [...globalThis.crypto.getRandomValues(new Uint8Array(7))]'],
  ['globalThis.crypto.randomUUID', 'return globalThis.crypto.randomUUID()'],
  ...['ed25519', 'x25519', 'ed448', 'x448'].map((type): [string, string] => [
    `crypto.generateKeyPairSync ${type}`,
    `return crypto.generateKeyPairSync('${type}', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }).privateKey`,
  ]),
  ...['P-256', 'P-384', 'P-521', 'secp256k1'].map((namedCurve): [string, string] => [
    `crypto.generateKeyPairSync ec ${namedCurve}`,
    `return crypto.generateKeyPairSync('ec', { namedCurve: '${namedCurve}' }).privateKey.export({ format: 'jwk' })`,
  ]),
  [
    'crypto.generateKeyPair',
    "const { privateKey } = await util.promisify(crypto.generateKeyPair)('ed25519'); return privateKey.export({ format: 'jwk' })",
  ],
  ['crypto.createECDH', "return crypto.createECDH('prime256v1').generateKeys('hex')"],
  ...['Ed25519', 'X25519'].map((name): [string, string] => [
    `subtle.generateKey ${name}`,
    `const { privateKey } = await globalThis.crypto.subtle.generateKey('${name}', true, ['${name === 'Ed25519' ? 'sign' : 'deriveBits'}'])
     return globalThis.crypto.subtle.exportKey('jwk', privateKey)`,
  ]),
  [
    'subtle.generateKey ECDSA',
    `const { privateKey } = await globalThis.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
     return globalThis.crypto.subtle.exportKey('jwk', privateKey)`,
  ],
  [
    'subtle.generateKey AES-GCM',
    `const key = await globalThis.crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])
     return globalThis.crypto.subtle.exportKey('jwk', key)`,
  ],
  [
    'subtle.generateKey HMAC',
    `const key = await globalThis.crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])
     return globalThis.crypto.subtle.exportKey('jwk', key)`,
  ],
]

test('everything random follows from the seed and the name of the node, and from nothing else', async () => {
  await using world = new World({ nodes: ['a', 'b'] })
  await using again = new World({ nodes: ['a'] })
  await using other = new World({ nodes: ['a'] })
  const [a, b, twin, stranger] = await Promise.all([
    world.node('a'),
    world.node('b'),
    again.node('a'),
    other.node('a', { seed: '2' }),
  ])
  for (const [name, code] of sources) {
    const [mine, same, neighbour, strange] = await Promise.all([
      a.run(code),
      twin.run(code),
      b.run(code),
      stranger.run(code),
    ])
    expect(same, name).toEqual(mine)
    expect(neighbour, name).not.toEqual(mine)
    expect(strange, name).not.toEqual(mine)
    const [next, sameNext] = await Promise.all([a.run(code), twin.run(code)])
    expect(next, `${name}, a second time`).not.toEqual(mine)
    expect(sameNext, `${name}, a second time`).toEqual(next)
  }
})

test('seeded keys are good keys: the public half confirms signatures and secrets of the private half', async () => {
  await using world = new World({ nodes: ['a'] })
  const a = await world.node('a')
  const signed = await a.run(`const results = []
    for (const [type, options, hash] of [['ed25519', {}, null], ['ed448', {}, null], ['ec', { namedCurve: 'P-256' }, 'sha256'], ['ec', { namedCurve: 'secp256k1' }, 'sha256'], ['rsa', { modulusLength: 2048 }, 'sha256']]) {
      const { publicKey, privateKey } = crypto.generateKeyPairSync(type, options)
      results.push(crypto.verify(hash, Buffer.from('x'), publicKey, crypto.sign(hash, Buffer.from('x'), privateKey)))
    }
    const one = crypto.generateKeyPairSync('x25519'); const two = crypto.generateKeyPairSync('x25519')
    results.push(crypto.diffieHellman({ privateKey: one.privateKey, publicKey: two.publicKey }).equals(crypto.diffieHellman({ privateKey: two.privateKey, publicKey: one.publicKey })))
    const pair = await globalThis.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const signature = await globalThis.crypto.subtle.sign(algorithm, pair.privateKey, Buffer.from('x'))
    results.push(await globalThis.crypto.subtle.verify(algorithm, pair.publicKey, signature, Buffer.from('x')), pair.privateKey.extractable)
    return results`)
  expect(signed).toEqual([true, true, true, true, true, true, true, false])
})

test('random numbers fill their range evenly', async () => {
  await using world = new World({ nodes: ['a'] })
  const a = await world.node('a')
  const [mean, ones, lowest, highest] =
    (await a.run(`let sum = 0; let bits = 0; let low = 9; let high = 0; const n = 20000
    for (let i = 0; i < n; i++) { sum += Math.random(); const int = crypto.randomInt(2, 6); low = Math.min(low, int); high = Math.max(high, int) }
    for (const byte of crypto.randomBytes(n)) for (let bit = byte; bit > 0; bit >>= 1) bits += bit & 1
    return [sum / n, bits / n / 8, low, high]`)) as [number, number, number, number]
  expect(mean).toBeCloseTo(0.5, 1)
  expect(ones).toBeCloseTo(0.5, 1)
  expect([lowest, highest]).toEqual([2, 5])
})

test.each([
  ['randomBytes(-1)', 'crypto.randomBytes(-1)', 'ERR_OUT_OF_RANGE'],
  ['randomInt(5, 5)', 'crypto.randomInt(5, 5)', 'ERR_OUT_OF_RANGE'],
  ['getRandomValues of floats', 'globalThis.crypto.getRandomValues(new Float64Array(1))', 17],
  ['getRandomValues of too many', 'globalThis.crypto.getRandomValues(new Uint8Array(65537))', 22],
])('%s is refused as Node refuses it', async (_name, call, code) => {
  await using world = new World({ nodes: ['a'] })
  const a = await world.node('a')
  expect(await a.ask(call)).toMatchObject({ code })
})
