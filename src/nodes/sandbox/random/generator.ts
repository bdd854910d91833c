/**
 * xoshiro128**, the generator of a node process. Not for secrets: a test node's secrets are public by design.
 *
 * It gives bytes and 53-bit fractions. The keys and ids in recorded fingerprints follow from its sequence; jitter and
 * ports follow from the runner's generator (base/random.ts).
 */
import { createHash } from 'node:crypto'

export class Generator {
  /** Number of times that 32 bits were drawn. */
  drawn = 0
  readonly #state = new Uint32Array(4)

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest()
    for (let i = 0; i < 4; i++) this.#state[i] = digest.readUInt32LE(i * 4)
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    this.drawn++
    const state = this.#state
    const [a, b, c, d] = state as unknown as [number, number, number, number]
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    state[2] = c ^ a
    state[3] = d ^ b
    state[1] = b ^ (c ^ a)
    state[0] = a ^ (d ^ b)
    state[2] = c ^ a ^ (b << 9)
    state[3] = rotate(d ^ b, 11)
    return scrambled
  }

  skip(draws: number): void {
    for (let draw = 0; draw < draws; draw++) this.bits()
  }

  /** A number in [0, 1) with 53 random bits. */
  fraction(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992
  }

  fill(bytes: Uint8Array): void {
    const length = bytes.length
    let at = 0
    for (; at + 4 <= length; at += 4) {
      const bits = this.bits()
      bytes[at] = bits
      bytes[at + 1] = bits >>> 8
      bytes[at + 2] = bits >>> 16
      bytes[at + 3] = bits >>> 24
    }
    for (let bits = at < length ? this.bits() : 0; at < length; at++, bits >>>= 8) bytes[at] = bits
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length)
    this.fill(bytes)
    return bytes
  }

  /** A whole number in [low, high), all equally likely. */
  integer(low: number, high: number): number {
    const range = high - low
    const limit = 2 ** 53 - (2 ** 53 % range)
    for (;;) {
      const value = (this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)
      if (value < limit) return low + (value % range)
    }
  }
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}
