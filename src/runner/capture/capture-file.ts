import { closeSync, openSync, writeSync } from 'node:fs'
import { withAdvice } from '../../base/advice.ts'
import { messageOf } from '../../base/errors.ts'
import { formatSize } from '../language/values/format-size.ts'
import { packetBlock, statisticsBlock } from './pcapng.ts'

/** The reason for which a file takes no more packets; null: it takes them. */
export type FileEnd = string | null

/** Most bytes of a file, unless an option names others: 64 MiB. */
export const usualLimit = 64 * 1024 ** 2

export function fullAt(limit: number): string {
  return endedBy(`the file has reached its limit of ${formatSize(limit)}`)
}

export function endedBy(reason: string): string {
  return `the capture stops here: ${reason}`
}

/** Room for the last packet with its comments. */
const reserve = 2048

/** One pcapng file. Packets are in it after `flush`, so that a killed run leaves a readable file. */
export class CaptureFile implements Disposable {
  readonly #fd: number
  readonly #limit: number
  #blocks: Buffer[]
  #bytes: number
  #comments: string[] = []
  #last = 0
  #end: FileEnd = null
  #isOpen = true

  /** `head`: the first blocks. */
  constructor(path: string, limit: number, head: Buffer) {
    this.#limit = limit
    this.#blocks = [head]
    this.#bytes = head.byteLength
    this.#fd = openSync(path, 'ax')
    this.flush()
  }

  get end(): FileEnd {
    return this.#end
  }

  /** `comment`: about this packet. */
  packet(time: number, bytes: Uint8Array, comment: string | null): void {
    if (this.#end !== null) return
    if (comment !== null) this.#comments.push(comment)
    const isLast = this.#bytes + bytes.byteLength + reserve > this.#limit
    if (isLast) {
      this.#end = fullAt(this.#limit)
      this.#comments.push(this.#end)
    }
    this.#last = time
    this.#add(packetBlock({ time, bytes, comments: this.#comments }))
    this.#comments = []
  }

  /** Adds a comment to the next packet. */
  comment(text: string): void {
    if (this.#end === null) this.#comments.push(text)
  }

  /** Adds a block of names. */
  names(block: Buffer): void {
    if (this.#end === null) this.#add(block)
  }

  /** Takes no more packets, for this reason, which is its last comment. */
  stop(end: string): void {
    if (this.#end !== null) return
    this.#end = end
    this.#comments.push(end)
  }

  /** Writes what has come since the last time. A disk that takes no more ends the capture, not the run. */
  flush(): void {
    if (this.#blocks.length === 0 || !this.#isOpen) return
    const bytes = Buffer.concat(this.#blocks)
    this.#blocks = []
    try {
      for (let at = 0; at < bytes.byteLength; ) at += writeSync(this.#fd, bytes, at)
    } catch (error) {
      this.#end = endedBy(withAdvice(messageOf(error)))
      this.#close()
    }
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return
    if (this.#comments.length > 0) this.#add(statisticsBlock(this.#last, this.#comments))
    this.flush()
    if (this.#isOpen) this.#close()
  }

  /** Some disks tell only now that they are full. */
  #close(): void {
    this.#isOpen = false
    try {
      closeSync(this.#fd)
    } catch (error) {
      this.#end ??= endedBy(withAdvice(messageOf(error)))
    }
  }

  #add(block: Buffer): void {
    this.#blocks.push(block)
    this.#bytes += block.byteLength
  }
}
