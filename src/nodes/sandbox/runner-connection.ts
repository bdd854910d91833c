/**
 * The one real connection of the process, to the runner.
 *
 * It is on the path of every round, so it goes around the stream machinery both ways: reads land in one buffer that
 * is used again and again, and writes go straight to the kernel while it takes them.
 */
import net from 'node:net'
import { type Batch, BatchReader } from '../../protocol/wire.ts'
import { real } from './real.ts'

const readBufferBytes = 256 * 1024

export class RunnerConnection {
  readonly #socket: net.Socket
  #descriptor = -1

  constructor(
    to: net.NetConnectOpts,
    opened: () => void,
    onBatch: (batch: Batch) => void,
    closed: () => void,
  ) {
    const reader = new BatchReader()
    const buffer = Buffer.allocUnsafeSlow(readBufferBytes)
    const callback = (length: number): boolean => {
      for (const batch of reader.push(buffer.subarray(0, length))) onBatch(batch)
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

  /** The bytes may be used again as soon as this returns. */
  write(bytes: Uint8Array): void {
    let written = 0
    if (this.#descriptor >= 0 && this.#socket.writableLength === 0) {
      try {
        written = real.writeSync(this.#descriptor, bytes)
      } catch (error) {
        // The kernel's buffer is full; any other trouble shows when the stream writes.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#descriptor = -1
      }
    }
    if (written < bytes.byteLength) this.#socket.write(Buffer.from(bytes.subarray(written)))
  }

  close(): void {
    this.#socket.end()
  }
}
