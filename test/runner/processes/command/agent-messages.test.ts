import { describe, expect, it } from 'vitest'
import { identityOf } from '../../../../src/base/identity.ts'
import { messageReader } from '../../../../src/runner/processes/command/agent-messages.ts'

const { peerId } = identityOf(1, 'carol')
const { peerId: stranger } = identityOf(1, 'dave')
const asked: Readonly<Record<number, string>> = { 1: 'probe', 2: 'no-such-command', 3: 'metric' }
const read = await messageReader({ node: 'carol', peerId, addresses: [] }, (id) => asked[id])
const said = (message: unknown) => read(Buffer.from(JSON.stringify(message)))
const event = (fields: object) => ({ type: 'event', event: fields })
const address = `/ip4/127.0.0.1/tcp/4001/p2p/${peerId}`
const opened = {
  kind: 'connection-opened',
  connection: 'c1',
  peer: 'boot',
  direction: 'inbound',
  path: { kind: 'direct' },
  address,
}

describe('a message of a program', () => {
  it.each([
    [{ type: 'hello', secret: 's', node: 'carol', pid: 4711 }],
    [{ type: 'ready', peerId, addresses: [address] }],
    [{ type: 'fatal', error: 'no disk', stack: '' }],
    [{ type: 'fatal', error: 'no disk' }],
    [event(opened)],
    [event({ ...opened, path: { kind: 'relayed', relay: 'boot' } })],
    [
      event({
        kind: 'relay-reservation',
        peer: 'bob',
        outcome: 'accepted',
        status: 'OK',
        byFault: false,
        held: 1,
      }),
    ],
    [{ type: 'reply', id: 1, output: { paths: [{ kind: 'direct' }], reason: '' } }],
    [{ type: 'reply', id: 3, output: { samples: [{ labels: { a: 'b' }, value: 1 }] } }],
    [{ type: 'failure', id: 2, error: 'unknown' }],
  ])('that is right is taken as it is: %j', (message) => {
    expect(said(message)).toEqual(message)
  })

  it('cannot say more than its event has: the log numbers and times it', () => {
    expect(said(event({ kind: 'note', text: 'hi', n: 1, t: 5, node: 'boot' }))).toEqual(
      event({ kind: 'note', text: 'hi' }),
    )
  })

  it('gets the peer id of the node at addresses that have none', () => {
    const bare = '/ip4/127.0.0.1/tcp/4001'
    expect(said(event({ kind: 'addresses', addresses: [bare] }))).toMatchObject({
      event: { addresses: [address] },
    })
  })

  it.each<[unknown, string]>([
    [5, 'it is 5, expected an object'],
    [null, 'it is null, expected an object'],
    [
      { kind: 'note' },
      '"type" is missing, expected one of "hello", "ready", "fatal", "event", "reply", "failure"',
    ],
    [{ type: 'redy' }, '"type" is "redy", expected one of "hello", "ready"'],
    [{ type: 'output', line: 'a line' }, '"type" is "output", expected one of'],
    [{ type: 'ready', peerId }, '"addresses" is missing, expected a list'],
    [{ type: 'ready', peerId, addresses: [address, 7] }, '"addresses.1" is 7, expected a text'],
    [{ type: 'ready', peerId: stranger, addresses: [] }, `"peerId" is "${stranger}", expected "${peerId}"`],
    [
      { type: 'ready', peerId, addresses: ['127.0.0.1:4001'] },
      '"addresses.0" is "127.0.0.1:4001", expected a multiaddr of carol ("127.0.0.1:4001" is not a multiaddr',
    ],
    [
      event({ kind: 'addresses', addresses: [`/ip4/127.0.0.1/tcp/1/p2p/${stranger}`] }),
      'belongs to another peer: others know carol as',
    ],
    [event({ kind: 'conection-opened' }), '"event.kind" is "conection-opened", expected one of "addresses"'],
    [event({ kind: 'constructor' }), '"event.kind" is "constructor", expected one of'],
    [
      event({ kind: 'run-ended', cause: 'finished', reason: '' }),
      '"event.kind" is "run-ended", expected one of',
    ],
    [{ type: 'event', event: 'note' }, '"event" is "note", expected an object'],
    [event({ kind: 'note' }), '"event.text" is missing, expected a text'],
    [event({ kind: 'note', text: 5 }), '"event.text" is 5, expected a text'],
    [event({ ...opened, direction: 'in' }), '"event.direction" is "in", expected "inbound" or "outbound"'],
    [event({ ...opened, path: { kind: 'relayed' } }), '"event.path.relay" is missing, expected a text'],
    [event({ ...opened, path: 'direct' }), '"event.path" is "direct", expected an object'],
    [
      event({ kind: 'reservation-made', relay: 'boot', renewal: 'no', expires: 1 }),
      '"event.renewal" is "no", expected true or false',
    ],
    [
      event({ kind: 'reservation-made', relay: 'boot', renewal: true, expires: '12' }),
      '"event.expires" is "12", expected a number',
    ],
    [{ type: 'reply', id: '1', output: {} }, '"id" is "1", expected a number'],
    [
      { type: 'reply', id: 9, output: {} },
      '"id" is 9, expected the id of a request that waits for an answer',
    ],
    [{ type: 'failure', id: 9, error: 'no' }, '"id" is 9, expected the id of a request'],
    [{ type: 'reply', id: 1, output: null }, '"output" is null, expected an object'],
    [
      { type: 'reply', id: 1, output: { paths: 'direct', reason: '' } },
      '"output.paths" is "direct", expected a list',
    ],
    [
      { type: 'reply', id: 1, output: { paths: [{ kind: 'far' }], reason: '' } },
      '"output.paths.0.kind" is "far"',
    ],
    [
      { type: 'reply', id: 2, output: {} },
      '"type" is "reply", expected "failure", since there is no request',
    ],
  ])('that is wrong is refused with the field, what it is and what was expected: %j', (message, problem) => {
    expect(() => said(message)).toThrow(problem)
    expect(() => said(message)).toThrow(/, in the message [{5n]/)
  })

  it.each([
    ['that is no JSON', '{"type": ready}', /^a message is not JSON: \{"type": ready\}$/],
    ['that is empty', '', /^a message is not JSON: $/],
    [
      'with a number that no number is',
      '{"type":"event","event":{"kind":"reservation-made","relay":"boot","renewal":true,"expires":1e999}}',
      /"event\.expires" is Infinity, expected a number/,
    ],
    [
      'that is too long',
      `"${'x'.repeat(1024 * 1024)}"`,
      /^a message has 1048578 bytes, more than 65536: "x{199}…$/,
    ],
    [
      'with a long field',
      `{"type":"${'y'.repeat(5000)}"}`,
      /^"type" is "y{59}…, expected .{60,100}, in the message .{200}…$/,
    ],
  ])('%s is refused, and shown shortened', (_, text, problem) => {
    expect(() => read(Buffer.from(text))).toThrow(problem)
  })

  it('of any bytes is refused', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    expect(() => read(bytes)).toThrow(/^a message is not JSON/)
  })
})
