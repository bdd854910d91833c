/**
 * The bytes between the runner and one node process, over one loopback TCP connection.
 *
 * A *batch* is the unit of sending; it holds *frames* in canonical order:
 *
 *     batch = u32 length of what follows | u8 kind | f64 time | f64 next | frame*
 *     frame = u8 op | u16 node | u32 id | f64 time | u32 length of payload | payload
 *
 * All numbers are big-endian; times are milliseconds of the run's clock. With a real clock both sides send
 * `frames` batches whenever they like. With a virtual clock the runner sends `step`, and the process answers each
 * step with exactly one `idle`, whose `next` is the time of its next timer (Infinity if it has none).
 * `node` tells apart the nodes of one process; it is 0 where a process holds one node.
 */
import { Buffer } from 'node:buffer'

export const batchKind = { frames: 0, step: 1, idle: 2 } as const
export type BatchKind = (typeof batchKind)[keyof typeof batchKind]

/**
 * `control` carries a JSON message (see protocol.ts); the others are the virtual network's. `id` is the socket, or
 * the listener. Ids of sockets are chosen by the side that makes them: a process uses odd ones, the switch even ones.
 *
 * Both ways: `data`, `end` (FIN: no more data from the sender), `reset` (RST; payload: error code such as
 * `ECONNRESET`, or empty), `credit` (payload: u32, bytes that the receiver has consumed).
 * Process to switch: `listen`, `unlisten`, `connect` (payloads: JSON Endpoint).
 * Switch to process: `connected`, `incoming` (payload: JSON Flow), `refused` (payload: error code).
 */
export const op = {
  control: 0,
  data: 1,
  end: 2,
  reset: 3,
  credit: 4,
  listen: 5,
  unlisten: 6,
  connect: 7,
  connected: 8,
  incoming: 9,
  refused: 10,
} as const
export type Op = (typeof op)[keyof typeof op]

/** An address and a TCP port, as `listen` and `connect` carry them. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Both ends of a TCP connection as one side sees them; `listener` is the listener's id on `incoming`, else 0. */
export interface Flow {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly listener: number
}

export interface Frame {
  readonly op: Op
  readonly node: number
  readonly id: number
  readonly time: number
  readonly payload: Uint8Array
}

export interface Batch {
  readonly kind: BatchKind
  readonly time: number
  readonly next: number
  readonly frames: readonly Frame[]
}

const batchHeader = 4 + 1 + 8 + 8
const frameHeader = 1 + 2 + 4 + 8 + 4

/** A peer that sends more than this in one batch does not speak the protocol. */
const maxBatchBytes = 256 * 1024 * 1024

export function encodeBatch(batch: Batch): Buffer {
  let length = batchHeader
  for (const frame of batch.frames) length += frameHeader + frame.payload.byteLength
  const out = Buffer.allocUnsafe(length)
  let at = out.writeUInt32BE(length - 4, 0)
  at = out.writeUInt8(batch.kind, at)
  at = out.writeDoubleBE(batch.time, at)
  at = out.writeDoubleBE(batch.next, at)
  for (const frame of batch.frames) {
    at = out.writeUInt8(frame.op, at)
    at = out.writeUInt16BE(frame.node, at)
    at = out.writeUInt32BE(frame.id, at)
    at = out.writeDoubleBE(frame.time, at)
    at = out.writeUInt32BE(frame.payload.byteLength, at)
    out.set(frame.payload, at)
    at += frame.payload.byteLength
  }
  return out
}

/** Cuts a byte stream into batches. Throws {@link WireError} on bytes that cannot be one. */
export class BatchReader {
  #pending: Buffer = Buffer.alloc(0)

  push(chunk: Uint8Array): Batch[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const batches: Batch[] = []
    let start = 0
    while (this.#pending.length - start >= 4) {
      const length = this.#pending.readUInt32BE(start)
      if (length < batchHeader - 4 || length > maxBatchBytes) {
        throw new WireError(`a batch of ${length} bytes was announced`)
      }
      if (this.#pending.length - start - 4 < length) break
      batches.push(decodeBatch(this.#pending.subarray(start + 4, start + 4 + length)))
      start += 4 + length
    }
    this.#pending = this.#pending.subarray(start)
    return batches
  }
}

/** The other side sent bytes that are not the protocol's. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

function decodeBatch(bytes: Buffer): Batch {
  const kind = bytes.readUInt8(0)
  if (!isBatchKind(kind)) throw new WireError(`unknown batch kind ${kind}`)
  const time = bytes.readDoubleBE(1)
  const next = bytes.readDoubleBE(9)
  const frames: Frame[] = []
  let at = batchHeader - 4
  while (at < bytes.length) {
    if (bytes.length - at < frameHeader) throw new WireError('a frame is cut short')
    const frameOp = bytes.readUInt8(at)
    if (!isOp(frameOp)) throw new WireError(`unknown frame op ${frameOp}`)
    const length = bytes.readUInt32BE(at + 15)
    const from = at + frameHeader
    if (bytes.length - from < length) throw new WireError('a frame is longer than its batch')
    frames.push({
      op: frameOp,
      node: bytes.readUInt16BE(at + 1),
      id: bytes.readUInt32BE(at + 3),
      time: bytes.readDoubleBE(at + 7),
      payload: bytes.subarray(from, from + length),
    })
    at = from + length
  }
  return { kind, time, next, frames }
}

function isBatchKind(value: number): value is BatchKind {
  return value <= batchKind.idle
}

function isOp(value: number): value is Op {
  return value <= op.refused
}
