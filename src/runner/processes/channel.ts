/** The runner's end of the connection to one node process. */
import fs from 'node:fs'
import type net from 'node:net'
import { type Batch, BatchReader, BatchWriter, op, WireError } from '../../protocol/wire.ts'

/** Bytes that the first batch may have: it is a hello, and anybody on this machine can send one. */
const longestHello = 64 * 1024

/** The way of batches to one node and back. */
export interface Channel {
  /** The channel keeps batches that arrive without a listener for the next one. */
  onBatch(listener: ((batch: Batch) => void) | undefined): void
  onClose(listener: (error?: Error) => void): void
  send(batch: Batch): void
  /** False while its process does the steps of other nodes first. */
  isAtWork?(): boolean
}

export class NodeChannel implements Channel {
  readonly #socket: net.Socket
  readonly #reader = new BatchReader(longestHello)
  readonly #writer = new BatchWriter()
  readonly #early: Batch[] = []
  readonly #descriptor: number
  #onBatch: ((batch: Batch) => void) | undefined
  #onClose: ((error?: Error) => void)[] = []
  #error: Error | undefined
  #closed = false

  /** Takes over the socket of a process that has called in. */
  constructor(socket: net.Socket) {
    this.#socket = socket
    this.#descriptor = (socket as unknown as { _handle: { fd?: number } | null })._handle?.fd ?? -1
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', (error) => {
      this.#error ??= error
    })
    socket.once('close', () => {
      this.#closed = true
      for (const listener of this.#onClose.splice(0)) listener(this.#error)
    })
  }

  /** The channel keeps batches that arrive without a listener for the next one. */
  onBatch(listener: ((batch: Batch) => void) | undefined): void {
    this.#onBatch = listener
    if (listener !== undefined) this.#take(() => this.#early.splice(0))
  }

  /** Returns a batch to the channel, for the next listener. */
  putBack(batch: Batch): void {
    this.#early.push(batch)
  }

  onClose(listener: (error?: Error) => void): void {
    if (this.#closed) queueMicrotask(() => listener(this.#error))
    else this.#onClose.push(listener)
  }

  send(batch: Batch): void {
    const writer = this.#writer
    if (batch.node !== undefined) writer.frame(op.of, batch.node, 0, 0)
    for (const frame of batch.frames) {
      if (frame.op === op.data) writer.data(frame.node, frame.id, frame.time, frame.payload)
      else writer.frame(frame.op, frame.node, frame.id, frame.time, frame.payload)
    }
    this.#write(writer.finish(batch.kind, batch.time, batch.next))
  }

  /** Lets the runner end while the connection is open. */
  unref(): void {
    this.#socket.unref()
  }

  /** Ends the connection, which ends the process. */
  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#take(() => this.#reader.push(chunk))
  }

  #take(batches: () => Iterable<Batch>): void {
    try {
      for (const batch of batches()) {
        if (this.#onBatch === undefined) this.#early.push(batch)
        else this.#onBatch(batch)
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.#error = error
      this.#socket.destroy()
    }
  }

  /** Writes straight to the kernel while it takes everything: this is on the path of every round. */
  #write(bytes: Uint8Array): void {
    if (this.#closed || this.#socket.destroyed) return
    let written = 0
    if (this.#descriptor >= 0 && this.#socket.writableLength === 0) {
      try {
        written = fs.writeSync(this.#descriptor, bytes)
      } catch {
        // The buffer is full or the connection is gone: the stream waits, or reports the error.
      }
    }
    if (written < bytes.byteLength) this.#socket.write(Buffer.from(bytes.subarray(written)))
  }
}
