/**
 * One end of a virtual TCP connection, as Linux keeps it and libuv uses it: windows, half-close and resets.
 *
 * A writer may be `receiveWindow` bytes ahead of its reader. Further bytes wait here, as with a full kernel buffer.
 * Bytes that nobody reads wait here too, as in the kernel: a close then resets the connection (RFC 2525 section 2.17).
 */
import { creditStep, receiveWindow } from '../../../protocol/wire.ts'
import type { Carrier, Receiver } from './carrier.ts'
import type { Turns } from './turns.ts'

const creditThreshold = creditStep(receiveWindow)

/** Takes what a connection reads. */
export interface Reader {
  /** Most bytes of one read. */
  readonly room: number
  received(bytes: Buffer): void
  ended(): void
  failed(code: string): void
}

/** Is called at the end of a request; with the code of an error, or without. */
export type Done = (code?: string) => void

interface Write {
  readonly bytes: Uint8Array
  readonly done: Done
}

export interface EndOptions {
  readonly carrier: Carrier
  readonly turns: Turns
  /** The other end is in this process: the reader hears of nothing while the other end still acts. */
  readonly local: boolean
  /** Called after the orderly end of both directions. */
  readonly over?: () => void
}

export class ConnectionEnd implements Receiver {
  readonly #carrier: Carrier
  readonly #turns: Turns
  readonly #local: boolean
  readonly #over: (() => void) | undefined
  #reader: Reader | undefined
  #reading = false
  /** Turn in which reading began: libuv hears of nothing before the next one. */
  #begun = -1
  #polling = false
  readonly #inbox: Buffer[] = []
  #inboxBytes = 0
  #consumed = 0
  /** The kernel of the other side knows that bytes wait here. */
  #heldBack = false
  #endReceived = false
  /** A reset has come: nothing is sent any more. */
  #dead = false
  /** The error of the reset, until a read or a write has told it. */
  #error: string | undefined
  /** A read has failed: libuv neither reads nor writes any more. */
  #failed = false
  /** libuv tells an end instead of the error after a read that did not fill its buffer. */
  #hangsUp = false

  #window = receiveWindow
  readonly #writes: Write[] = []
  #shutdown: Done | undefined
  #endSent = false
  #closed = false

  constructor({ carrier, turns, local, over }: EndOptions) {
    this.#carrier = carrier
    this.#turns = turns
    this.#local = local
    this.#over = over
  }

