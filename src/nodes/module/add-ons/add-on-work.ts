/**
 * Work of a native add-on on other threads. A promise that it returns counts as work until it settles. A callback counts
 * when the call began something asynchronous, until it is called.
 */
import { AsyncResource, createHook } from 'node:async_hooks'
import type { TopoControl } from '../../sandbox/control.ts'
import { real } from '../../sandbox/real.ts'
import { warnOf } from '../../sandbox/warnings.ts'
import type { Around } from './wrap-exports.ts'

type Work = Pick<TopoControl, 'begin'>
type Callable = (this: unknown, ...args: unknown[]) => unknown

/** Milliseconds of wall time after which work is taken for a listener that may never end. */
const patience = 10_000

/** Names of functions that keep a callback, and call it whenever something happens. */
const keepsCallback = /(?:^|\.)(?:on|add|set|watch|listen|subscribe|register)(?![a-z])/

export function aroundWork(addOn: string, control: Work): Around {
  let begun = 0
  let depth = 0
  const options = { init: () => void begun++, trackPromises: false }
  const hook = createHook(options)
  const call = (original: Callable, self: unknown, args: unknown[]) => {
    depth++
    try {
      return Reflect.apply(original, self, args) as unknown
    } finally {
      depth--
    }
  }
  const begin = (name: string) => {
    const settle = control.begin()
    const limit = real.setTimeout(() => {
      warnOf(
        `${name} of the native add-on ${addOn}`,
        `is not done after ${patience / 1000} s, on another thread`,
      )
      settle(() => {})
    }, patience)
    limit.unref()
    return (release: () => void) => {
      real.clearTimeout(limit)
      settle(release)
    }
  }
  /** Counts the callback when an asynchronous resource of the add-on came to be in the call. */
  const callWithCallback = (name: string, original: Callable, self: unknown, args: unknown[]) => {
    const callback = args.at(-1) as Callable
    const bound = AsyncResource.bind(callback)
    let settle: ((release: () => void) => void) | null = null
    const stand: Callable = function (...results) {
      if (depth > 0 || settle === null) return Reflect.apply(callback, this, results) as unknown
      const end = settle
      settle = null
      end(() => void Reflect.apply(bound, this, results))
      return undefined
    }
    const before = begun
    hook.enable()
    try {
      const result = call(original, self, [...args.slice(0, -1), stand])
      if (result instanceof Promise) return track(name, result)
      if (begun > before) settle = begin(name)
      return result
    } finally {
      hook.disable()
    }
  }
  const track = (name: string, promise: Promise<unknown>) => {
    const settle = begin(name)
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error)),
      )
    })
  }
  return {
    call: (name, original, self, args) => {
      if (typeof args.at(-1) === 'function' && !keepsCallback.test(name))
        return callWithCallback(name, original, self, args)
      const result = call(original, self, args)
      return result instanceof Promise ? track(name, result) : result
    },
    construct: (_, original, args, made) => Reflect.construct(original, args, made) as object,
  }
}
