import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMessage, encodeMessage, type Message } from '../../../src/nodes/rendezvous/messages.ts'

/** Bytes as the .proto of the specification gives them, field by field. */
const cases: readonly (readonly [string, Message, string])[] = [
  [
    'REGISTER',
    { type: 'REGISTER', register: { ns: 'chat', signedPeerRecord: new Uint8Array([0xab]), ttl: 7200 } },
    '0800 120c 0a0463686174 1201ab 18a038',
  ],
  [
    'REGISTER_RESPONSE',
    { type: 'REGISTER_RESPONSE', registerResponse: { status: 'E_NOT_AUTHORIZED', statusText: 'no', ttl: 0 } },
    '0801 1a09 08c801 12026e6f 1800',
  ],
  ['UNREGISTER', { type: 'UNREGISTER', unregister: { ns: 'a' } }, '0802 2203 0a0161'],
  [
    'DISCOVER',
    { type: 'DISCOVER', discover: { ns: 'a', limit: 5, cookie: new Uint8Array([1]) } },
    '0803 2a08 0a0161 1005 1a0101',
  ],
  [
    'DISCOVER_RESPONSE',
    {
      type: 'DISCOVER_RESPONSE',
      discoverResponse: {
        registrations: [{ ns: 'a' }, { ns: 'b' }],
        cookie: new Uint8Array([1]),
        status: 'OK',
      },
    },
    '0804 320f 0a030a0161 0a030a0162 120101 1800',
  ],
]

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

describe('on the wire', () => {
  test.each(cases)('%s is as in the specification', (_type, message, hex) => {
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(hex.replaceAll(' ', ''))
    expect(decodeMessage(bytesOf(hex))).toEqual(message)
  })

  test('an id in UNREGISTER, a field of older specifications, is skipped', () => {
    expect(decodeMessage(bytesOf('0802 2206 0a0161 1201ff'))).toEqual({
      type: 'UNREGISTER',
      unregister: { ns: 'a' },
    })
  })

  test.each([
    ['type', '0863', { type: null }],
    ['status', '1a0308ff01', { registerResponse: { status: null } }],
  ])('an unknown %s is null', (_what, hex, message) => {
    expect(decodeMessage(bytesOf(hex))).toEqual(message)
  })

  test('a number beyond those of JavaScript is the greatest of them', () => {
    expect(decodeMessage(bytesOf('120b 18ffffffffffffffffff01'))).toEqual({
      register: { ttl: Number.MAX_SAFE_INTEGER },
    })
  })

  test('bytes that are no message throw, or give one that can be written again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        let message: Message
        try {
          message = decodeMessage(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          return
        }
        expect(encodeMessage(message)).toBeInstanceOf(Uint8Array)
      }),
    )
  })

  test('a message that was cut short throws', () => {
    expect(() => decodeMessage(bytesOf('0800 120c 0a0463'))).toThrow()
  })
})
