/**
 * The `onread` of a socket: what arrives is copied into a buffer of the reader's own, and never enters the stream. As
 * with read(2), a buffer gets at most what it has room for; the rest waits, and so does the end.
 */
import type { Connection } from './connection.ts'
import { connectionError } from './errors.ts'
import type { VirtualSocket } from './sockets.ts'

/** The receiver of a connection's data. */
export type Reader = Pick<VirtualSocket, 'push' | 'read' | 'destroy' | '_unrefTimer'>

interface Option {
  readonly buffer: Uint8Array | true | null
  readonly callback: (this: unknown, bytes: number, buffer: Uint8Array) => unknown
  readonly next: (() => unknown) | null
}

/** Node's constructor of sockets keeps the option under symbols of its own. */
type Symbols = Readonly<Record<keyof Option, symbol | undefined>>
let symbols: Symbols | undefined

/** The socket itself, or what serves its `onread`. */
export function readerOf(socket: VirtualSocket, connection: Connection): Reader {
  symbols ??= findSymbols(socket)
  const kept = socket as unknown as Readonly<Record<symbol, unknown>>
  if (symbols.buffer === undefined || !kept[symbols.buffer]) return socket
  const option = Object.fromEntries(Object.entries(symbols).map(([name, key]) => [name, key && kept[key]]))
  return new OnRead(socket, connection, option as unknown as Option)
}

class OnRead implements Reader {
  readonly #socket: VirtualSocket
  readonly #connection: Connection
  readonly #option: Option
  #buffer: Uint8Array = new Uint8Array(0)
  #waiting: Uint8Array[] = []
  #reading = false
  #delivering = false
  #ended = false

  constructor(socket: VirtualSocket, connection: Connection, option: Option) {
    this.#socket = socket
    this.#connection = connection
    this.#option = option
    this.#renew(option.next === null ? option.buffer : option.next())
    this.#follow()
  }

  push(bytes: Uint8Array | null): boolean {
    if (bytes === null) this.#ended = true
    else {
      this.#waiting.push(bytes)
      this.#connection.bytesRead -= bytes.byteLength
    }
    this.#deliver()
    return false
  }

  /** The end is read when it is its turn. */
  read(): null {
    return null
  }

  destroy(error?: Error): VirtualSocket {
    this.#socket.destroy(error)
    return this.#socket
  }

  _unrefTimer(): void {
    this.#socket._unrefTimer()
  }

  /** Pausing stops reading, and resuming or reading starts it, as Node's own methods do with a kernel handle. */
  #follow(): void {
    const { pause, resume, read } = this.#socket
    const methods = {
      pause: () => {
        this.#reading = false
        return pause.call(this.#socket)
      },
      resume: () => {
        this.#start()
        return resume.call(this.#socket)
      },
      read: (size?: number) => {
        this.#start()
        return read.call(this.#socket, size)
      },
      _read: () => this.#consumed(),
    }
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(this.#socket, name, { value, writable: true, configurable: true })
    }
  }

  #start(): void {
    if (this.#reading || this.#socket.connecting) return
    this.#reading = true
    setImmediate(() => this.#deliver())
  }

  #deliver(): void {
    if (this.#delivering) return
    this.#delivering = true
    try {
      while (this.#readable) this.#readOnce()
    } finally {
      this.#delivering = false
      // The callback has thrown, and somebody may have caught it.
      if (this.#readable) setImmediate(() => this.#deliver())
    }
    this.#consumed()
    if (!this.#ended || !this.#reading || this.#socket.destroyed) return
    this.#ended = false
    this.#socket.push(null)
    this.#socket.read(0)
  }

  get #readable(): boolean {
    return this.#reading && this.#waiting.length > 0 && !this.#socket.destroyed
  }

  #readOnce(): void {
    const buffer = this.#buffer
    if (buffer.byteLength === 0) {
      this.#socket.destroy(connectionError('ENOBUFS', 'read'))
      return
    }
    const [first = buffer] = this.#waiting
    const count = Math.min(first.byteLength, buffer.byteLength)
    buffer.set(first.subarray(0, count))
    if (count === first.byteLength) this.#waiting.shift()
    else this.#waiting[0] = first.subarray(count)
    this.#connection.bytesRead += count
    const more = this.#option.callback.call(this.#socket, count, buffer) !== false
    if (this.#option.next !== null) this.#renew(this.#option.next())
    if (!more) this.#reading = false
  }

  #renew(buffer: unknown): void {
    if (buffer instanceof Uint8Array) this.#buffer = buffer
  }

  #consumed(): void {
    if (this.#waiting.length === 0) this.#connection.consumed()
  }
}

function findSymbols(socket: VirtualSocket): Symbols {
  const all = Object.getOwnPropertySymbols(socket)
  const named = (name: string) => all.find(({ description }) => description === name)
  return { buffer: named('kBuffer'), callback: named('kBufferCb'), next: named('kBufferGen') }
}
