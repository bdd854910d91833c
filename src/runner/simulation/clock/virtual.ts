/**
 * Virtual time for a run: it moves to the next event when all processes and the runner have come to rest.
 *
 *     virtual.ts          moves the time (here)
 *     rounds.ts           one instant: the processes that take part, and the order of their answers
 *     stepped-process.ts  one process in the rounds
 *     round-network.ts    interface that the rounds need of the network
 *     sleepers.ts         the runner's own waits
 *     places.ts           the order of results that the machine brings
 *     watchdog.ts         notices a process that never answers
 *
 * At one instant: first the runner's waits that are due; then, when its code has come to rest, the ends of processes and
 * other results of the machine, one at a time; then the steps of the nodes.
 */
import type { SandboxMessage } from '../../../protocol/sandbox-messages.ts'
import type { Clock, ResultPlace } from './clock.ts'
import { Places } from './places.ts'
import type { RoundNetwork } from './round-network.ts'
import { type MessageListener, Rounds } from './rounds.ts'
import { Sleepers } from './sleepers.ts'
import type { StepChannel } from './stepped-process.ts'
import { Watchdog } from './watchdog.ts'

/** Wall time, in milliseconds, within which a round's processes must come to rest. */
export const restLimit = 10_000

/** End of a virtual clock's run. */
type ClockOutcome =
  | { readonly kind: 'stopped'; readonly time: number }
  | { readonly kind: 'stuck'; readonly time: number; readonly error: StuckError }

/** A node process that did not come to rest. The verdict can only be unknown. */
class StuckError extends Error {
  override readonly name = 'StuckError'
  readonly code = 'node-stuck'
  /** The nodes that had not answered in the round. */
  readonly nodes: readonly string[]
  /** The run's time, in milliseconds. */
  readonly time: number
  /** `busy`: no answer within the wall-time limit. `endless`: events without end at one time. */
  readonly reason: 'busy' | 'endless'

  constructor(reason: 'busy' | 'endless', nodes: readonly string[], time: number, detail: string) {
    const who = nodes.join(', ')
    const what =
      reason === 'busy'
        ? `did not come to rest within ${detail}: a busy loop, or work that never ends`
        : `exchange messages without end (${detail}) while no time passes`
    super(`${who} ${what}, at ${time} ms of the run`)
    this.reason = reason
    this.nodes = nodes
    this.time = time
  }
}

export interface VirtualClockOptions {
  readonly network: RoundNetwork
  /** Wall time, in milliseconds, within which a round's processes must come to rest. Default: {@link restLimit}. */
  readonly limit?: number
  /**
   * Tells if the machine holds one of these processes up: then the round may last longer. Called about once a second while a
   * round lasts. `isNew`: for the first time in a round. Default: never.
   */
  readonly isHeldUp?: (nodes: readonly string[], isNew: boolean) => boolean
  /** Most rounds at one instant; after them the run is stuck. Default 100 000. */
  readonly endless?: number
}

/** Number of rounds, and of steps of processes in them. */
export interface Effort {
  readonly rounds: number
  readonly steps: number
}

/** A process in the rounds, as the fabric and the faults handle it. */
export interface SteppedProcessHandle {
  /** Sends a message with the process's next step, at this instant. */
  send(message: object): void
  /** Sends a message that answers an event of this instant: it takes as long as the shortest way of the network. */
  answer(message: object): void
  /** Freezes the process: its sockets stay open, its timers fire late. */
  freeze(): void
  thaw(): void
  /** Shifts its wall clock by this many milliseconds. */
  skew(milliseconds: number): void
  /** No round waits any longer for the process, which has ended. Resolves at the end of the present round. */
  leave(): Promise<void>
  /** Removes the process; frames that it wrote before its end count. Returns the connections whose data it never got. */
  remove(): ReadonlySet<number>
}

export class VirtualClock implements Clock {
  readonly kind = 'virtual'
  /** Resolves when the clock stops, with the reason. Never rejects. */
  readonly outcome: Promise<ClockOutcome>
  readonly #sleepers = new Sleepers()
  readonly #places = new Places(() => this.#wake())
  readonly #rounds: Rounds
  readonly #watchdog: Watchdog
  readonly #endless: number
  #settle: (outcome: ClockOutcome) => void = () => {}
  #ended: ClockOutcome | undefined
  #started = false
  #now = 0
  #holds = 0
  #atThisInstant = 0
  /** The runner's own code may have something to do before the next round. */
  #unrest = true
  #resting = false

