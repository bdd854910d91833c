/** One participant's place in the rounds. */
import type { Timed } from '../../../base/timer-heap.ts'
import { type Batch, batchKind, type Frame, op } from '../../../protocol/wire.ts'
import type { Participant } from './participant.ts'

const encoder = new TextEncoder()

export class Member implements Timed {
  /** When its next timer is due. */
  at = Number.POSITIVE_INFINITY
  order = 0
  place = -1
  readonly participant: Participant
  readonly onMessage: (message: object, time: number) => void
  /** Frozen processes take no part in rounds; what arrives for them waits in their kernel's buffers. */
  frozen = false
  gone = false
  stepping = false
  /** What its process wrote in the round at hand. */
  written: Frame[] = []
  #inbox: Frame[] = []
  /** How far its process has lived. */
  #lived = 0

  constructor(participant: Participant, onMessage: (message: object, time: number) => void) {
    this.participant = participant
    this.onMessage = onMessage
  }

  get name(): string {
    return this.participant.name
  }

  get rank(): number {
    return this.participant.rank
  }

  get waiting(): boolean {
    return this.#inbox.length > 0
  }

  deliver(frames: readonly Frame[]): void {
    if (this.#inbox.length === 0) this.#inbox = [...frames]
    else for (const frame of frames) this.#inbox.push(frame)
  }

  message(message: object, time: number): void {
    const payload = encoder.encode(JSON.stringify(message))
    this.#inbox.push({ op: op.control, node: 0, id: 0, time, payload })
  }

  step(now: number, horizon: number): void {
    const time = Math.max(now, this.#lived)
    // What came while it was frozen has waited in its kernel, where the data of one connection became one.
    const frames = this.#inbox.map((frame) => (frame.time < time ? { ...frame, time } : frame))
    this.#inbox = []
    this.stepping = true
    this.participant.send({ kind: batchKind.step, time, next: Math.max(horizon, time), frames })
  }

  /** Takes the answer to a step; false if the batch is none. */
  answer(batch: Batch): boolean {
    for (const frame of batch.frames) this.written.push(frame)
    if (batch.kind !== batchKind.idle || !this.stepping) return false
    this.stepping = false
    this.#lived = batch.time
    this.at = batch.next
    return true
  }
}
