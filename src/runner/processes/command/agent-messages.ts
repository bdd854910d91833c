/**
 * Checks the messages of a user's own program in the agent protocol (docs/agent-protocol.md), in a run and in
 * `topo agent-check` alike.
 */
import { messageOf } from '../../../base/errors.ts'
import { nodeFields, path } from '../../../events/event-shape.ts'
import {
  type Fields,
  type FieldsOf,
  listOf,
  type Mismatch,
  nullOr,
  number,
  oneOf,
  orAbsent,
  record,
  type Shape,
  taggedBy,
  text,
} from '../../../events/shape.ts'
import type { AgentMessage, CommandName, CommandOutput } from '../../../protocol/messages.ts'
import { WireError } from '../../../protocol/wire.ts'
import { multiaddrChecker, type OwnMultiaddr } from './check-multiaddr.ts'

/** Command of the request with this id; undefined: no such request waits for an answer. */
export type AskedFor = (id: number) => string | undefined

/** Reads a message from its bytes. Throws {@link WireError} with the mistake and the expected text. */
export type MessageReader = (payload: Uint8Array) => AgentMessage

/** Larger than any right message. */
const maxMessageBytes = 64 * 1024

type Said = Exclude<AgentMessage, { readonly type: 'output' }>

const events: ReadonlyMap<string, Fields> = new Map(Object.entries<Fields>(nodeFields))

const fields: FieldsOf<'type', Said> = {
  hello: { secret: text, node: text, pid: number },
  ready: { peerId: text, addresses: listOf(text) },
  fatal: { error: text, stack: orAbsent(text) },
  event: { event: taggedBy('kind', events) },
  reply: { id: number, output: record({}) },
  failure: { id: number, error: text },
}

const anyMessage = taggedBy('type', new Map(Object.entries<Fields>(fields)))

const transferred = {
  outcome: oneOf('complete', 'cut-off', 'unfinished', 'not-reached'),
  path: nullOr(path),
  arrived: number,
  reason: text,
}

/** Fields of the answer to each request. */
const outputFields: {
  readonly [C in CommandName]: Readonly<Record<keyof CommandOutput<C>, Shape>>
} = {
  probe: { paths: listOf(path), reason: text },
  'ping-open': { answered: listOf(path), silent: listOf(record({ path, reason: text })) },
  disconnect: { closed: number },
  dial: { opened: number, reason: text },
  'change-relay': { before: record({}) },
  'drop-reservations': { dropped: number },
  transfer: transferred,
  'transfer-open': transferred,
  metric: { samples: nullOr(listOf(record({ labels: record({}), value: number }))) },
  resource: { value: number },
  identify: { protocols: listOf(text), agent: text, observed: text },
  stop: {},
}
const outputs: ReadonlyMap<string, Fields> = new Map(Object.entries<Fields>(outputFields))

/** Adds the node's peer id to a multiaddr. Throws for any other text, and for a multiaddr of another peer. */
type Whole = (address: string) => string

/** A reader for the messages of this node's program. */
export async function messageReader(own: OwnMultiaddr, askedFor: AskedFor): Promise<MessageReader> {
  const whole = await multiaddrChecker(own)
  return (payload) => {
    const message = parse(payload)
    const wrong = anyMessage(message) ?? outOfPlace(message as Said, own, askedFor, whole)
    if (wrong !== null) throw mistake(payload, message, wrong)
    return understood(message as Said, whole)
  }
}

/** The mistake in a message that has the right shape, but not from this program or not at this time. */
function outOfPlace(
  said: Said,
  { node, peerId }: OwnMultiaddr,
  askedFor: AskedFor,
  whole: Whole,
): Mismatch | null {
  switch (said.type) {
    case 'ready':
      if (said.peerId !== peerId) return { at: ['peerId'], expected: `"${peerId}", as in \`configure\`` }
      return notOwn(said.addresses, whole, ['addresses'], node)
    case 'event':
      return said.event.kind === 'addresses'
        ? notOwn(said.event.addresses, whole, ['event', 'addresses'], node)
        : null
    case 'reply':
    case 'failure': {
      const command = askedFor(said.id)
      if (command === undefined)
        return { at: ['id'], expected: 'the id of a request that waits for an answer' }
      if (said.type === 'failure') return null
      const output = outputs.get(command)
      if (output === undefined)
        return { at: ['type'], expected: `"failure", since there is no request "${command}"` }
      return record({ output: record(output) })(said)
    }
    case 'hello':
    case 'fatal':
      return null
  }
}

/** Keeps only the fields that the protocol has. */
function understood(said: Said, whole: Whole): Said {
  switch (said.type) {
    case 'ready':
      return { ...said, addresses: said.addresses.map(whole) }
    case 'event': {
      const { kind } = said.event
      const known = new Set(['kind', ...Object.keys(nodeFields[kind])])
      const own = Object.entries(said.event).filter(([key]) => known.has(key))
      const event = Object.fromEntries(own) as typeof said.event
      return {
        type: 'event',
        event: event.kind === 'addresses' ? { ...event, addresses: event.addresses.map(whole) } : event,
      }
    }
    case 'reply':
    case 'failure':
    case 'hello':
    case 'fatal':
      return said
  }
}

function notOwn(
  addresses: readonly string[],
  whole: Whole,
  at: readonly string[],
  node: string,
): Mismatch | null {
  for (const [index, address] of addresses.entries()) {
    try {
      whole(address)
    } catch (error) {
      return { at: [...at, index], expected: `a multiaddr of ${node} (${messageOf(error)})` }
    }
  }
  return null
}

/** Reads the hello at the beginning of a connection. Throws {@link WireError}. */
export function readHello(payload: Uint8Array): Extract<AgentMessage, { type: 'hello' }> {
  const message = parse(payload)
  const wrong = taggedBy('type', new Map([['hello', fields.hello]]))(message)
  if (wrong !== null) throw mistake(payload, message, wrong)
  return message as Extract<AgentMessage, { type: 'hello' }>
}

function parse(payload: Uint8Array): unknown {
  if (payload.byteLength > maxMessageBytes)
    throw new WireError(
      `a message has ${payload.byteLength} bytes, more than ${maxMessageBytes}: ${shortened(payload)}`,
    )
  try {
    return JSON.parse(Buffer.from(payload).toString())
  } catch {
    throw new WireError(`a message is not JSON: ${shortened(payload)}`)
  }
}

function mistake(payload: Uint8Array, message: unknown, { at, expected }: Mismatch): WireError {
  const value = at.reduce<unknown>((inner, key) => Object(inner)[key], message)
  const field = at.length === 0 ? 'it' : `"${at.join('.')}"`
  const shown = typeof value === 'number' ? String(value) : cut(JSON.stringify(value) ?? '', 60)
  const is = value === undefined ? 'is missing' : `is ${shown}`
  return new WireError(`${field} ${is}, expected ${expected}, in the message ${shortened(payload)}`)
}

/** The beginning of a message, for an error text. */
function shortened(payload: Uint8Array): string {
  return cut(Buffer.from(payload.subarray(0, 1000)).toString(), 200)
}

function cut(shown: string, length: number): string {
  return shown.length <= length ? shown : `${shown.slice(0, length)}…`
}
