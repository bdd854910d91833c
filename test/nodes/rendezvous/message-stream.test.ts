import { describe, expect, test } from 'vitest'
import { type ByteStream, MessageStream } from '../../../src/nodes/rendezvous/message-stream.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

interface Fake {
  readonly stream: ByteStream
  readonly sent: () => Promise<readonly number[]>
}

async function* chunksOf(chunks: readonly Uint8Array[]) {
  yield* chunks
}

function create(chunks: readonly Uint8Array[]): Fake {
  const written: number[] = []
  let drains = 0
  const stream: ByteStream = {
    [Symbol.asyncIterator]: () => chunksOf(chunks),
    send: (chunk) => {
      written.push(...chunk.subarray())
      return false
    },
    onDrain: async () => {
      drains += 1
    },
    close: async () => {},
    abort: () => {},
  }
  return {
    stream,
    sent: async () => {
      expect(drains).toBe(1)
      return written
    },
  }
}

describe('over a libp2p stream', () => {
  test('a message is sent with its length before it', async () => {
    const { stream, sent } = create([])
    await new MessageStream(stream, 1000).send(new Uint8Array(300).fill(7))
    expect((await sent()).slice(0, 4)).toEqual([0xac, 0x02, 7, 7])
    expect(await sent()).toHaveLength(302)
  })

  test.each([
    { title: 'one by one', chunks: [bytes(2, 1, 2), bytes(1, 3)] },
    { title: 'joined', chunks: [bytes(2, 1, 2, 1, 3)] },
    { title: 'byte by byte', chunks: [2, 1, 2, 1, 3].map((value) => bytes(value)) },
  ])('messages arrive $title', async ({ chunks }) => {
    const messages = new MessageStream(create(chunks).stream, 1000)
    expect([...((await messages.next()) ?? [])]).toEqual([1, 2])
    expect([...((await messages.next()) ?? [])]).toEqual([3])
    expect(await messages.next()).toBeNull()
  })

  test.each([
    { title: 'that is too long', chunks: [bytes(100, 1)], reason: 'has 100 bytes, and may have 99' },
    { title: 'that is cut short', chunks: [bytes(3, 1)], reason: 'in the middle of a message' },
    { title: 'whose length never ends', chunks: [new Uint8Array(9).fill(0xff)], reason: 'no length' },
  ])('a message $title is an error', async ({ chunks, reason }) => {
    await expect(new MessageStream(create(chunks).stream, 99).next()).rejects.toThrow(reason)
  })

  test('an empty message is a message', async () => {
    expect(await new MessageStream(create([bytes(0)]).stream, 99).next()).toHaveLength(0)
  })
})
