/** The process that carries the packets of all wires, wires.py, and the requests to it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { HarnessError } from '../../../base/errors.ts'
import { signalGroup } from '../../processes/life/spawn.ts'
import type { RulesOfWire } from '../../simulation/network/wire-rules.ts'

/** The namespace of a device, as a file, and the name of the device. */
type WireEnd = readonly [namespace: string, device: string]

export type WireRequest =
  | { readonly do: 'wire'; readonly wire: string; readonly inner: WireEnd; readonly outer: WireEnd }
  | { readonly do: 'attach'; readonly wire: string; readonly outer: WireEnd }
  | { readonly do: 'unwire'; readonly wire: string }
  | {
      readonly do: 'rules'
      readonly rules: Readonly<Record<string, RulesOfWire>>
      /** Resets the connections that a new `refuse` covers. */
      readonly sever: boolean
    }
  | { readonly do: 'silence'; readonly wire: string; readonly silent: boolean }
  | {
      readonly do: 'capture'
      /** A network is the namespace of its router. */
      readonly files: readonly { readonly network: string; readonly path: string; readonly size: number }[]
      readonly limit: number
      /** The comment of the last packet that a file takes. */
      readonly full: string
      readonly addresses: Readonly<Record<string, readonly string[]>>
    }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'names'; readonly block: string }

/** Milliseconds for the process to end by itself. */
const grace = 10_000

interface WireAnswer {
  readonly id: number
  readonly error: string | null
  readonly value: unknown
}

/** The wire, its side, the far address, and the number of packets. */
export type BlockedPackets = readonly [wire: string, side: 'in' | 'out', far: string, count: number]

export class WireProcess {
  readonly pid: number
  /** Rejects when the process ends by itself; never resolves. */
  readonly broken: Promise<never>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #asked = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #ended: Promise<void>
  #requests = 0
  #isOver = false
  /** The end of the process; null: it runs. */
  #end: HarnessError | null = null

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child
    this.pid = child.pid ?? 0
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000)
    })
    child.stdin.on('error', () => {})
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(line))
    const { promise, reject } = Promise.withResolvers<never>()
    this.broken = promise
    promise.catch(() => {})
    this.#ended = new Promise((resolve) => {
      const end = (reason: string) => {
        const error = new HarnessError(
          `the wires of fabric netns ended: ${reason.trim() || 'without a word'}`,
        )
        this.#end = error
        for (const { reject: refuse } of this.#asked.values()) refuse(error)
        if (!this.#isOver) reject(error)
        resolve()
      }
      child.once('error', ({ message }) => end(message))
      child.once('close', () => end(said))
    })
  }

  /** Rejects with a {@link HarnessError} when the request fails, or when the process has ended. */
  async ask(request: WireRequest): Promise<void> {
    await this.#ask(request)
  }

  /** The number of packets that cuts have stopped so far. */
  async blocked(): Promise<readonly BlockedPackets[]> {
    return (await this.#ask({ do: 'blocked' })) as readonly BlockedPackets[]
  }

  /** Ends the capture. Returns each network's end: the reason for which its file stopped before, or null. */
  async captured(): Promise<readonly (readonly [network: string, end: string | null])[]> {
    return (await this.#ask({ do: 'captured' })) as readonly (readonly [string, string | null])[]
  }

  #ask(request: WireRequest | { readonly do: 'blocked' | 'captured' }): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#end)
    const id = ++this.#requests
    const answer = Promise.withResolvers<unknown>()
    this.#asked.set(id, answer)
    this.#child.stdin.write(`${JSON.stringify({ id, ...request })}\n`)
    return answer.promise
  }

  #take(line: string): void {
    const answered = answerIn(line)
    if (answered === null) return
    const { id, error, value } = answered
    const answer = this.#asked.get(id)
    this.#asked.delete(id)
    if (error === null) answer?.resolve(value)
    else answer?.reject(new HarnessError(`the wires of fabric netns refused a request: ${error}`))
  }

  async end(): Promise<void> {
    this.#isOver = true
    this.#child.stdin.end()
    const overdue = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), grace)
    await this.#ended
    clearTimeout(overdue)
  }
}

/** null: half a line, because the process was killed while it wrote. Its end tells that. */
function answerIn(line: string): WireAnswer | null {
  try {
    return JSON.parse(line) as WireAnswer
  } catch {
    return null
  }
}
