/** Length-prefixed messages over a libp2p stream. */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import type { Stream } from '@libp2p/interface'

/** The used part of a stream. */
export type ByteStream = Pick<Stream, 'send' | 'onDrain' | 'close' | 'abort' | typeof Symbol.asyncIterator>

export class MessageStream {
  readonly #stream: ByteStream
  readonly #chunks: ReturnType<ByteStream[typeof Symbol.asyncIterator]>
  readonly #longest: number
  #rest: Uint8Array = new Uint8Array()

  /** `longest`: most bytes of a message. */
  constructor(stream: ByteStream, longest: number) {
    this.#stream = stream
    this.#longest = longest
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async send(message: Uint8Array): Promise<void> {
    const bytes = Buffer.concat([new BinaryWriter().uint32(message.length).finish(), message])
    if (!this.#stream.send(bytes)) await this.#stream.onDrain()
  }

  /** Returns the next message, or null when the other side has ended the stream. */
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

  async close(): Promise<void> {
    await this.#stream.close()
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
