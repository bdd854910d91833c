/**
 * The messages of the rendezvous protocol and their protobuf form, written by hand with a maintained reader and writer
 * of the wire format: generators make enums and namespaces of a .proto file, which Node does not run as
 * TypeScript, and six small messages need no build step.
 *
 * Specification: https://github.com/libp2p/specs/blob/master/rendezvous/README.md#protobuf
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { RendezvousStatus } from '../../events/event.ts'

/** Fields that are not there are undefined; an unknown type or status is null. TTLs are in seconds. */
export interface Message {
  readonly type?: MessageType | null
  readonly register?: Register
  readonly registerResponse?: RegisterResponse
  readonly unregister?: Unregister
  readonly discover?: Discover
  readonly discoverResponse?: DiscoverResponse
}

export interface Register {
  readonly ns?: string
  /** A signed envelope with the peer record of the sender. */
  readonly signedPeerRecord?: Uint8Array
  readonly ttl?: number
}

export interface RegisterResponse {
  readonly status?: RendezvousStatus | null
  readonly statusText?: string
  readonly ttl?: number
}

export interface Unregister {
  readonly ns?: string
}

export interface Discover {
  readonly ns?: string
  readonly limit?: number
  readonly cookie?: Uint8Array
}

export interface DiscoverResponse {
  readonly registrations?: readonly Register[]
  readonly cookie?: Uint8Array
  readonly status?: RendezvousStatus | null
  readonly statusText?: string
}

const messageTypes = {
  REGISTER: 0,
  REGISTER_RESPONSE: 1,
  UNREGISTER: 2,
  DISCOVER: 3,
  DISCOVER_RESPONSE: 4,
} as const

export type MessageType = keyof typeof messageTypes

const statuses = {
  OK: 0,
  E_INVALID_NAMESPACE: 100,
  E_INVALID_SIGNED_PEER_RECORD: 101,
  E_INVALID_TTL: 102,
  E_INVALID_COOKIE: 103,
  E_NOT_AUTHORIZED: 200,
  E_INTERNAL_ERROR: 300,
  E_UNAVAILABLE: 400,
} as const satisfies Record<RendezvousStatus, number>

export function encodeMessage(message: Message): Uint8Array {
  return write(messageFields, message).finish()
}

/** Throws for bytes that are no protobuf message; skips unknown fields, as protobuf requires. */
export function decodeMessage(bytes: Uint8Array): Message {
  return read(messageFields, new BinaryReader(bytes), bytes.length)
}

/** The writer and the reader of one field, by its number. */
interface Field<T> {
  readonly number: number
  readonly wireType: WireType
  readonly write: (writer: BinaryWriter, value: NonNullable<T>) => void
  /** `before`: the value of an earlier occurrence of the field. */
  readonly read: (reader: BinaryReader, before: T | undefined) => T
}

type FieldsOfMessage<M> = { readonly [K in keyof Required<M>]: Field<Required<M>[K]> }

const text = (number: number): Field<string> => ({
  number,
  wireType: WireType.LengthDelimited,
  write: (writer, value) => writer.string(value),
  read: (reader) => reader.string(true),
})

const bytes = (number: number): Field<Uint8Array> => ({
  number,
  wireType: WireType.LengthDelimited,
  write: (writer, value) => writer.bytes(value),
  read: (reader) => reader.bytes().slice(),
})

/** A number beyond the safe integers of JavaScript is beyond every limit as well. */
const uint64 = (number: number): Field<number> => ({
  number,
  wireType: WireType.Varint,
  write: (writer, value) => writer.uint64(value),
  read: (reader) => Math.min(Number(reader.uint64()), Number.MAX_SAFE_INTEGER),
})

function oneOf<N extends string>(number: number, names: Readonly<Record<N, number>>): Field<N | null> {
  const byNumber = new Map(Object.entries<number>(names).map(([name, value]) => [value, name as N]))
  return {
    number,
    wireType: WireType.Varint,
    write: (writer, name) => writer.int32(names[name]),
    read: (reader) => byNumber.get(reader.int32()) ?? null,
  }
}

function message<M extends object>(number: number, fields: FieldsOfMessage<M>): Field<M> {
  return {
    number,
    wireType: WireType.LengthDelimited,
    write: (writer, value) => writer.bytes(write(fields, value).finish()),
    read: (reader) => read(fields, reader, reader.uint32()),
  }
}

function repeated<M extends object>(number: number, fields: FieldsOfMessage<M>): Field<readonly M[]> {
  const one = message(number, fields)
  return {
    number,
    wireType: one.wireType,
    write: (writer, values) => {
      values.forEach((value, index) => {
        // The tag of the first is written with the field.
        if (index > 0) writer.tag(number, one.wireType)
        one.write(writer, value)
      })
    },
    // In place: a copy for each entry would let one long message keep the process busy for half a minute.
    read: (reader, before) => {
      const list = (before ?? []) as M[]
      list.push(one.read(reader, undefined))
      return list
    },
  }
}

const registerFields: FieldsOfMessage<Register> = { ns: text(1), signedPeerRecord: bytes(2), ttl: uint64(3) }

const messageFields: FieldsOfMessage<Message> = {
  type: oneOf(1, messageTypes),
  register: message(2, registerFields),
  registerResponse: message<RegisterResponse>(3, {
    status: oneOf(1, statuses),
    statusText: text(2),
    ttl: uint64(3),
  }),
  unregister: message<Unregister>(4, { ns: text(1) }),
  discover: message<Discover>(5, { ns: text(1), limit: uint64(2), cookie: bytes(3) }),
  discoverResponse: message<DiscoverResponse>(6, {
    registrations: repeated(1, registerFields),
    cookie: bytes(2),
    status: oneOf(3, statuses),
    statusText: text(4),
  }),
}

function entriesOf<M>(fields: FieldsOfMessage<M>): readonly [keyof M & string, Field<unknown>][] {
  return Object.entries(fields) as unknown as [keyof M & string, Field<unknown>][]
}

function write<M extends object>(fields: FieldsOfMessage<M>, value: M): BinaryWriter {
  const writer = new BinaryWriter()
  for (const [key, field] of entriesOf(fields)) {
    const given: unknown = value[key]
    const isEmptyList = Array.isArray(given) && given.length === 0
    if (given === undefined || given === null || isEmptyList) continue
    writer.tag(field.number, field.wireType)
    field.write(writer, given)
  }
  return writer
}

function read<M extends object>(fields: FieldsOfMessage<M>, reader: BinaryReader, length: number): M {
  const byNumber = new Map(entriesOf(fields).map(([key, field]) => [field.number, { key, field }]))
  const found: Partial<Record<keyof M, unknown>> = {}
  const end = reader.pos + length
  if (end > reader.len) throw new RangeError('a message is longer than what holds it')
  while (reader.pos < end) {
    const [number, wireType] = reader.tag()
    const known = byNumber.get(number)
    if (known === undefined || known.field.wireType !== wireType) reader.skip(wireType, number)
    else found[known.key] = known.field.read(reader, found[known.key])
  }
  if (reader.pos !== end) throw new RangeError('a field is longer than its message')
  return found as M
}
