import { describe, expect, it } from 'vitest'
import { tapStream } from '../../../src/nodes/module/tap-stream.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A stream of libp2p 3: data waits for the first listener, and comes to all. */
class EventStream extends EventTarget {
  readonly sent: string[] = []
  readonly #waiting: string[] = []
  #listeners = 0

  send(data: Uint8Array): boolean {
    this.sent.push(Buffer.from(data).toString())
    return true
  }

  receive(text: string): void {
    if (this.#listeners === 0) this.#waiting.push(text)
    else this.dispatchEvent(Object.assign(new Event('message'), { data: bytes(text) }))
  }

  override addEventListener(type: string, listener: (event: Event) => void): void {
    super.addEventListener(type, listener)
    if (type === 'message') this.#listeners += 1
    for (const text of this.#waiting.splice(0)) this.receive(text)
  }

  override removeEventListener(type: string, listener: (event: Event) => void): void {
    super.removeEventListener(type, listener)
    if (type === 'message') this.#listeners -= 1
  }
}

function tapped(stream: unknown) {
  const seen: string[] = []
  tapStream(stream, {
    read: (data) => seen.push(`read ${Buffer.from(data).toString()}`),
    wrote: (data) => seen.push(`wrote ${Buffer.from(data).toString()}`),
  })
  return seen
}

describe('a tap', () => {
  it('on a stream of events shows each byte once, and takes none from its user', () => {
    const stream = new EventStream()
    const seen = tapped(stream)
    const got: string[] = []
    const listener = (event: Event) =>
      void got.push(Buffer.from((event as unknown as { data: Uint8Array }).data).toString())
    const other = () => {}
    stream.receive('early')
    expect(seen).toEqual([])
    stream.addEventListener('message', listener)
    stream.addEventListener('message', other)
    stream.receive('one')
    stream.removeEventListener('message', listener)
    stream.removeEventListener('message', other)
    stream.receive('late')
    expect(stream.send(bytes('two'))).toBe(true)
    expect(seen).toEqual(['read early', 'read one', 'wrote two'])
    expect([got, stream.sent]).toEqual([['early', 'one'], ['two']])
  })

  it('on a stream with a source and a sink shows what passes', async () => {
    const sunk: string[] = []
    const stream = {
      source: (async function* () {
        yield bytes('one')
      })() as AsyncIterable<Uint8Array>,
      sink: async (source: AsyncIterable<Uint8Array>) => {
        for await (const chunk of source) sunk.push(Buffer.from(chunk).toString())
      },
    }
    const seen = tapped(stream)
    const read: string[] = []
    for await (const chunk of stream.source) read.push(Buffer.from(chunk).toString())
    await stream.sink(
      (async function* () {
        yield bytes('two')
      })(),
    )
    expect([seen, read, sunk]).toEqual([['read one', 'wrote two'], ['one'], ['two']])
  })
})
