/**
 * A FinalizationRegistry that never calls back. The time of a garbage collection depends on the machine, and JavaScript
 * promises no callback at all.
 */
import { replace } from './replace.ts'

export function installFinalization(): void {
  replace(SilentRegistry, 'name', FinalizationRegistry.name)
  replace(globalThis, 'FinalizationRegistry', SilentRegistry)
}

class SilentRegistry implements FinalizationRegistry<unknown> {
  readonly [Symbol.toStringTag] = 'FinalizationRegistry'
  readonly #targets = new WeakSet<WeakKey>()
  readonly #tokens = new WeakSet<WeakKey>()

  constructor(cleanup: unknown) {
    if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be callable')
  }

  register(target: WeakKey, held: unknown, token?: WeakKey): void {
    if (target === held) throw new TypeError('FinalizationRegistry: target and holdings must not be same')
    // Throws for a value that the collector cannot collect, as the original does.
    this.#targets.add(target)
    if (token !== undefined) this.#tokens.add(token)
  }

  unregister(token: WeakKey): boolean {
    return this.#tokens.delete(token)
  }
}
