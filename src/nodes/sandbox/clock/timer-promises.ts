/** `node:timers/promises` in virtual time. */
import type { Timers } from './timers.ts'

interface Options {
  signal?: AbortSignal
  ref?: boolean
}

export interface TimerPromises {
  setTimeout<T>(delay?: number, value?: T, options?: Options): Promise<T | undefined>
  setInterval<T>(delay?: number, value?: T, options?: Options): AsyncGenerator<T | undefined, void, void>
  wait(delay: number, options?: Options): Promise<void>
}

export function makeTimerPromises(present: () => Timers): TimerPromises {
  function setTimeout<T>(delay?: number, value?: T, options: Options = {}): Promise<T | undefined> {
    const { signal } = options
    if (signal?.aborted) return Promise.reject(abortError(signal))
    return new Promise((resolve, reject) => {
      const timeout = present().set(
        () => {
          signal?.removeEventListener('abort', onAbort)
          resolve(value)
        },
        delay,
        [],
        false,
      )
      const onAbort = () => {
        present().clear(timeout)
        reject(abortError(signal))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }

  async function* setInterval<T>(
    delay?: number,
    value?: T,
    options: Options = {},
  ): AsyncGenerator<T | undefined, void, void> {
    const { signal } = options
    if (signal?.aborted) throw abortError(signal)
    let due = 0
    let wake: (() => void) | undefined
    const notify = () => {
      wake?.()
      wake = undefined
    }
    const interval = present().set(
      () => {
        due++
        notify()
      },
      delay,
      [],
      true,
    )
    signal?.addEventListener('abort', notify, { once: true })
    try {
      for (;;) {
        if (signal?.aborted) throw abortError(signal)
        if (due === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
        if (signal?.aborted) throw abortError(signal)
        for (; due > 0; due--) yield value
      }
    } finally {
      present().clear(interval)
      signal?.removeEventListener('abort', notify)
    }
  }

  return {
    setTimeout,
    setInterval,
    wait: async (delay, options) => {
      await setTimeout(delay, undefined, options)
    },
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}
