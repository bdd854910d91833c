/** The random numbers of a node: one generator for each kind of use, all from one seed. */
import { Generator } from './generator.ts'

/** Number of draws of each generator. */
export type DrawCounts = Readonly<Record<'fractions' | 'bytes' | 'keys' | 'folders', number>>

export class Randomness {
  /** For Math.random. */
  readonly fractions: Generator
  /** For the random bytes of node:crypto and WebCrypto. */
  readonly bytes: Generator
  readonly keys: Generator
  /** For the names of temporary folders. */
  readonly folders: Generator
  /** For the first port of UDP sockets. */
  readonly ports: Generator

  constructor(seed: string) {
    this.fractions = new Generator(`${seed}:math`)
    this.bytes = new Generator(`${seed}:bytes`)
    this.keys = new Generator(`${seed}:keys`)
    this.folders = new Generator(`${seed}:folders`)
    this.ports = new Generator(`${seed}:udp`)
  }

  /** Numbers that were drawn so far. */
  drawn(): DrawCounts {
    const { fractions, bytes, keys, folders } = this
    return { fractions: fractions.drawn, bytes: bytes.drawn, keys: keys.drawn, folders: folders.drawn }
  }

  /**
   * Goes on as if it had drawn so many. A program draws while it loads; in a process that several
   * nodes share it loads once, and each node begins as if it had loaded it.
   */
  skipAsMuchAs({ fractions, bytes, keys, folders }: DrawCounts): void {
    this.fractions.skip(fractions)
    this.bytes.skip(bytes)
    this.keys.skip(keys)
    this.folders.skip(folders)
  }
}
