import type { Libp2p } from '@libp2p/interface'
import { expect, it, vi } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import { observeRendezvous } from '../../../src/nodes/module/observe-rendezvous.ts'
import { encodeMessage, type Message } from '../../../src/nodes/rendezvous/messages.ts'

/** A host that answers each request of bob on one stream. */
function pointWith(answers: readonly Message[]) {
  const events: NodeEvent[] = []
  const registered = {
    handler: (stream: { send: (data: Uint8Array) => void }) => {
      for (const answer of answers) stream.send(framed(answer))
    },
  }
  const registrar = { getHandler: (_: string) => registered }
  const host = { components: { registrar }, getConnections: () => [], addEventListener: () => {} }
  observeRendezvous(host as unknown as Libp2p, (event) => events.push(event))
  /** One stream, on which bob sends these bytes first. */
  const open = (protocol: string, ...chunks: readonly Uint8Array[]) => {
    const stream = Object.assign(new EventTarget(), { send: () => true })
    const handler = registrar.getHandler(protocol).handler
    const own = registered.handler
    registered.handler = (given) => {
      stream.addEventListener('message', () => {})
      for (const data of chunks) stream.dispatchEvent(Object.assign(new Event('message'), { data }))
      own(given)
    }
    ;(handler as unknown as (...given: unknown[]) => void)(stream, { remotePeer: 'bob' })
    registered.handler = own
  }
  return { events, open }
}

const framed = (message: Message) => {
  const bytes = encodeMessage(message)
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}
const register: Message = { type: 'REGISTER', register: { ns: 'chat', ttl: 60 } }
const accepted: Message = { type: 'REGISTER_RESPONSE', registerResponse: { status: 'OK', ttl: 60 } }
const refused: Message = { type: 'REGISTER_RESPONSE', registerResponse: { status: 'E_INVALID_TTL' } }
const protocol = '/rendezvous/1.0.0'
const told = (events: readonly NodeEvent[]) =>
  events.map((event) =>
    event.kind === 'rendezvous-registration' ? `${event.outcome} ${event.status} ${event.held}` : event.kind,
  )

it('the registrations at a point are told by its messages, until their time is over', () => {
  vi.useFakeTimers()
  try {
    const { events, open } = pointWith([accepted])
    const [first, rest] = [framed(register).subarray(0, 3), framed(register).subarray(3)]
    open(protocol, first, rest)
    open(protocol, framed(register))
    vi.advanceTimersByTime(60_000)
    expect(told(events)).toEqual(['accepted OK 1', 'renewed OK 1', 'expired OK 0'])
  } finally {
    vi.useRealTimers()
  }
})

it.each([
  ['a refusal', protocol, refused, [framed(register)], ['refused E_INVALID_TTL 0']],
  [
    'a protocol of the same messages under another name',
    '/canvas/rendezvous/1.0.0',
    accepted,
    [framed(register)],
    ['accepted OK 1'],
  ],
  ['another protocol', '/chat/1.0.0', accepted, [framed(register)], []],
  ['bytes that are no messages', protocol, accepted, [Buffer.alloc(9, 255), framed(register)], []],
])('%s at a point is told by what it means', (_, name, answer, chunks, expected) => {
  const { events, open } = pointWith([answer])
  open(name, ...chunks)
  expect(told(events)).toEqual(expected)
})

it('a host that hides its inside is told of', () => {
  const events: NodeEvent[] = []
  observeRendezvous({} as Libp2p, (event) => events.push(event))
  expect(events).toEqual([{ kind: 'rendezvous-unobserved' }])
})
