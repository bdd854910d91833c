/**
 * One end of a virtual TCP connection, between a net.Socket and a carrier: windows, half-close and resets.
 *
 * A writer may be `receiveWindow` bytes ahead of its reader. Further bytes wait here, and the socket's buffer fills up
 * behind them, as with a full kernel buffer.
 */
import { creditStep, receiveWindow } from '../../../protocol/wire.ts'
import { keepContext } from '../contexts.ts'
import type { Carrier, Receiver } from './carrier.ts'
import { connectionError } from './errors.ts'
import { type Reader, readerOf } from './on-read.ts'
import type { Done, SocketConnection, VirtualSocket } from './virtual-socket.ts'

const creditThreshold = creditStep(receiveWindow)
const oneRead = 64 * 1024

export class ConnectionEnd implements Receiver, SocketConnection {
  bytesRead = 0
  bytesWritten = 0
  readonly #reader: Reader
  readonly #carrier: Carrier
  readonly #over: (() => void) | undefined
  #window = receiveWindow
  #unwritten: Uint8Array | undefined
  #written: Done | undefined
  #unread = 0
  /** The socket takes what arrives; otherwise it stays in the kernel of a real machine. */
  #reading: boolean
  /** Bytes that would wait in the kernel. */
  #inKernel = 0
  #endSent = false
  #endReceived = false
  #closed = false

  /** `over` is called after the orderly end of both directions. */
  constructor(socket: VirtualSocket, carrier: Carrier, over?: () => void) {
    this.#reader = readerOf(socket, this)
    this.#carrier = carrier
    this.#over = over
    this.#reading = !socket.isPaused()
  }

  write(bytes: Uint8Array, done: Done): void {
    this.bytesWritten += bytes.byteLength
    if (bytes.byteLength <= this.#window) {
      this.#window -= bytes.byteLength
      this.#carrier.data(bytes)
      done()
      return
    }
    this.#unwritten = bytes
    const within = keepContext()
    this.#written = within === undefined ? done : (error) => within(() => done(error))
    this.#writeMore()
  }

  end(): void {
    if (this.#endSent || this.#closed) return
    this.#endSent = true
    this.#carrier.end()
  }

  consumed(): void {
    this.#reading = true
    const held = this.#inKernel > 0
    this.#inKernel = 0
    if ((this.#unread < creditThreshold && !held) || this.#closed) return
    this.#carrier.credit(this.#unread)
    this.#unread = 0
  }

  /** Ends the connection: in order, unless data waits unread (RFC 2525 section 2.17) or `code` says otherwise. */
  close(code = this.#inKernel > 0 ? 'ECONNRESET' : undefined): void {
    if (this.#closed) return
    if (code === undefined) this.end()
    else this.#carrier.reset(code)
    this.#closed = true
    if (this.#endReceived) this.#over?.()
  }

  cancelWrite(): void {
    const done = this.#written
    this.#unwritten = undefined
    this.#written = undefined
    done?.(connectionError('ECANCELED', 'write'))
  }

  received(bytes: Buffer): void {
    if (this.#closed) {
      // A kernel answers data for a closed socket with a reset.
      if (bytes.byteLength > 0) this.#carrier.reset('ECONNRESET')
      return
    }
    if (this.#endReceived) return
    this.bytesRead += bytes.byteLength
    this.#unread += bytes.byteLength
    this.#reader._unrefTimer()
    const wasReading = this.#reading
    if (!wasReading) this.#keepUnread(bytes.byteLength)
    const wantsMore = this.#reader.push(bytes)
    if (!wasReading) return
    if (wantsMore) {
      this.consumed()
      return
    }
    this.#reading = false
    // Node reads that much at once, and then no more.
    this.#keepUnread(bytes.byteLength - oneRead)
  }

  #keepUnread(bytes: number): void {
    if (bytes <= 0) return
    if (this.#inKernel === 0) this.#carrier.credit(0)
    this.#inKernel += bytes
  }

  ended(): void {
    if (this.#endReceived) return
    this.#endReceived = true
    if (this.#closed) {
      this.#over?.()
      return
    }
    this.#reader.push(null)
    this.#reader.read(0)
  }

  wasReset(code: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#reader.destroy(connectionError(code === '' ? 'ECONNRESET' : code, 'read'))
  }

  credited(bytes: number): void {
    this.#window += bytes
    this.#writeMore()
  }

  #writeMore(): void {
    const bytes = this.#unwritten
    if (bytes === undefined || this.#window <= 0 || this.#closed) return
    const count = Math.min(bytes.byteLength, this.#window)
    this.#window -= count
    this.#carrier.data(bytes.subarray(0, count))
    if (count < bytes.byteLength) {
      this.#unwritten = bytes.subarray(count)
      return
    }
    const done = this.#written
    this.#unwritten = undefined
    this.#written = undefined
    this.#reader._unrefTimer()
    done?.()
  }
}