  constructor(options: VirtualClockOptions) {
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.#endless = options.endless ?? 100_000
    this.#rounds = new Rounds(options.network, ({ messages }) => {
      this.#watchdog.rest()
      if (messages > 0) this.#unrest = true
      this.#advance()
    })
    const limit = options.limit ?? restLimit
    this.#watchdog = new Watchdog(
      limit,
      () => this.#end(this.#stuck('busy', this.#rounds.missing(), `${limit / 1000} s`)),
      (isNew) => options.isHeldUp?.(this.#rounds.missing(), isNew) === true,
    )
  }

  get effort(): Effort {
    return { rounds: this.#rounds.count, steps: this.#rounds.steps }
  }

  now(): number {
    return this.#now
  }

  /** Lets time pass until `stop`. */
  start(): void {
    this.#started = true
    this.#advance()
  }

  stop(): void {
    this.#end({ kind: 'stopped', time: this.#now })
  }

  add(channel: StepChannel, onMessage: MessageListener): SteppedProcessHandle {
    const process = this.#rounds.add(channel, this.#now, (message, time) => {
      this.#now = Math.max(this.#now, time)
      onMessage(message, time)
    })
    const changed = <A extends unknown[]>(change: (...args: A) => void) => {
      return (...args: A): void => {
        change(...args)
        this.#wake()
      }
    }
    const send = changed((message: object) => this.#rounds.send(process, message, this.#now))
    this.#wake()
    return {
      send,
      answer: changed((message: object) => this.#rounds.answer(process, message, this.#now)),
      freeze: changed(() => this.#rounds.freeze(process)),
      thaw: changed(() => this.#rounds.thaw(process)),
      skew: (milliseconds) => send({ type: 'sandbox/skew', milliseconds } satisfies SandboxMessage),
      leave: async () => {
        const left = this.#rounds.leave(process)
        this.#wake()
        await left
      },
      remove: () => {
        this.#rounds.remove(process)
        this.#wake()
        return process.undelivered
      },
    }
  }

  async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.#throwIfEnded()
    if (time <= this.#now) return
    const sleep = this.#sleepers.sleep(time, signal)
    this.#wake()
    await sleep
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holds++
    try {
      return await work()
    } finally {
      this.#holds--
      this.#unrest = true
      this.#wake()
    }
  }

  place(): ResultPlace {
    return this.#places.take()
  }

  /** Goes on when the calling code has come to rest. */
  #wake(): void {
    this.#unrest = true
    if (this.#started && !this.#rounds.running) this.#advance()
  }

  #advance(): void {
    while (this.#started && this.#ended === undefined && !this.#rounds.running && !this.#resting) {
      if (this.#unrest) {
        this.#rest()
        return
      }
      if (this.#places.next()) {
        this.#unrest = true
        continue
      }
      if (this.#places.awaited || this.#holds > 0) return
      const next = Math.min(this.#rounds.next(this.#now), this.#sleepers.next())
      // Nothing is due: adding a process, message or wait wakes the clock.
      if (next === Number.POSITIVE_INFINITY) return
      if (!this.#moveTo(next)) return
      if (this.#sleepers.wake(this.#now)) this.#unrest = true
      else if (this.#rounds.begin(this.#now, this.#sleepers.next())) this.#watchdog.watch()
    }
  }

  #moveTo(time: number): boolean {
    if (time > this.#now) {
      this.#now = time
      this.#atThisInstant = 0
    } else if (++this.#atThisInstant > this.#endless) {
      this.#end(this.#stuck('endless', this.#rounds.active(), `${this.#endless} rounds`))
      return false
    }
    return true
  }

  /** Lets the runner's code come to rest: its microtasks, and their callbacks in the next turns of the event loop. */
  #rest(): void {
    this.#resting = true
    setImmediate(() => {
      this.#unrest = false
      setImmediate(() => {
        this.#resting = false
        this.#advance()
      })
    })
  }

  #stuck(reason: StuckError['reason'], nodes: readonly string[], detail: string): ClockOutcome {
    return { kind: 'stuck', time: this.#now, error: new StuckError(reason, nodes, this.#now, detail) }
  }

  #end(outcome: ClockOutcome): void {
    if (this.#ended !== undefined) return
    this.#ended = outcome
    this.#watchdog.stop()
    this.#sleepers.fail(endError(outcome))
    this.#places.open()
    this.#settle(outcome)
  }

  #throwIfEnded(): void {
    if (this.#ended !== undefined) throw endError(this.#ended)
  }
}

function endError(outcome: ClockOutcome): Error {
  switch (outcome.kind) {
    case 'stuck':
      return outcome.error
    case 'stopped':
      return new DOMException('the run is over', 'AbortError')
    default:
      return outcome satisfies never
  }
}
