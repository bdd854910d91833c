import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Batch,
  BatchReader,
  BatchWriter,
  batchKind,
  encodeBatch,
  op,
  WireError,
} from '../../src/protocol/wire.ts'

const time = fc.double({ min: 0, max: 1e12, noNaN: true })
const frame = fc.record({
  op: fc.constantFrom(...Object.values(op).filter((one) => one !== op.of)),
  node: fc.nat(65535),
  id: fc.nat(2 ** 32 - 1),
  time,
  payload: fc.uint8Array({ maxLength: 300 }),
})
const batch = fc.record({
  kind: fc.constantFrom(...Object.values(batchKind)),
  time,
  next: fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY)),
  frames: fc.array(frame, { maxLength: 8 }),
})

function plain({ frames, ...rest }: Batch): unknown {
  return { ...rest, frames: frames.map((one) => ({ ...one, payload: [...one.payload] })) }
}

test('a batch of one of several nodes names its node and how long the node has worked', () => {
  fc.assert(
    fc.property(batch, fc.integer({ min: 1, max: 65535 }), time, (one, node, worked) => {
      const writer = new BatchWriter(32, node)
      // The writer is used again and again.
      for (const frames of [[], one.frames]) {
        for (const { op: kind, node: of, id, time: at, payload } of frames)
          writer.frame(kind, of, id, at, payload)
        const bytes = writer.finish(one.kind, one.time, one.next, worked)
        const [read] = new BatchReader().push(Buffer.from(bytes))
        expect(plain(read as Batch)).toEqual(plain({ ...one, frames, node, worked }))
        expect(writer.empty).toBe(true)
      }
    }),
  )
})

test('whatever is written is read again, in whatever pieces it arrives', () => {
  fc.assert(
    fc.property(
      fc.array(batch, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
      (batches, sizes) => {
        const bytes = Buffer.concat(batches.map(encodeBatch))
        const reader = new BatchReader()
        const read: unknown[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          // The reader must not keep views of a buffer that is used again.
          const chunk = Buffer.from(bytes.subarray(at, at + size))
          read.push(...reader.push(chunk).map(plain))
          chunk.fill(0)
          at += size
        }
        expect(read).toEqual(batches.map(plain))
      },
    ),
  )
})

describe('BatchWriter', () => {
  const written = (build: (writer: BatchWriter) => void) => {
    const writer = new BatchWriter(16)
    build(writer)
    const bytes = Buffer.from(writer.finish(batchKind.idle, 1, 2))
    expect(writer.empty).toBe(true)
    return new BatchReader()
      .push(bytes)
      .flatMap(({ frames }) => frames.map(({ id, payload }) => `${id}:${Buffer.from(payload)}`))
  }
  const data = (writer: BatchWriter, id: number, text: string, at = 5) =>
    writer.data(0, id, at, Buffer.from(text))

  test('joins the data of one connection that follows upon itself, and only that', () => {
    const frames = written((writer) => {
      data(writer, 1, 'a')
      data(writer, 1, 'b'.repeat(100))
      data(writer, 3, 'c')
      data(writer, 1, 'd')
      data(writer, 1, 'e', 6)
      writer.frame(op.end, 0, 1, 6)
      data(writer, 1, 'f', 6)
    })
    expect(frames).toEqual([`1:a${'b'.repeat(100)}`, '3:c', '1:d', '1:e', '1:', '1:f'])
  })

  test('begins anew after each batch', () => {
    const writer = new BatchWriter()
    data(writer, 1, 'a')
    writer.finish(batchKind.idle, 0, 0)
    data(writer, 1, 'b')
    const [batch] = new BatchReader().push(writer.finish(batchKind.idle, 0, 0))
    expect(batch?.frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['b'])
  })
})

test.each([
  ['a batch shorter than its header', Buffer.from([0, 0, 0, 1, 0])],
  ['a batch of gigabytes', Buffer.from([255, 255, 255, 255, 0])],
  ['an unknown kind of batch', encodeBatch({ kind: 9 as never, time: 0, next: 0, frames: [] })],
  [
    'an unknown kind of frame',
    encodeBatch({
      kind: 0,
      time: 0,
      next: 0,
      frames: [{ op: 99 as never, node: 0, id: 0, time: 0, payload: Buffer.alloc(0) }],
    }),
  ],
])('%s is no batch', (_name, bytes) => {
  expect(() => new BatchReader().push(bytes)).toThrow(WireError)
})

test('a first batch that is longer than a hello is refused before it arrives, a later one is not', () => {
  const payload = new Uint8Array(2000)
  const one = { op: op.control, node: 0, id: 0, time: 0, payload }
  const long = Buffer.from(encodeBatch({ kind: batchKind.frames, time: 0, next: 0, frames: [one] }))
  const short = Buffer.from(encodeBatch({ kind: batchKind.frames, time: 0, next: 0, frames: [] }))
  expect(() => new BatchReader(1000).push(long.subarray(0, 4))).toThrow(WireError)
  const reader = new BatchReader(1000)
  expect(reader.push(Buffer.concat([short, long]))).toHaveLength(2)
  expect(reader.push(long)).toHaveLength(1)
})
