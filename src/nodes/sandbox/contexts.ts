/**
 * Keeps the AsyncLocalStorage context in which work begins, for its events. This costs time, so it begins with the
 * program's first use of an AsyncLocalStorage.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Runs a function in a kept context. */
export type InContext = (run: () => void) => void

const outside = AsyncLocalStorage.snapshot() as InContext
let used = false

/** Returns the present context; undefined before the program has used an AsyncLocalStorage. */
export function keepContext(): InContext | undefined {
  return used ? (AsyncLocalStorage.snapshot() as InContext) : undefined
}

/** Returns the context of accepted sockets, which no code of the program began. */
export function outsideContext(): InContext | undefined {
  return used ? outside : undefined
}

export function watchContexts(): void {
  const prototype = AsyncLocalStorage.prototype
  for (const name of ['run', 'enterWith'] as const) {
    const original = prototype[name] as (...args: unknown[]) => unknown
    Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]) {
      used = true
      return original.apply(this, args)
    })
  }
}
