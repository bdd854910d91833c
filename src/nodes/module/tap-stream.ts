/** Shows the bytes of a stream of any release to an observer, and changes nothing for its two users. */

export interface StreamTap {
  /** Bytes that the other side has sent, when this side reads them. */
  readonly read: (bytes: Uint8Array) => void
  /** Bytes that this side sends. */
  readonly wrote: (bytes: Uint8Array) => void
}

type Chunk = Uint8Array | { subarray(): Uint8Array }

/** Until libp2p 2 a stream has a source and a sink. */
interface PairedStream {
  source: AsyncIterable<Chunk>
  sink: (source: AsyncIterable<Chunk> | Iterable<Chunk>) => Promise<void>
}

type StreamListener = (event: Event) => void

interface EventStream {
  send: (data: Chunk) => boolean
  addEventListener: (type: string, listener: unknown, options?: unknown) => void
  removeEventListener: (type: string, listener: unknown, options?: unknown) => void
}

export function tapStream(stream: unknown, tap: StreamTap): void {
  if (isPaired(stream)) tapPair(stream, tap)
  else if (isEventStream(stream)) tapEvents(stream, tap)
}

function tapPair(stream: PairedStream, tap: StreamTap): void {
  const { source } = stream
  const sink = stream.sink.bind(stream)
  stream.source = shown(source, tap.read)
  stream.sink = (given) => sink(shown(given, tap.wrote))
}

async function* shown(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  show: StreamTap['read'],
): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    show(chunk.subarray())
    yield chunk
  }
}

/** A listener of its own would take bytes that wait for the listener of the user. */
function tapEvents(stream: EventStream, tap: StreamTap): void {
  const send = stream.send.bind(stream)
  const add = stream.addEventListener.bind(stream)
  const remove = stream.removeEventListener.bind(stream)
  const wrapped = new WeakMap<StreamListener, StreamListener>()
  const seen = new WeakSet<Event>()
  const wrap = (listener: StreamListener): StreamListener => {
    const known = wrapped.get(listener)
    if (known !== undefined) return known
    const made: StreamListener = (event) => {
      if (!seen.has(event)) {
        seen.add(event)
        const { data } = event as Event & { readonly data?: Chunk }
        if (data !== undefined) tap.read(data.subarray())
      }
      listener(event)
    }
    wrapped.set(listener, made)
    return made
  }
  stream.send = (data) => {
    tap.wrote(data.subarray())
    return send(data)
  }
  stream.addEventListener = (type, listener, options) =>
    add(type, type === 'message' && isListener(listener) ? wrap(listener) : listener, options)
  stream.removeEventListener = (type, listener, options) =>
    remove(type, (isListener(listener) ? wrapped.get(listener) : undefined) ?? listener, options)
}

function isListener(listener: unknown): listener is StreamListener {
  return typeof listener === 'function'
}

function isPaired(stream: unknown): stream is PairedStream {
  return typeof Object(stream).sink === 'function' && Object(stream).source !== undefined
}

function isEventStream(stream: unknown): stream is EventStream {
  return typeof Object(stream).send === 'function' && typeof Object(stream).addEventListener === 'function'
}
