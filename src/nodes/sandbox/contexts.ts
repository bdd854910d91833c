/**
 * The context in which something was begun, as an AsyncLocalStorage sees it. Keeping it costs something, so it is for
 * those alone who use one.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Runs something in a context that was kept. */
export type InContext = (run: () => void) => void

const outside = AsyncLocalStorage.snapshot() as InContext
let used = false

/** The context of now; undefined as long as nobody has used any. */
export function keepContext(): InContext | undefined {
  return used ? (AsyncLocalStorage.snapshot() as InContext) : undefined
}

/** The context of what nobody here began. */
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
