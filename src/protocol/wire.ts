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
 * step with exactly one `idle`, whose `next` is the time of its next timer (Infinity if it has none). The `next` of
 * a `step` is its horizon: the process goes on by itself, through its own timers and the frames of the step, up to
 * but not including that time; a horizon equal to `time` means this instant only. The time of a frame is the time at
 * which it arrives or was written.
 * `node` tells apart the nodes of one process; it is 0 where a process holds one node. A batch is of one node: that of a
 * node other than 0 begins with the frame `of`.
 */
import { Buffer } from 'node:buffer'

export const batchKind = { frames: 0, step: 1, idle: 2 } as const
export type BatchKind = (typeof batchKind)[keyof typeof batchKind]

/**
 * `control` carries a JSON message (messages.ts); the others belong to the virtual network. `id` is the socket, or
 * the listener. The side that makes a socket chooses its id, counting up: a process uses odd numbers, the switch even
 * numbers.
 *
 * Both ways: `data`, `end` (FIN: no more data from the sender), `reset` (RST; payload: error code such as
 * `ECONNRESET`, or empty), `credit` (payload: u32, bytes that the receiver has consumed; 0 from a process: it reads no
 * more at present, and bytes wait in its kernel).
 * Process to switch: `listen` (payload: JSON Listening), `unlisten`, `connect` (payload: JSON Dial).
 * Switch to process: `connected`, `incoming` (payload: JSON Flow), `refused` (payload: error code).
 *
 * UDP. Process to switch: `bind` (payload: JSON UdpBinding; again for a change), `unbind`. Both ways: `datagram` (see
 * udp.ts). Switch to process: `unreachable` (payload: error code), for a connected socket.
 *
 * Both ways: `of` (no payload), the first frame of a batch of a node other than 0. From a process its time is the
 * working time of the node so far, in milliseconds of wall time.
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
  bind: 11,
  unbind: 12,
  datagram: 13,
  unreachable: 14,
  of: 15,
} as const
export type Op = (typeof op)[keyof typeof op]

/** An address and a port. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** The payload of `connect`: the destination, and the local end, where the switch chooses an empty address and port 0. */
export interface Dial extends Endpoint {
  readonly local?: Endpoint
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
  /** The node that it is of. Default 0. */
  readonly node?: number
  /** Working time of the node so far, in milliseconds of wall time; absent for node 0. */
  readonly worked?: number
  readonly time: number
  readonly next: number
  readonly frames: readonly Frame[]
}

/** The `next` of the last batch of a node that an uncaught error has ended, in a process that goes on. */
export const nodeIsOver = Number.NEGATIVE_INFINITY

const batchHeader = 4 + 1 + 8 + 8
const frameHeader = 1 + 2 + 4 + 8 + 4

/** A batch of more bytes than this breaks the protocol. */
const maxBatchBytes = 256 * 1024 * 1024

/**
 * Flow-control window, in bytes: most bytes of one direction of a connection that the receiver has not consumed yet, as
 * it says by `credit`. It stands for the send buffer and the receive buffer of a TCP connection together.
 */
export const receiveWindow = 512 * 1024

/** Fewest consumed bytes for which a receiver sends `credit`, so that small messages cost none. */
export function creditStep(window: number): number {
  return Math.max(1, Math.floor(window / 4))
}

export function encodeBatch(batch: Batch): Buffer {
  const writer = new BatchWriter(256, batch.node)
  for (const frame of batch.frames) writer.frame(frame.op, frame.node, frame.id, frame.time, frame.payload)
  return Buffer.from(writer.finish(batch.kind, batch.time, batch.next))
}

const nothing = new Uint8Array(0)

