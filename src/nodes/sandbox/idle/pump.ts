/**
 * Runs a step of a node to its end: due timers, then arrived frames, then immediates, then results of other threads.
 * It takes one at a time, and runs all its nextTicks and microtasks before the next one. In a process that several nodes
 * share, their steps run one after the other.
 *
 * Nearly every step ends inside the read of its batch, without another turn of the event loop.
 */
import type { Frame } from '../../../protocol/wire.ts'
import { real } from '../real.ts'
import type { SandboxNode } from '../sandbox-node.ts'

export interface Step {
  readonly time: number
  readonly horizon: number
  readonly frames: readonly Frame[]
}

export interface PumpParts {
  /** The node whose code runs. */
  readonly present: () => SandboxNode
  readonly enter: (node: SandboxNode) => void
}

/** Active resources after which the process goes on by itself; see process.getActiveResourcesInfo(). */
const busyResources = new Set([
  'CloseReq',
  'FSReqCallback',
  'FSReqPromise',
  'GetAddrInfoReqWrap',
  'GetNameInfoReqWrap',
  'Immediate',
  'QueryReqWrap',
])
/** Turns of the event loop in a row without a pause. */
const patience = 64

export class Pump {
  readonly #parts: PumpParts
  readonly #waiting: (() => void)[] = []
  #step: Step | undefined
  #delivered = 0
  /** Time of the machine's clock at the step's begin, in milliseconds. */
  #begun = 0
  #turns = 0
  #scheduled = false

  constructor(parts: PumpParts) {
    this.#parts = parts
    parts.present().works.wait(this.#again)
  }

  /** Does something between two steps, after the steps before it. */
  whenAtRest(act: () => void): void {
    if (this.#step !== undefined) {
      this.#waiting.push(act)
      return
    }
    act()
    if (this.#step !== undefined) this.run()
  }

  /** Begins a step, after the steps before it. `nodeOf` returns undefined for a node that has ended by then. */
  begin(nodeOf: () => SandboxNode | undefined, step: Step): void {
    this.whenAtRest(() => {
      const node = nodeOf()
      if (node === undefined) return
      this.#parts.enter(node)
      this.#step = step
      this.#delivered = 0
      this.#begun = real.now()
      node.time.now = step.time
    })
  }

  /** Gives up the present step: its node has ended. */
  abandon(): void {
    this.#step = undefined
    this.#again()
  }

  /** Runs the process soon: code outside of a step has made work. */
  wake(): void {
    if (this.#step === undefined) this.#again()
  }

  run(): void {
    for (;;) {
      let finished = false
      try {
        while (this.#advance()) real.runTicks()
        finished = true
      } finally {
        // Node takes the error as an uncaught exception. The step goes on when the program handles it.
        if (!finished) this.#again()
      }
      if (this.#step !== undefined) return
      const act = this.#waiting.shift()
      if (act === undefined) return
      act()
    }
  }

  /** Does one piece of work; returns false when there is none now. */
  #advance(): boolean {
    const node = this.#parts.present()
    const { time, timers, turns, works } = node
    if (timers.fireOne()) return true
    const frame = this.#step?.frames[this.#delivered]
    if (frame !== undefined && frame.time <= time.now) {
      this.#delivered++
      node.deliver(frame)
      return true
    }
    if (turns.runOne()) return true
    real.runTicks()
    if (timers.next() <= time.now || this.#busy()) {
      this.#again()
      return false
    }
    if (turns.begin()) return true
    if (works.release()) return true
    if (works.size > 0) {
      works.wait(this.#again)
      return false
    }
    this.#turns = 0
    return this.#liveOn(node, frame)
  }

  /** Moves to the next instant before the horizon, or ends the step. */
  #liveOn(node: SandboxNode, frame: Frame | undefined): boolean {
    const { time, timers, works } = node
    const step = this.#step
    if (step === undefined) {
      works.wait(this.#again)
      return false
    }
    const next = Math.min(timers.next(), frame?.time ?? Number.POSITIVE_INFINITY)
    if (next < step.horizon) {
      time.now = next
      return true
    }
    this.#step = undefined
    works.wait(this.#again)
    node.worked += real.now() - this.#begun
    node.rest()
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
      // Node's immediates have run: the next turn of its loop begins.
      this.#parts.present().turns.begin()
      this.run()
    }
    // Other threads read files. After many turns, pauses leave the processor to them.
    if (this.#turns++ < patience) real.setImmediate(run)
    else real.setTimeout(run, 1)
  }
}
