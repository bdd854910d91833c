/** Counts the work of WebAssembly on other threads, which compile modules. */
import { disguise, replace } from '../replace.ts'
import type { Works } from './works.ts'

type Loose = (...args: unknown[]) => Promise<unknown>

/** `present`: the work of the node whose code runs. */
export function trackWebAssembly(present: () => Works): void {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Record<'compile' | 'instantiate', Loose> }
  for (const name of ['compile', 'instantiate'] as const) {
    const original = WebAssembly[name]
    const tracked = (...args: unknown[]) => present().track(original.apply(WebAssembly, args))
    replace(WebAssembly, name, disguise(tracked, original))
  }
}
