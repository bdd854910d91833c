/** socket.setTimeout in virtual time. Every read and write starts it anew. */
import type net from 'node:net'
import { nodeError, replace } from '../replace.ts'

const timer = Symbol('topo.timeout')
const longest = 2 ** 31 - 1

interface TimedSocket extends net.Socket {
  [timer]?: NodeJS.Timeout | undefined
  _parent?: TimedSocket | null
  timeout?: number
  _onTimeout(): void
}

export function installSocketTimeouts(prototype: net.Socket): void {
  replace(prototype, 'setTimeout', function (this: TimedSocket, delay: number, callback?: unknown) {
    if (this.destroyed) return this
    this.timeout = delay
    const wait = milliseconds(delay)
    clear(this)
    if (wait > 0) {
      this[timer] = setTimeout(() => {
        this[timer] = undefined
        this._onTimeout()
      }, wait)
    }
    if (callback === undefined) return this
    if (typeof callback !== 'function') {
      const message = `The "callback" argument must be of type function. Received ${received(callback)}`
      throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', message)
    }
    if (wait === 0) this.removeListener('timeout', callback as () => void)
    else this.once('timeout', callback as () => void)
    return this
  })
  replace(prototype, '_unrefTimer', function (this: TimedSocket) {
    for (const socket of withParents(this)) socket[timer]?.refresh()
  })
  const { _destroy } = prototype as unknown as { _destroy(...args: unknown[]): void }
  replace(prototype, '_destroy', function (this: TimedSocket, ...args: unknown[]) {
    for (const socket of withParents(this)) clear(socket)
    _destroy.apply(this, args)
  })
}

/** Yields a socket, and those below it: that of TLS lies over the one of its transport. */
function* withParents(socket: TimedSocket): IterableIterator<TimedSocket> {
  for (let each: TimedSocket | null | undefined = socket; each != null; each = each._parent) yield each
}

function clear(socket: TimedSocket): void {
  if (socket[timer] !== undefined) clearTimeout(socket[timer])
  socket[timer] = undefined
}

function milliseconds(delay: unknown): number {
  if (typeof delay !== 'number') {
    const message = `The "msecs" argument must be of type number. Received ${received(delay)}`
    throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', message)
  }
  if (!(delay >= 0) || delay === Number.POSITIVE_INFINITY) {
    const message = `The value of "msecs" is out of range. It must be a non-negative finite number. Received ${delay}`
    throw nodeError(RangeError as ErrorConstructor, 'ERR_OUT_OF_RANGE', message)
  }
  return Math.min(delay, longest)
}

function received(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'object') return `an instance of ${value.constructor.name}`
  return typeof value === 'string' ? `type string ('${value}')` : `type ${typeof value} (${String(value)})`
}
