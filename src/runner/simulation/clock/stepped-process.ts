import type { Timed } from '../../../base/timer-heap.ts'
import { datagramOverhead, receiveBuffer } from '../../../protocol/udp.ts'
import { type Batch, batchKind, type Frame, op } from '../../../protocol/wire.ts'

const encoder = new TextEncoder()

/** A channel to a node process that lets the clock step it. */
export interface StepChannel {
  readonly name: string
  /** The node's place in the plan. Answers of one round count in this order. */
  readonly rank: number
  /** False while its process does the steps of other nodes first. Default: its process is its own. */
  isAtWork?(): boolean
  send(batch: Batch): void
  onBatch(listener: (batch: Batch) => void): void
}

/** Drops the datagrams for which a socket's buffer in the kernel of a frozen process has no room. */
function withoutOverflow(held: readonly Frame[], arrived: readonly Frame[]): readonly Frame[] {
  const used = new Map<number, number>()
  const fits = ({ op: kind, id, payload }: Frame): boolean => {
    if (kind !== op.datagram) return true
    const bytes = (used.get(id) ?? 0) + payload.byteLength + datagramOverhead
    if (bytes > receiveBuffer) return false
    used.set(id, bytes)
    return true
  }
  for (const frame of held) fits(frame)
  return arrived.filter(fits)
}

/** State of one process in the rounds. */
export class SteppedProcess implements Timed {
  /** Time of its next timer. */
  at = Number.POSITIVE_INFINITY
  order = 0
  place = -1
  readonly #channel: StepChannel
  readonly onMessage: (message: object, time: number) => void
  /** A frozen process takes no part in rounds; frames for it wait in its kernel's buffers. */
  frozen = false
  gone = false
  stepping = false
  /** Frames that its process wrote in the present round. */
  written: Frame[] = []
  #inbox: Frame[] = []
  /** Time up to which its process has run. */
  #lived = 0

  constructor(channel: StepChannel, onMessage: (message: object, time: number) => void) {
    this.#channel = channel
    this.onMessage = onMessage
  }

  get name(): string {
    return this.#channel.name
  }

  get rank(): number {
    return this.#channel.rank
  }

  /** True while it does its step, and not one of another node in the same process. */
  get working(): boolean {
    return this.stepping && this.#channel.isAtWork?.() !== false
  }

  get waiting(): boolean {
    return this.#inbox.length > 0
  }

  deliver(arrived: readonly Frame[]): void {
    const frames = this.frozen ? withoutOverflow(this.#inbox, arrived) : arrived
    if (this.#inbox.length === 0) this.#inbox = [...frames]
    else for (const frame of frames) this.#inbox.push(frame)
  }

  /** Ids of the connections whose data the process has not got. */
  get undelivered(): ReadonlySet<number> {
    return new Set(this.#inbox.filter(({ op: kind }) => kind === op.data).map(({ id }) => id))
  }

  message(message: object, time: number): void {
    const payload = encoder.encode(JSON.stringify(message))
    let place = this.#inbox.length
    while (place > 0 && (this.#inbox[place - 1]?.time ?? 0) > time) place -= 1
    this.#inbox.splice(place, 0, { op: op.control, node: 0, id: 0, time, payload })
  }

  step(now: number, horizon: number): void {
    const time = Math.max(now, this.#lived)
    // Frames that came while it was frozen have waited in its kernel until now.
    const frames = this.#inbox.map((frame) => (frame.time < time ? { ...frame, time } : frame))
    this.#inbox = []
    this.stepping = true
    this.#channel.send({ kind: batchKind.step, time, next: Math.max(horizon, time), frames })
  }

  /** Takes a batch; returns true when it ends the step. */
  answer(batch: Batch): boolean {
    for (const frame of batch.frames) this.written.push(frame)
    if (batch.kind !== batchKind.idle || !this.stepping) return false
    this.stepping = false
    this.#lived = batch.time
    this.at = batch.next
    return true
  }
}
