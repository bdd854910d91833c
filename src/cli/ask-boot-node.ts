/** Asks a running boot-node for its public configuration: identify, and a request for a reservation. */
import { randomBytes } from 'node:crypto'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { identify } from '@libp2p/identify'
import type { Connection } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { basicOptions, basicTransports, privateKeyOf } from '../nodes/host/options.ts'
import { MessageStream } from '../nodes/rendezvous/message-stream.ts'
import type { BootNodeAnswers, ReservationAnswer } from '../runner/contract/boot-node-answers.ts'

const hopProtocol = '/libp2p/circuit/relay/0.2.0/hop'
const longestAnswer = 16 * 1024
const patience = 20_000
const statusOk = 100

/** Dials the boot-node as a new peer. A granted reservation ends with the connection, or when it expires. */
export async function askBootNode(address: string): Promise<BootNodeAnswers> {
  const target = multiaddr(address)
  const signal = AbortSignal.timeout(patience)
  const host = await createLibp2p({
    ...basicOptions,
    privateKey: privateKeyOf(randomBytes(32).toString('hex')),
    transports: basicTransports,
    services: { identify: identify({ runOnConnectionOpen: false }) },
  })
  try {
    const connection = await host.dial(target, { signal })
    const { agentVersion, protocols } = await host.services.identify.identify(connection, { signal })
    return {
      address,
      agent: agentVersion ?? null,
      protocols: protocols.toSorted(),
      reservation: protocols.includes(hopProtocol) ? await reserve(connection, signal) : null,
    }
  } finally {
    await host.stop()
  }
}

/** https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md */
async function reserve(connection: Connection, signal: AbortSignal): Promise<ReservationAnswer> {
  const stream = await connection.newStream(hopProtocol, { signal })
  const messages = new MessageStream(stream, longestAnswer)
  const giveUp = () => messages.abort(new Error('it does not answer the request for a reservation'))
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    const asked = Date.now()
    // A HopMessage of type RESERVE.
    await messages.send(Uint8Array.of(8, 0))
    const answer = await messages.next()
    if (answer === null) throw new Error('it ended the stream on which it was asked for a reservation')
    await messages.close()
    return readAnswer(answer, asked)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function readAnswer(answer: Uint8Array, asked: number): ReservationAnswer {
  const message = fieldsOf(answer)
  const reservation = fieldsOf(bytesIn(message, 3))
  const limit = fieldsOf(bytesIn(message, 4))
  // The voucher is a signed envelope; its payload has the expiry.
  const voucher = fieldsOf(bytesIn(fieldsOf(bytesIn(reservation, 3)), 3))
  const until = (expires: number | null) => (expires === null ? null : expires - asked / 1000)
  const status = numberIn(message, 5)
  return {
    status: status ?? 0,
    expiresIn: status === statusOk ? until(numberIn(reservation, 1)) : null,
    voucherExpiresIn: until(numberIn(voucher, 3)),
    limitDuration: numberIn(limit, 1),
    limitData: numberIn(limit, 2),
  }
}

type ProtobufFields = ReadonlyMap<number, number | Uint8Array>

function fieldsOf(message: Uint8Array): ProtobufFields {
  const reader = new BinaryReader(message)
  const fields = new Map<number, number | Uint8Array>()
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (type === WireType.Varint) fields.set(field, Number(reader.uint64()))
    else if (type === WireType.LengthDelimited) fields.set(field, reader.bytes())
    else reader.skip(type, field)
  }
  return fields
}

function numberIn(fields: ProtobufFields, field: number): number | null {
  const value = fields.get(field)
  return typeof value === 'number' ? value : null
}

function bytesIn(fields: ProtobufFields, field: number): Uint8Array {
  const value = fields.get(field)
  return value instanceof Uint8Array ? value : new Uint8Array()
}
