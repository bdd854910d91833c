import { closeSync, openSync, readSync } from 'node:fs'
import type { TopoEvent } from './event.ts'
import { asEvent } from './event-shape.ts'
import { migrate } from './migrations.ts'
import { isRecord } from './shape.ts'
import { splitLines } from './split-lines.ts'

/** A line of a log that is not an event, or not the expected one. */
export interface LogProblem {
  /** `cut-short`: the last line is half written, as when the runner is killed. `damaged`: any other problem. */
  readonly kind: 'cut-short' | 'damaged'
  /** Line of the file, from 1. */
  readonly line: number
  /** One sentence. */
  readonly message: string
}

export type LogItem =
  | { readonly kind: 'event'; readonly event: TopoEvent }
  | { readonly kind: 'problem'; readonly problem: LogProblem }

const chunkBytes = 256 * 1024

/** Reads a log of any size in pieces, and goes on after a damaged line. */
export function* readLog(path: string): Generator<LogItem> {
  yield* parseLog(readChunks(path))
}

/**
 * Yields the events and the problems of a log. `chunks` is the file in pieces of any size, from the line of event `first`
 * on.
 */
export function* parseLog(chunks: Iterable<Uint8Array>, first = 1): Generator<LogItem> {
  let number = first - 1
  let expected = first
  for (const line of splitLines(chunks)) {
    number += 1
    const event = line.text === null ? 'it is too long for an event' : parseLine(line.text)
    if (typeof event === 'string') {
      const cut = !line.ended
      yield problem(cut ? 'cut-short' : 'damaged', number, cut ? 'the last line is half written' : event)
      expected += 1
      continue
    }
    if (event.n !== expected) {
      yield problem('damaged', number, `it is event ${event.n} where event ${expected} should be`)
    }
    expected = event.n + 1
    yield { kind: 'event', event }
  }
}

function parseLine(text: string): TopoEvent | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is not JSON'
  }
  if (!isRecord(value)) return 'it is not an object'
  const current = migrate(value)
  return typeof current === 'string' ? current : asEvent(current)
}

function problem(kind: LogProblem['kind'], line: number, message: string): LogItem {
  return { kind: 'problem', problem: { kind, line, message } }
}

function* readChunks(path: string): Generator<Uint8Array> {
  const fd = openSync(path, 'r')
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes)
      const length = readSync(fd, chunk)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  } finally {
    closeSync(fd)
  }
}
