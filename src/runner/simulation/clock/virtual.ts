/**
 * Virtual time for a run: it moves to the next thing that is due once everybody has come to rest.
 *
 *     virtual.ts      when to go on, and what to (here)
 *     rounds.ts       one instant: who takes part, whose answers count in which order
 *     member.ts       one process in the rounds
 *     participant.ts  what the rounds need of processes and of the network
 *     sleepers.ts     the runner's own waits
 *     watchdog.ts     noticing a process that never answers
 *
 * At one instant: first the runner's waits that are due, then, once its code has come to rest, the steps of the nodes.
 */
import type { SandboxMessage } from '../../../protocol/sandbox-messages.ts'
import type { Clock } from './clock.ts'
import { type ClockOutcome, StuckError } from './outcome.ts'
import type { Participant, RoundNetwork } from './participant.ts'
import { type MessageListener, Rounds } from './rounds.ts'
import { Sleepers } from './sleepers.ts'
import { Watchdog } from './watchdog.ts'

export interface VirtualClockOptions {
  readonly network: RoundNetwork
  /** Wall time, in milliseconds, within which a round's processes must come to rest. Default 10 s. */
  readonly limit?: number
  /** Rounds at one instant after which nobody believes that they will end. Default 100 000. */
  readonly endless?: number
}

/** How many rounds there were, and how many steps of processes in them. */
export interface Effort {
  readonly rounds: number
  readonly steps: number
}

/** A process in the rounds, as the fabric and the faults handle it. */
export interface Seat {
  /** Goes with the process's next step, at this very instant. */
  send(message: object): void
  /** Freezes the process: its sockets stay, its timers fire late. */
  freeze(): void
  thaw(): void
  /** Puts its calendar off by this many milliseconds. */
  skew(milliseconds: number): void
  /** Its process has ended; a round that waits for it goes on without. Resolves when there is no such round. */
  remove(): Promise<void>
}

export class VirtualClock implements Clock {
  readonly kind = 'virtual'
  /** Resolves when the clock stops, with the reason. Never rejects. */
  readonly outcome: Promise<ClockOutcome>
  readonly #sleepers = new Sleepers()
  readonly #rounds: Rounds
  readonly #watchdog: Watchdog
  readonly #endless: number
  #settle: (outcome: ClockOutcome) => void = () => {}
  #ended: ClockOutcome | undefined
  #started = false
  #now = 0
  #holds = 0
  #atThisInstant = 0
  /** Whether the runner's own code may have something to do before the next round. */
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
    const limit = options.limit ?? 10_000
    this.#watchdog = new Watchdog(limit, () => {
      this.#end(this.#stuck('busy', this.#rounds.missing(), `${limit / 1000} s`))
    })
  }

  get effort(): Effort {
    return { rounds: this.#rounds.count, steps: this.#rounds.steps }
  }

  now(): number {
    return this.#now
  }

  /** Lets time pass, until `stop`. */
  start(): void {
    this.#started = true
    this.#advance()
  }

  stop(): void {
    this.#end({ kind: 'stopped', time: this.#now })
  }

  add(participant: Participant, onMessage: MessageListener): Seat {
    const member = this.#rounds.add(participant, this.#now, (message, time) => {
      this.#now = Math.max(this.#now, time)
      onMessage(message, time)
    })
    const changed = <A extends unknown[]>(change: (...args: A) => void) => {
      return (...args: A): void => {
        change(...args)
        this.#wake()
      }
    }
    const send = changed((message: object) => this.#rounds.send(member, message, this.#now))
    this.#wake()
    return {
      send,
      freeze: changed(() => this.#rounds.freeze(member)),
      thaw: changed(() => this.#rounds.thaw(member)),
      skew: (milliseconds) => send({ type: 'sandbox/skew', milliseconds } satisfies SandboxMessage),
      remove: async () => {
        const removed = this.#rounds.remove(member)
        this.#wake()
        await removed
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

  /** Goes on, once whoever called has finished what it is doing. */
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
      if (this.#holds > 0) return
      const next = Math.min(this.#rounds.next(this.#now), this.#sleepers.next())
      // Nothing will ever happen by itself: whoever adds something wakes the clock.
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

  /**
   * Lets the runner's code come to rest: what a message or a waking has set going runs through its microtasks, and
   * through what those put off to the event loop's next turns.
   */
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
