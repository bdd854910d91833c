/**
 * Reports the output of the node to the runner, line by line, with the run's time of each line. Covers
 * `process.stdout`, `process.stderr`, and `node:fs` on their descriptors, which fast loggers use.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { StringDecoder } from 'node:string_decoder'
import { replace } from '../sandbox/replace.ts'
import type { Control } from './control.ts'

type Loose = (...args: unknown[]) => unknown

type Sender = Pick<Control, 'send'>

/** `present`: the control of the node whose code runs. */
export function reportOutput(present: () => Sender): void {
  const printed = new Printed(present)
  reportStream(process.stdout, () => printed.on(1))
  reportStream(process.stderr, () => printed.on(2))
  reportFiles(printed)
  process.on('exit', () => {
    for (const descriptor of [1, 2]) printed.on(descriptor)?.end()
  })
}

function reportStream(stream: NodeJS.WriteStream, lines: () => PrintedLines | undefined): void {
  const write = stream.write.bind(stream) as Loose
  stream.write = ((chunk: unknown, ...others: unknown[]) => {
    const answer = write(chunk, ...others)
    lines()?.take(bytesOf(chunk, others))
    return answer
  }) as typeof stream.write
}

function reportFiles(printed: Printed): void {
  report('writeSync', 'write', bytesOf)
  report('writevSync', 'writev', (buffers) => Buffer.concat(buffers as Uint8Array[]))

  // Node's writeFileSync calls writeSync for bytes, but not for a text.
  const { writeFileSync } = fs
  replace(fs, 'writeFileSync', (file: unknown, data: unknown, ...others: unknown[]) => {
    const isText = printed.on(file) !== undefined && typeof data === 'string'
    const options = others[0] as { encoding?: unknown } | undefined
    const bytes = isText ? bytesOf(data, [options?.encoding ?? options]) : data
    return (writeFileSync as Loose)(file, bytes, ...others)
  })
  syncBuiltinESMExports()

  /** Counts only written bytes: a full pipe cuts a write short, and the program writes the rest again. */
  function report(
    atOnce: 'writeSync' | 'writevSync',
    later: 'write' | 'writev',
    bytes: (data: unknown, others: readonly unknown[]) => Buffer,
  ): void {
    const [now, then] = [fs[atOnce] as Loose, fs[later] as Loose]
    replace(fs, atOnce, (descriptor: unknown, data: unknown, ...others: unknown[]) => {
      const written = now(descriptor, data, ...others) as number
      printed.on(descriptor)?.take(bytes(data, others).subarray(0, written))
      return written
    })
    const reporting = (descriptor: unknown, data: unknown, ...others: unknown[]) => {
      const lines = printed.on(descriptor)
      const callback = others.at(-1)
      if (lines === undefined || typeof callback !== 'function') return then(descriptor, data, ...others)
      const done = (error: unknown, written: number, ...rest: unknown[]) => {
        lines.take(bytes(data, others).subarray(0, written))
        callback(error, written, ...rest)
      }
      return then(descriptor, data, ...others.slice(0, -1), done)
    }
    // util.promisify reads hidden properties of the function.
    replace(fs, later, Object.defineProperties(reporting, Object.getOwnPropertyDescriptors(then)))
  }
}

/**
 * Returns the bytes that `write` takes. After a text come its position and encoding, after a view the offset at which
 * to begin.
 */
function bytesOf(data: unknown, others: readonly unknown[]): Buffer {
  if (typeof data === 'string') return Buffer.from(data, others.find(isEncoding))
  const { buffer, byteOffset, byteLength } = data as NodeJS.ArrayBufferView
  const [first] = others as readonly ({ offset?: number } | number | null | undefined)[]
  const offset = (typeof first === 'number' ? first : first?.offset) ?? 0
  return Buffer.from(buffer as ArrayBuffer, byteOffset + offset, byteLength - offset)
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value)
}

/** The printed lines of each node, by descriptor. */
class Printed {
  readonly #present: () => Sender
  readonly #byNode = new WeakMap<Sender, ReadonlyMap<unknown, PrintedLines>>()

  constructor(present: () => Sender) {
    this.#present = present
  }

  /** The lines of the node whose code runs; undefined: the descriptor is a file. */
  on(descriptor: unknown): PrintedLines | undefined {
    const node = this.#present()
    let lines = this.#byNode.get(node)
    if (lines === undefined) {
      const onLine = (line: string) => node.send({ type: 'output', line })
      lines = new Map([1, 2].map((each) => [each, new PrintedLines(onLine)]))
      this.#byNode.set(node, lines)
    }
    return lines.get(descriptor)
  }
}

/** Splits the output on one descriptor into lines. A write may hold any part of a line. */
class PrintedLines {
  readonly #decoder = new StringDecoder()
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  take(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#onLine(line)
  }

  /** Returns the last line, which has no newline. */
  end(): void {
    const line = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (line !== '') this.#onLine(line)
  }
}
