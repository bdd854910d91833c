/**
 * setTimeout, setInterval and their handles in virtual time, with Node's rules. A delay is a whole number of
 * milliseconds from 1 to 2^31-1. Timers fire in the order of time; at one time, in the order in which they were set.
 */

import { type Timed, TimerHeap } from '../../../base/timer-heap.ts'
import { type InContext, keepContext } from '../contexts.ts'
import { nodeError } from '../replace.ts'
import type { VirtualTime } from './virtual-time.ts'

const longest = 2 ** 31 - 1
type Callback = (...args: unknown[]) => void

export class Timers {
  readonly #time: VirtualTime
  readonly #heap = new TimerHeap<Timeout>()
  readonly #ids = new Map<string, Timeout>()
  #lastId = 0

  constructor(time: VirtualTime) {
    this.#time = time
  }

  /** Returns the time of the next timer; Infinity: none is set. */
  next(): number {
    return this.#heap.next()
  }

  /** Number of timers that are set. */
  get size(): number {
    return this.#heap.size
  }

  /** Fires one due timer; returns false when there is none. Throws the error of its callback. */
  fireOne(): boolean {
    const timeout = this.#heap.take(this.#time.now)
    if (timeout === undefined) return false
    try {
      timeout.fire()
    } finally {
      if (timeout.place === -1) {
        if (timeout.repeats && !timeout.cleared) this.arm(timeout)
        else this.#forget(timeout)
      }
    }
    return true
  }

  set(callback: Callback, delay: unknown, args: unknown[], repeats: boolean): Timeout {
    if (typeof callback !== 'function') {
      throw nodeError(
        TypeError,
        'ERR_INVALID_ARG_TYPE',
        `The "callback" argument must be of type function. Received ${callback === null ? 'null' : typeof callback}`,
      )
    }
    const timeout = new Timeout(this, callback, milliseconds(delay), args, repeats, keepContext())
    this.arm(timeout)
    return timeout
  }

  arm(timeout: Timeout): void {
    this.#heap.remove(timeout)
    timeout.at = this.#time.now + timeout.delay
    this.#heap.add(timeout)
  }

  clear(handle: unknown): void {
    const timeout =
      handle instanceof Timeout
        ? handle
        : typeof handle === 'number' || typeof handle === 'string'
          ? this.#ids.get(String(handle))
          : undefined
    if (timeout === undefined) return
    timeout.cleared = true
    this.#heap.remove(timeout)
    this.#forget(timeout)
  }

  /** Returns a number that `clearTimeout` accepts in place of the handle. */
  identify(timeout: Timeout): number {
    timeout.id ??= ++this.#lastId
    if (timeout.place !== -1) this.#ids.set(String(timeout.id), timeout)
    return timeout.id
  }

  #forget(timeout: Timeout): void {
    if (timeout.id !== undefined) this.#ids.delete(String(timeout.id))
  }
}

export class Timeout implements Timed {
  at = 0
  order = 0
  place = -1
  cleared = false
  id: number | undefined
  readonly delay: number
  readonly repeats: boolean
  readonly #timers: Timers
  readonly #callback: Callback
  readonly #args: unknown[]
  readonly #context: InContext | undefined
  #referenced = true

  constructor(
    timers: Timers,
    callback: Callback,
    delay: number,
    args: unknown[],
    repeats: boolean,
    context: InContext | undefined,
  ) {
    this.#timers = timers
    this.#callback = callback
    this.delay = delay
    this.#args = args
    this.repeats = repeats
    this.#context = context
  }

  fire(): void {
    if (this.#context !== undefined) this.#context(() => this.#callback(...this.#args))
    else if (this.#args.length === 0) this.#callback()
    else this.#callback(...this.#args)
  }

  // The connection to the runner keeps the process alive, so a timer without a reference fires like any other.
  ref(): this {
    this.#referenced = true
    return this
  }

  unref(): this {
    this.#referenced = false
    return this
  }

  hasRef(): boolean {
    return this.#referenced
  }

  refresh(): this {
    if (!this.cleared) this.#timers.arm(this)
    return this
  }

  close(): this {
    this.#timers.clear(this)
    return this
  }

  [Symbol.toPrimitive](): number {
    return this.#timers.identify(this)
  }

  [Symbol.dispose](): void {
    this.#timers.clear(this)
  }
}

function milliseconds(delay: unknown): number {
  const value = typeof delay === 'number' ? delay : Number(delay)
  if (value >= 1 && value <= longest) return Math.trunc(value)
  if (value > longest) {
    const message = `${value} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`
    process.emitWarning(message, 'TimeoutOverflowWarning')
  }
  return 1
}
