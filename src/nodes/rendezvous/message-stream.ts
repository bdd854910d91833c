/** Length-prefixed messages over a libp2p stream. */
import { BinaryWriter } from '@bufbuild/protobuf/wire'
import type { Stream } from '@libp2p/interface'
import { PrefixedMessages } from './prefixed-messages.ts'

/** The used part of a stream. */
export type ByteStream = Pick<Stream, 'send' | 'onDrain' | 'close' | 'abort' | typeof Symbol.asyncIterator>

export class MessageStream {
  readonly #stream: ByteStream
  readonly #chunks: ReturnType<ByteStream[typeof Symbol.asyncIterator]>
  readonly #messages: PrefixedMessages

  /** `longest`: most bytes of a message. */
  constructor(stream: ByteStream, longest: number) {
    this.#stream = stream
    this.#messages = new PrefixedMessages(longest)
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async send(message: Uint8Array): Promise<void> {
    const bytes = Buffer.concat([new BinaryWriter().uint32(message.length).finish(), message])
    if (!this.#stream.send(bytes)) await this.#stream.onDrain()
  }

  /** Returns the next message, or null when the other side has ended the stream. */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const message = this.#messages.take()
      if (message !== null) return message
      const { done, value } = await this.#chunks.next()
      if (done === true) {
        if (this.#messages.isCut) throw new Error('the stream ended in the middle of a message')
        return null
      }
      this.#messages.push(value.subarray())
    }
  }

  async close(): Promise<void> {
    await this.#stream.close()
  }

  abort(error: Error): void {
    this.#stream.abort(error)
  }
}