/** Builds batches in place, in one buffer for all of them. */
export class BatchWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #length = batchHeader
  #last = -1
  readonly #node: number

  /** `node`: the node that all its batches are of. */
  constructor(capacity = 64 * 1024, node = 0) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
    this.#node = node
  }

  get empty(): boolean {
    return this.#length === batchHeader
  }

  frame(frameOp: Op, node: number, id: number, time: number, payload: Uint8Array = nothing): void {
    this.#begin()
    const at = this.#length
    this.#grow(at + frameHeader + payload.byteLength)
    const view = this.#view
    view.setUint8(at, frameOp)
    view.setUint16(at + 1, node)
    view.setUint32(at + 3, id)
    view.setFloat64(at + 7, time)
    view.setUint32(at + 15, payload.byteLength)
    this.#bytes.set(payload, at + frameHeader)
    this.#last = at
    this.#length = at + frameHeader + payload.byteLength
  }

  /** Adds a `data` frame; joins the last frame if it has the same connection and time. */
  data(node: number, id: number, time: number, payload: Uint8Array): void {
    const last = this.#last
    const view = this.#view
    if (
      last === -1 ||
      view.getUint32(last + 3) !== id ||
      view.getUint8(last) !== op.data ||
      view.getUint16(last + 1) !== node ||
      view.getFloat64(last + 7) !== time
    ) {
      this.frame(op.data, node, id, time, payload)
      return
    }
    this.#grow(this.#length + payload.byteLength)
    this.#bytes.set(payload, this.#length)
    this.#length += payload.byteLength
    this.#view.setUint32(last + 15, this.#length - last - frameHeader)
  }

  /** Returns the whole batch; its bytes are valid until the next call on this writer. */
  finish(kind: BatchKind, time: number, next: number, worked = 0): Uint8Array {
    this.#begin()
    const view = this.#view
    if (this.#node !== 0) view.setFloat64(batchHeader + 7, worked)
    view.setUint32(0, this.#length - 4)
    view.setUint8(4, kind)
    view.setFloat64(5, time)
    view.setFloat64(13, next)
    const batch = this.#bytes.subarray(0, this.#length)
    this.#length = batchHeader
    this.#last = -1
    return batch
  }

  /** Names the node in an empty batch. */
  #begin(): void {
    if (this.#node === 0 || this.#length > batchHeader) return
    this.#grow(batchHeader + frameHeader)
    const view = this.#view
    view.setUint8(batchHeader, op.of)
    view.setUint16(batchHeader + 1, this.#node)
    view.setUint32(batchHeader + 3, 0)
    view.setFloat64(batchHeader + 7, 0)
    view.setUint32(batchHeader + 15, 0)
    this.#length = batchHeader + frameHeader
  }

  #grow(length: number): void {
    if (length <= this.#bytes.byteLength) return
    const bytes = new Uint8Array(Math.max(length, this.#bytes.byteLength * 2))
    bytes.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }
}

/**
 * Cuts a byte stream into batches. Throws {@link WireError} on bytes that are not a batch. The payloads of a batch that
 * arrives in one piece are views of the chunk: they live as long as the chunk's bytes do.
 */
export class BatchReader {
  #pieces: Buffer[] = []
  #held = 0
  #wanted = 4
  #limit: number

  /** Refuses a first batch of more than `first` bytes; after it the protocol's own limit holds. */
  constructor(first = maxBatchBytes) {
    this.#limit = first
  }

  push(chunk: Uint8Array): Batch[] {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (this.#held > 0) {
      this.#pieces.push(Buffer.from(bytes))
      this.#held += bytes.length
      if (this.#held < this.#wanted) return []
      bytes = Buffer.concat(this.#pieces, this.#held)
      this.#pieces = []
    }
    const batches: Batch[] = []
    let start = 0
    this.#wanted = 4
    while (bytes.length - start >= 4) {
      const length = bytes.readUInt32BE(start)
      if (length < batchHeader - 4 || length > this.#limit) {
        const four = JSON.stringify(bytes.toString('latin1', start, start + 4))
        throw new WireError(`a batch of ${length} bytes was announced, by the four bytes ${four}`)
      }
      if (bytes.length - start - 4 < length) {
        this.#wanted = length + 4
        break
      }
      batches.push(decodeBatch(bytes.subarray(start + 4, start + 4 + length)))
      start += 4 + length
      this.#limit = maxBatchBytes
    }
    this.#held = bytes.length - start
    if (this.#held > 0) this.#pieces = [Buffer.from(bytes.subarray(start))]
    return batches
  }
}

/** The other side broke the protocol. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

function decodeBatch(bytes: Buffer): Batch {
  const kind = bytes.readUInt8(0)
  if (!isBatchKind(kind)) throw new WireError(`unknown batch kind ${kind}`)
  const time = bytes.readDoubleBE(1)
  const next = bytes.readDoubleBE(9)
  const frames: Frame[] = []
  let node = 0
  let worked = 0
  let at = batchHeader - 4
  while (at < bytes.length) {
    if (bytes.length - at < frameHeader) throw new WireError('a frame is cut short')
    const frameOp = bytes.readUInt8(at)
    if (!isOp(frameOp)) throw new WireError(`unknown frame op ${frameOp}`)
    const length = bytes.readUInt32BE(at + 15)
    const from = at + frameHeader
    if (bytes.length - from < length) throw new WireError('a frame is longer than its batch')
    const id = bytes.readUInt32BE(at + 3)
    const written = bytes.readDoubleBE(at + 7)
    if (frameOp === op.of) {
      node = bytes.readUInt16BE(at + 1)
      worked = written
    } else {
      const payload = bytes.subarray(from, from + length)
      frames.push({ op: frameOp, node: bytes.readUInt16BE(at + 1), id, time: written, payload })
    }
    at = from + length
  }
  return node === 0 ? { kind, time, next, frames } : { kind, node, worked, time, next, frames }
}

function isBatchKind(value: number): value is BatchKind {
  return value <= batchKind.idle
}

function isOp(value: number): value is Op {
  return value <= op.of
}
