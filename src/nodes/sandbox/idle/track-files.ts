/** Orders the results of work on files: every `node:fs` call with a callback, every promise of `node:fs/promises`. */
import { AsyncResource } from 'node:async_hooks'
import fs from 'node:fs'
import { disguise, replace } from '../replace.ts'
import type { Works } from './works.ts'

type Loose = (this: unknown, ...args: unknown[]) => unknown

/** `present`: the work of the node whose code runs. */
export function trackFiles(present: () => Works): void {
  for (const name of Object.keys(fs)) {
    // A function with a `Sync` variant takes a callback. Some systems lack some of them.
    if (typeof Reflect.get(fs, `${name}Sync`) === 'function')
      replace(fs, name, withCallback(Reflect.get(fs, name) as Loose))
  }
  replace(fs.realpath, 'native', withCallback(fs.realpath.native as Loose))
  trackMethods(fs.promises, Object.keys(fs.promises))
  trackHandles()

  function withCallback(original: Loose): Loose {
    const tracked: Loose = function (...args) {
      const callback = args.at(-1)
      if (typeof callback !== 'function') return original.apply(this, args)
      const settle = present().beginFile()
      const bound = AsyncResource.bind(callback as Loose)
      args[args.length - 1] = (...results: unknown[]) => settle(() => bound(...results))
      return original.apply(this, args)
    }
    // util.promisify reads hidden properties of the function.
    return Object.defineProperties(tracked, Object.getOwnPropertyDescriptors(original))
  }

  /** Tracks the methods of file handles from the first `open` on: only an instance leads to their class. */
  function trackHandles(): void {
    const { open } = fs.promises
    let isKnown = false
    replace(fs.promises, 'open', async (...args: Parameters<typeof open>) => {
      const handle = await open(...args)
      const methods = Object.getPrototypeOf(handle) as object
      if (!isKnown) trackMethods(methods, Object.getOwnPropertyNames(methods))
      isKnown = true
      return handle
    })
  }

  function trackMethods(target: object, names: readonly string[]): void {
    for (const name of names) {
      const original: unknown = Object.getOwnPropertyDescriptor(target, name)?.value
      if (typeof original !== 'function' || name === 'constructor') continue
      const tracked: Loose = function (...args) {
        const result: unknown = original.apply(this, args)
        return result instanceof Promise ? present().track(result, present().beginFile()) : result
      }
      replace(target, name, disguise(tracked, original as Loose))
    }
  }
}
