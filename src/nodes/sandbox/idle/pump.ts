/**
 * Runs the process from one step to the next: due timers one at a time, then what has arrived, then immediates, then
 * results of other threads, each followed by all its nextTicks and microtasks, until nothing is left to do.
 *
 * Nearly every step ends where it began, inside the read of its batch: the event loop takes no other turn.
 */
import type { Frame } from '../../../protocol/wire.ts'
import type { Timers } from '../clock/timers.ts'
import type { VirtualTime } from '../clock/virtual-time.ts'
import type { Loopback } from '../network/loopback.ts'
import { real } from '../real.ts'
import type { Works } from './works.ts'

export interface Step {
  readonly time: number
  readonly horizon: number
  readonly frames: readonly Frame[]
}

export interface PumpParts {
  readonly time: VirtualTime
  readonly timers: Timers
  readonly works: Works
  readonly loopback: Loopback
  readonly deliver: (frame: Frame) => void
  readonly idle: () => void
}

/** Resources that mean that the process will go on by itself; see process.getActiveResourcesInfo(). */
const busyResources = new Set([
  'CloseReq',
  'FSReqCallback',
  'FSReqPromise',
  'GetAddrInfoReqWrap',
  'GetNameInfoReqWrap',
  'Immediate',
  'QueryReqWrap',
])
const patience = 64

export class Pump {
  readonly #parts: PumpParts
  #step: Step | undefined
  #delivered = 0
  #turns = 0
  #scheduled = false

  constructor(parts: PumpParts) {
    this.#parts = parts
    parts.works.wait(this.#again)
  }

  begin(step: Step): void {
    if (this.#step !== undefined) throw new Error('a step began before the one before it had ended')
    this.#step = step
    this.#delivered = 0
    this.#parts.time.now = step.time
    this.run()
  }

  /** Something outside of a step has made work: do it soon. */
  wake(): void {
    if (this.#step === undefined) this.#again()
  }

  run(): void {
    let finished = false
    try {
      while (this.#advance()) real.runTicks()
      finished = true
    } finally {
      // What was thrown goes to Node as an uncaught exception; if somebody handles it, the step goes on.
      if (!finished) this.#again()
    }
  }

  /** Does one thing. False when there is nothing to do now. */
  #advance(): boolean {
    const { time, timers, works, loopback } = this.#parts
    if (timers.fireOne()) return true
    const frame = this.#step?.frames[this.#delivered]
    if (frame !== undefined && frame.time <= time.now) {
      this.#delivered++
      this.#parts.deliver(frame)
      return true
    }
    if (loopback.deliverOne()) return true
    real.runTicks()
    if (timers.next() <= time.now || this.#busy()) {
      this.#again()
      return false
    }
    if (works.release()) return true
    if (works.size > 0) {
      works.wait(this.#again)
      return false
    }
    this.#turns = 0
    return this.#liveOn(frame)
  }

  /** Moves to the next instant before the horizon, or ends the step. */
  #liveOn(frame: Frame | undefined): boolean {
    const { time, timers } = this.#parts
    const step = this.#step
    if (step === undefined) {
      this.#parts.works.wait(this.#again)
      return false
    }
    const next = Math.min(timers.next(), frame?.time ?? Number.POSITIVE_INFINITY)
    if (next < step.horizon) {
      time.now = next
      return true
    }
    this.#step = undefined
    this.#parts.works.wait(this.#again)
    this.#parts.idle()
    return false
  }

  #busy(): boolean {
    for (const resource of real.activeResources()) if (busyResources.has(resource)) return true
    return false
  }

  readonly #again = (): void => {
    if (this.#scheduled) return
    this.#scheduled = true
    const run = () => {
      this.#scheduled = false
      this.run()
    }
    // Files are read on other threads; after some turns there is no hurry.
    if (this.#turns++ < patience) real.setImmediate(run)
    else real.setTimeout(run, 1)
  }
}
