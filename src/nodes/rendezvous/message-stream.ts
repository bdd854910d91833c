/**
 * Length-prefixed messages over a libp2p stream of any release. Up to 2.x a stream is a duplex with `source` and
 * `sink`, and a handler is given `{ stream, connection }`; from 3.x on it is an event target that is iterated and has
 * `send`, and a handler is given the two one after the other.
 */

import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import type { Connection } from '@libp2p/interface'

interface Chunk {
  subarray(): Uint8Array
}

interface Common {
  close(): Promise<void>
  abort(error: Error): void
}

interface EventStream extends Common, AsyncIterable<Chunk> {
  send(bytes: Uint8Array): boolean
  onDrain(): Promise<void>
}

interface DuplexStream extends Common {
  readonly source: AsyncIterable<Chunk>
  sink(source: AsyncIterable<Uint8Array>): Promise<void>
}

export type AnyStream = EventStream | DuplexStream

/** What a protocol's handler is given. */
export type HandlerArguments =
  | readonly [stream: AnyStream, connection: Connection]
  | readonly [{ readonly stream: AnyStream; readonly connection: Connection }]

export function streamIn(given: HandlerArguments): {
  readonly stream: AnyStream
  readonly connection: Connection
} {
  const [first, connection] = given
  return 'stream' in first ? first : { stream: first, connection: connection as Connection }
}

export class MessageStream {
  readonly #stream: AnyStream
  readonly #chunks: AsyncIterator<Chunk>
  readonly #write: (bytes: Uint8Array) => Promise<void>
  readonly #longest: number
  #rest: Uint8Array = new Uint8Array()

  /** `longest`: bytes that a message may have. */
  constructor(stream: AnyStream, longest: number) {
    this.#stream = stream
    this.#longest = longest
    if ('sink' in stream) {
      this.#chunks = stream.source[Symbol.asyncIterator]()
      this.#write = writerTo(stream)
    } else {
      this.#chunks = stream[Symbol.asyncIterator]()
      this.#write = async (bytes) => {
        if (!stream.send(bytes)) await stream.onDrain()
      }
    }
  }

  async send(message: Uint8Array): Promise<void> {
    await this.#write(Buffer.concat([new BinaryWriter().uint32(message.length).finish(), message]))
  }

  /** The next message, or null when the other side has ended the stream. */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const message = this.#take()
      if (message !== null) return message
      const { done, value } = await this.#chunks.next()
      if (done === true) {
        if (this.#rest.length > 0) throw new Error('the stream ended in the middle of a message')
        return null
      }
      this.#rest = Buffer.concat([this.#rest, value.subarray()])
    }
  }

  close(): Promise<void> {
    return this.#stream.close()
  }

  abort(error: Error): void {
    this.#stream.abort(error)
  }

  #take(): Uint8Array | null {
    const end = this.#rest.findIndex((byte) => byte < 0x80) + 1
    if (end === 0) {
      if (this.#rest.length > longestPrefix) throw new Error('a message has no length')
      return null
    }
    const length = new BinaryReader(this.#rest).uint32()
    if (length > this.#longest)
      throw new Error(`a message has ${length} bytes, and may have ${this.#longest}`)
    if (this.#rest.length < end + length) return null
    const message = this.#rest.slice(end, end + length)
    this.#rest = this.#rest.slice(end + length)
    return message
  }
}

/** Bytes of a length below 2^32. */
const longestPrefix = 5

/** A sink takes one source for as long as the stream lives: this one yields what is written. */
function writerTo(stream: DuplexStream): (bytes: Uint8Array) => Promise<void> {
  const waiting: Uint8Array[] = []
  let wake = Promise.withResolvers<void>()
  async function* source(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift() ?? new Uint8Array()
      await wake.promise
      wake = Promise.withResolvers<void>()
    }
  }
  // A stream that breaks down says so where it is read.
  stream.sink(source()).catch(() => {})
  return async (bytes) => {
    waiting.push(bytes)
    wake.resolve()
  }
}
