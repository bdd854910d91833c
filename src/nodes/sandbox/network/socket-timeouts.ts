/** socket.setTimeout in virtual time. Every read and write starts it anew. */
import type net from 'node:net'
import { nodeError, replace } from '../replace.ts'

const timer = Symbol('topo.timeout')

interface TimedSocket extends net.Socket {
  [timer]?: NodeJS.Timeout | undefined
  _parent?: TimedSocket | null
  timeout?: number
}

export function installSocketTimeouts(prototype: net.Socket): void {
  replace(prototype, 'setTimeout', function (this: TimedSocket, delay: number, callback?: () => void) {
    if (typeof delay !== 'number' || !(delay >= 0) || delay === Number.POSITIVE_INFINITY) {
      throw nodeError(
        RangeError as ErrorConstructor,
        'ERR_OUT_OF_RANGE',
        `The value of "msecs" is out of range. Received ${delay}`,
      )
    }
    this.timeout = delay
    if (this[timer] !== undefined) clearTimeout(this[timer])
    this[timer] = undefined
    if (delay === 0) {
      if (callback !== undefined) this.removeListener('timeout', callback)
      return this
    }
    if (this.destroyed) return this
    this[timer] = setTimeout(() => {
      this[timer] = undefined
      this.emit('timeout')
    }, delay)
    if (callback !== undefined) this.once('timeout', callback)
    return this
  })
  replace(prototype, '_unrefTimer', function (this: TimedSocket) {
    for (let socket: TimedSocket | null | undefined = this; socket != null; socket = socket._parent) {
      socket[timer]?.refresh()
    }
  })
}
