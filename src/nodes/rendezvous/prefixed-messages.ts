/** Length-prefixed messages in the bytes of a stream. */
import { BinaryReader } from '@bufbuild/protobuf/wire'

/** Bytes of a length below 2^32. */
const longestPrefix = 5

export class PrefixedMessages {
  readonly #longest: number
  #rest: Uint8Array = new Uint8Array()

  /** `longest`: most bytes of a message. */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** True if the bytes so far end in the middle of a message. */
  get isCut(): boolean {
    return this.#rest.length > 0
  }

  push(bytes: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
  }

  /** Returns the next message, or null when it is not complete. Throws for bytes that are no message. */
  take(): Uint8Array | null {
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
