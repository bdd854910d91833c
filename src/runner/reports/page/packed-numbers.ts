/**
 * Whole numbers from 0 as text: seven bits to a byte, the lowest first, and the eighth bit on all but the last byte of a
 * number; then base64.
 */
export class NumberWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  push(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.#byte(128 + (rest % 128))
      rest = Math.floor(rest / 128)
    }
    this.#byte(rest)
  }

  toString(): string {
    return Buffer.from(this.#bytes.buffer, 0, this.#length).toString('base64')
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length++] = value
  }
}

/** Reads the text of {@link NumberWriter}, also in a browser. */
export class NumberReader {
  readonly #bytes: string
  #at = 0

  constructor(text: string) {
    this.#bytes = atob(text)
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length
  }

  next(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.#bytes.charCodeAt(this.#at++)
      // Also ends at the end of the text, where the code is no number.
      if (!(byte >= 128)) return value + factor * byte
      value += factor * (byte - 128)
      factor *= 128
    }
  }
}