  /** Number of bytes that wait for the window. */
  get unwritten(): number {
    return this.#writes.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  }

  get shutting(): boolean {
    return this.#shutdown !== undefined
  }

  /** Takes the error of a reset that nobody has been told of. */
  failure(): string | undefined {
    return this.#error === undefined ? undefined : this.#takeError()
  }

  readStart(reader: Reader): string | undefined {
    if (this.#failed) return 'ENOTCONN'
    this.#reader = reader
    this.#reading = true
    this.#begun = this.#turns.count
    if (this.#inboxBytes > 0 || this.#endReceived || this.#error !== undefined) this.#pollLater()
    return undefined
  }

  readStop(): void {
    this.#reading = false
  }

  /** Returns the code of an error, true when all is written, or false: `done` will be called. */
  write(bytes: Uint8Array, done: Done): string | boolean {
    if (this.#failed || this.#endSent || this.#shutdown !== undefined) return 'EPIPE'
    if (this.#dead) return this.#takeError()
    if (this.#writes.length === 0 && bytes.byteLength <= this.#window) {
      this.#send(bytes)
      return true
    }
    this.#writes.push({ bytes, done })
    this.#writeMore()
    return false
  }

  /** Ends the direction from here, after all writes. Returns the code of an error. */
  shutdown(done: Done): string | undefined {
    if (this.#failed || this.#endSent || this.#shutdown !== undefined) return 'ENOTCONN'
    this.#shutdown = done
    if (this.#writes.length === 0) {
      this.#turns.pending(() => this.#drained())
    }
    return undefined
  }

  /** Closes both directions: in order, unless data waits unread or `code` says otherwise. Returns the open requests. */
  close(code = this.#inboxBytes > 0 ? 'ECONNRESET' : undefined): readonly Done[] {
    if (this.#closed) return []
    this.#closed = true
    this.#reading = false
    const open = this.#writes.splice(0).map(({ done }) => done)
    if (this.#shutdown !== undefined) open.push(this.#shutdown)
    this.#shutdown = undefined
    if (this.#dead) return open
    if (code !== undefined) this.#carrier.reset(code)
    else {
      if (!this.#endSent) this.#carrier.end()
      this.#endSent = true
      if (this.#endReceived) this.#over?.()
    }
    return open
  }

  received(bytes: Buffer): void {
    if (this.#closed) {
      // A kernel answers data for a closed socket with a reset.
      if (bytes.byteLength > 0 && !this.#dead) this.#carrier.reset('ECONNRESET')
      return
    }
    if (this.#endReceived || this.#dead) return
    if (this.#tellsAtOnce && bytes.byteLength <= (this.#reader?.room ?? 0)) {
      this.#give(bytes)
      return
    }
    this.#inbox.push(bytes)
    this.#inboxBytes += bytes.byteLength
    if (this.#reading) this.#pollLater()
    else this.#holdBack()
  }

  ended(): void {
    if (this.#endReceived || this.#dead) return
    const atOnce = this.#tellsAtOnce
    this.#endReceived = true
    if (this.#closed) this.#over?.()
    else if (atOnce) this.#tellEnd()
    else if (this.#reading) this.#pollLater()
  }

  wasReset(code: string): void {
    if (this.#dead) return
    const atOnce = this.#tellsAtOnce
    this.#dead = true
    if (this.#closed) return
    // Linux: EPIPE after the other side's end (tcp_reset).
    this.#error = this.#endReceived ? 'EPIPE' : code === '' ? 'ECONNRESET' : code
    if (atOnce) this.#tellError()
    else if (this.#reading) this.#pollLater()
    else if (this.#writes.length > 0) {
      this.#turns.poll(() => {
        if (!this.#closed) this.#writes.shift()?.done(this.#takeError())
        return !this.#closed && this.#writes.length > 0
      })
    }
  }

  credited(bytes: number): void {
    if (this.#dead || this.#closed) return
    this.#window += bytes
    this.#writeMore()
  }

  get #tellsAtOnce(): boolean {
    if (!this.#reading || this.#local || this.#polling || this.#inboxBytes > 0) return false
    return this.#begun < this.#turns.count
  }

  #pollLater(): void {
    if (this.#polling) return
    this.#polling = true
    this.#turns.poll(() => {
      this.#polling = false
      return this.#poll()
    })
  }

  /** Reads once. Returns true when libuv would read again at once. */
  #poll(): boolean {
    const reader = this.#reader
    if (this.#closed || !this.#reading || reader === undefined) return false
    if (this.#inboxBytes === 0) {
      if (this.#error !== undefined && !this.#hangsUp) this.#tellError()
      else if (this.#endReceived || this.#hangsUp) this.#tellEnd()
      return false
    }
    const { room } = reader
    const bytes = this.#take(room)
    this.#give(bytes)
    if (this.#closed || !this.#reading) return false
    if (bytes.byteLength >= room) return true
    this.#hangsUp =
      this.#inboxBytes === 0 && (this.#error !== undefined || (this.#endReceived && this.#endSent))
    if (this.#hangsUp) return true
    if (this.#inboxBytes > 0 || this.#endReceived) this.#pollLater()
    return false
  }

  #take(room: number): Buffer {
    const parts: Buffer[] = []
    let bytes = 0
    while (bytes < room) {
      const first = this.#inbox[0]
      if (first === undefined) break
      const part = first.subarray(0, room - bytes)
      if (part.byteLength === first.byteLength) this.#inbox.shift()
      else this.#inbox[0] = first.subarray(part.byteLength)
      parts.push(part)
      bytes += part.byteLength
    }
    this.#inboxBytes -= bytes
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
  }

  #give(bytes: Buffer): void {
    this.#consumed += bytes.byteLength
    this.#reader?.received(bytes)
    if (this.#closed || this.#dead) return
    if (this.#consumed >= creditThreshold || (this.#heldBack && this.#inboxBytes === 0)) {
      this.#carrier.credit(this.#consumed)
      this.#consumed = 0
      this.#heldBack = false
    }
    if (this.#inboxBytes > 0 && !this.#reading) this.#holdBack()
  }

  #holdBack(): void {
    if (this.#heldBack) return
    this.#heldBack = true
    this.#carrier.credit(0)
  }

  #tellEnd(): void {
    this.#reading = false
    this.#reader?.ended()
  }

  #tellError(): void {
    const code = this.#takeError()
    this.#reading = false
    this.#failed = true
    this.#reader?.failed(code)
  }

  #takeError(): string {
    const code = this.#error ?? 'EPIPE'
    this.#error = undefined
    return code
  }

  #send(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return
    this.#window -= bytes.byteLength
    this.#carrier.data(bytes)
  }

  #writeMore(): void {
    while (this.#window > 0 && !this.#closed) {
      const [first] = this.#writes
      if (first === undefined) return
      const part = first.bytes.subarray(0, this.#window)
      this.#send(part)
      if (part.byteLength < first.bytes.byteLength) {
        this.#writes[0] = { bytes: first.bytes.subarray(part.byteLength), done: first.done }
        return
      }
      this.#writes.shift()
      first.done()
      if (this.#writes.length === 0) this.#drained()
    }
  }

  #drained(): void {
    const done = this.#shutdown
    if (done === undefined || this.#closed) return
    this.#shutdown = undefined
    this.#endSent = true
    if (!this.#dead) this.#carrier.end()
    done()
  }
}
