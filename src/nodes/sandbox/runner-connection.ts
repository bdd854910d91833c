/**
 * The only real connection of the process, to the runner. Every round waits for it, so it avoids Node's streams: all
 * reads use one buffer, and writes go to the kernel at once unless its buffer is full.
 */
import net from 'node:net'
import { type Batch, BatchReader } from '../../protocol/wire.ts'
import { real } from './real.ts'

const readBufferBytes = 256 * 1024

export class RunnerConnection {
  readonly #socket: net.Socket
  #descriptor = -1
  readonly #waiting: Batch[] = []

  /** `isKept`: batches may wait for others, so their bytes must outlive the next read. */
  constructor(
    to: net.NetConnectOpts,
    opened: () => void,
    onBatch: (batch: Batch) => void,
    closed: () => void,
    isKept: boolean,
  ) {
    const reader = new BatchReader()
    const buffer = Buffer.allocUnsafeSlow(readBufferBytes)
    const callback = (length: number): boolean => {
      const read = buffer.subarray(0, length)
      this.#waiting.push(...reader.push(isKept ? Buffer.from(read) : read))
      this.#handOn(onBatch)
      return true
    }
    this.#socket = new net.Socket({
      onread: { buffer, callback },
      signal: undefined,
    } as net.SocketConstructorOpts)
    this.#socket.setNoDelay(true)
    this.#socket.once('connect', () => {
      this.#descriptor = (this.#socket as unknown as { _handle: { fd?: number } | null })._handle?.fd ?? -1
      opened()
    })
    this.#socket.on('error', () => {})
    this.#socket.once('close', closed)
    this.#socket.connect(to)
  }

  /** Hands on what was read. Code of a node that throws ends the call; the other batches come next. */
  #handOn(onBatch: (batch: Batch) => void): void {
    try {
      for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift())
        onBatch(batch)
    } finally {
      if (this.#waiting.length > 0) real.setImmediate(() => this.#handOn(onBatch))
    }
  }

  /** Writes the bytes. The caller may reuse their memory afterwards. */
  write(bytes: Uint8Array): void {
    let written = 0
    if (this.#descriptor >= 0 && this.#socket.writableLength === 0) {
      try {
        written = real.writeSync(this.#descriptor, bytes)
      } catch (error) {
        // The kernel's buffer is full. Any other error comes again when the stream writes.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#descriptor = -1
      }
    }
    if (written < bytes.byteLength) this.#socket.write(Buffer.from(bytes.subarray(written)))
  }

  close(): void {
    this.#socket.end()
  }
}
