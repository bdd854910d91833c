/** Adapts the streams of libp2p 1 and 2, which are async iterables, to the part of libp2p 3 that the agent uses. */
import type { Libp2p, Stream } from '@libp2p/interface'

type Chunk = Uint8Array | { subarray(): Uint8Array }

interface OldStream {
  readonly source: AsyncIterable<Chunk>
  sink(source: AsyncIterable<Chunk>): Promise<void>
  closeWrite(): Promise<void>
  abort(error: Error): void
}

type OldHandler = (incoming: { readonly stream: OldStream; readonly connection: unknown }) => void

/** The methods of a host that deal with streams. */
export interface OldHost {
  handle(protocols: unknown, handler: OldHandler, options?: object): Promise<void>
  dialProtocol(peer: unknown, protocols: unknown, options?: object): Promise<OldStream>
}

/** Bytes in the queue at which `send` returns false. */
const highWaterMark = 256 * 1024

/** Makes a host of an older release use streams of libp2p 3. `renamed` gives options their older names. */
export function adaptStreams(host: OldHost, renamed: (options: object) => object): void {
  const handle = host.handle.bind(host)
  const dialProtocol = host.dialProtocol.bind(host)
  const adapted: Pick<Libp2p, 'handle' | 'dialProtocol'> = {
    handle: (protocols, handler, options = {}) =>
      handle(
        protocols,
        ({ stream, connection }) => handler(streamOf(stream), connection as Parameters<typeof handler>[1]),
        renamed(options),
      ),
    dialProtocol: async (peer, protocols, options = {}) =>
      streamOf(await dialProtocol(peer, protocols, renamed(options))),
  }
  Object.assign(host, adapted)
}

/** A connection of an older release. */
interface OldConnection {
  newStream(protocols: string[], options?: object): Promise<OldStream>
}

/** Returns a function that opens a stream of libp2p 3 on a connection of an older release. */
export function streamOpener(renamed: (options: object) => object) {
  return async (connection: unknown, protocols: string[], options: object): Promise<Stream> =>
    streamOf(await (connection as OldConnection).newStream(protocols, renamed(options)))
}

function streamOf(old: OldStream): Stream {
  const stream: Pick<Stream, 'send' | 'onDrain' | 'close' | 'abort' | typeof Symbol.asyncIterator> =
    new AdaptedStream(old)
  return stream as Stream
}

class AdaptedStream {
  readonly #old: OldStream
  readonly #queue: Chunk[] = []
  readonly #written: Promise<void>
  #queued = 0
  #ended = false
  #wake: () => void = () => {}
  #drained = Promise.withResolvers<void>()

  constructor(old: OldStream) {
    this.#old = old
    this.#written = old.sink(this.#outgoing())
    // `close` and `onDrain` report this error.
    this.#written.catch((error: unknown) => this.#drained.reject(error))
    this.#drained.promise.catch(() => {})
  }

  send(data: Chunk): boolean {
    this.#queue.push(data)
    this.#queued += data.subarray().byteLength
    this.#wake()
    return this.#queued < highWaterMark
  }

  async onDrain(): Promise<void> {
    if (this.#queued > 0) await this.#drained.promise
  }

  /** Ends the writing; reading goes on. */
  async close(): Promise<void> {
    this.#ended = true
    this.#wake()
    await this.#written
    await this.#old.closeWrite()
  }

  abort(error: Error): void {
    this.#ended = true
    this.#wake()
    this.#old.abort(error)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#old.source) yield chunk.subarray()
  }

  async *#outgoing(): AsyncGenerator<Chunk> {
    for (;;) {
      const chunk = this.#queue.shift()
      if (chunk !== undefined) {
        yield chunk
        // The muxer asks for the next chunk after it has taken this one.
        this.#queued -= chunk.subarray().byteLength
        continue
      }
      this.#drained.resolve()
      this.#drained = Promise.withResolvers()
      this.#drained.promise.catch(() => {})
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
