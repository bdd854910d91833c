import type { Clock } from '../../simulation/clock/clock.ts'

/** A dial that topo makes for one entry of the timeline. */
export interface QueuedDial {
  readonly entry: string
  readonly pair: { readonly from: string; readonly to: string }
  /** Ends the wait for a turn. */
  readonly signal: AbortSignal
  /** True if work goes on over the connection after the dial, which then counts for the length of its turn only. */
  readonly goesOn: boolean
}

export interface DialQueueOptions {
  readonly clock: Clock
  /** Milliseconds that a dial can take on the slowest link of the network. */
  readonly dialTime: number
  /** Returns the machine whose address others see when this node dials: the node or its outermost router. */
  readonly machineOf: (node: string) => string
}

/** Most dials at once that have their turn, and most dials at once to or from one node that have had theirs. */
export const mostAtOnce = 4

/** libp2p accepts five connections a second from one address. One is left to the application. */
const mostPerSecond = 4
const second = 1000

/** Least length of a turn, in milliseconds, where links are fast. */
const least = 500

/** Number of dials that may overtake a dial before its nodes are kept for it. */
const mostOvertakers = 8

/** Returns the longest time, in milliseconds, that a dial keeps others from its nodes. */
export function turnTimeOf(dialTime: number): number {
  return Math.max(dialTime, least)
}

interface WaitingDial {
  readonly dial: QueuedDial
  /** Its place: a small number comes first. */
  readonly rank: number
  readonly begin: () => void
  overtakers: number
}

/**
 * The turns of all dials of a run, so that topo's own dials never crowd each other out. Two dials with a common node
 * never have their turn at the same time. A turn ends with the answer, or when a dial that succeeds would have ended.
 * Entries take turns: an entry with many pairs does not hold up an entry with one.
 */
export class DialQueue {
  readonly #options: DialQueueOptions
  /** By rank, then by arrival. */
  readonly #waiting: WaitingDial[] = []
  /** Nodes of the dials that have their turn. */
  readonly #busy = new Set<string>()
  /** Dials without an answer, by node. */
  readonly #unanswered = new Map<string, number>()
  /** Times at which the latest dials began, by machine or node. */
  readonly #begun = new Map<string, readonly number[]>()
  /** Rank of the next dial of each entry. */
  readonly #ranks = new Map<string, number>()
  /** Rank of the dial that began last. */
  #rank = 0
  #alarm: number | null = null

  constructor(options: DialQueueOptions) {
    this.#options = options
  }

  /** Resolves with the result of `act`, which begins with the dial's turn; null: the signal aborted before. */
  async dial<T>(dial: QueuedDial, act: (hasWaited: boolean) => Promise<T>): Promise<T | null> {
    const { clock } = this.#options
    const arrived = clock.now()
    if (!(await this.#turn(dial))) return null
    const end = this.#begin(dial)
    try {
      return await act(clock.now() > arrived)
    } finally {
      end()
    }
  }

  /** Resolves with true when the turn has come, with false when the signal aborts. */
  #turn(dial: QueuedDial): Promise<boolean> {
    const { entry, signal } = dial
    if (signal.aborted) return Promise.resolve(false)
    const rank = Math.max(this.#rank, this.#ranks.get(entry) ?? 0)
    this.#ranks.set(entry, rank + 1)
    return new Promise((resolve) => {
      const waiting: WaitingDial = {
        dial,
        rank,
        overtakers: 0,
        begin: () => {
          signal.removeEventListener('abort', leave)
          this.#rank = Math.max(this.#rank, rank)
          resolve(true)
        },
      }
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        resolve(false)
        this.#serve()
      }
      signal.addEventListener('abort', leave, { once: true })
      const after = this.#waiting.findIndex((other) => other.rank > rank)
      this.#waiting.splice(after === -1 ? this.#waiting.length : after, 0, waiting)
      this.#serve()
    })
  }

  /** Gives turns to all dials that can have one now. */
  #serve(): void {
    const kept = new Set<string>()
    for (const waiting of [...this.#waiting]) {
      if (this.#busy.size / 2 >= mostAtOnce) return
      const { from, to } = waiting.dial.pair
      const isFree = [from, to].every((node) => this.#isFree(node) && !kept.has(node))
      const time = Math.max(this.#timeFor(this.#options.machineOf(from)), this.#timeFor(to))
      if (isFree && time <= this.#options.clock.now()) {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        this.#take(waiting)
      } else {
        if (isFree) this.#wakeAt(time)
        if (waiting.overtakers >= mostOvertakers) kept.add(from).add(to)
      }
    }
  }

  #isFree(node: string): boolean {
    return !this.#busy.has(node) && (this.#unanswered.get(node) ?? 0) < mostAtOnce
  }

  /** The time from which one more dial is within the budget of a machine or node. */
  #timeFor(name: string): number {
    const times = this.#begun.get(name) ?? []
    return times.length < mostPerSecond ? 0 : (times[0] ?? 0) + second
  }

  #take({ dial, rank, begin }: WaitingDial): void {
    const { from, to } = dial.pair
    this.#busy.add(from).add(to)
    const now = this.#options.clock.now()
    for (const name of new Set([this.#options.machineOf(from), to])) {
      this.#begun.set(name, [...(this.#begun.get(name) ?? []), now].slice(-mostPerSecond))
    }
    for (const other of this.#waiting) {
      const { pair } = other.dial
      const shares = [pair.from, pair.to].some((node) => node === from || node === to)
      if (shares && other.rank <= rank) other.overtakers += 1
    }
    begin()
  }

  /** Counts the dial, ends its turn in time, and returns the function for its end. */
  #begin({ pair: { from, to }, goesOn }: QueuedDial): () => void {
    const { clock, dialTime } = this.#options
    const answered = new AbortController()
    let isTurn = true
    let counts = true
    const uncount = () => {
      if (counts) this.#count([from, to], -1)
      counts = false
    }
    const endTurn = () => {
      if (!isTurn) return
      isTurn = false
      this.#busy.delete(from)
      this.#busy.delete(to)
      if (goesOn) uncount()
      this.#serve()
    }
    this.#count([from, to], 1)
    clock.sleepUntil(clock.now() + turnTimeOf(dialTime), answered.signal).then(endTurn, () => {})
    return () => {
      answered.abort()
      uncount()
      if (isTurn) endTurn()
      else this.#serve()
    }
  }

  #count(nodes: readonly string[], change: number): void {
    for (const node of nodes) this.#unanswered.set(node, (this.#unanswered.get(node) ?? 0) + change)
  }

  #wakeAt(time: number): void {
    const { clock } = this.#options
    if (this.#alarm !== null && this.#alarm <= time) return
    this.#alarm = time
    const ring = () => {
      if (this.#alarm === time) this.#alarm = null
      this.#serve()
    }
    clock.sleepUntil(time).then(ring, () => {})
  }
}
