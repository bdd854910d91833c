import { createHash } from 'node:crypto'
import type { TopoEvent } from './event.ts'

/** Hash over events without what depends on the machine: two runs that went the same way have the same one. */
export class Fingerprint {
  readonly #hash = createHash('sha256')

  push(event: TopoEvent): void {
    const { wall: _wall, ...rest } = event
    this.#hash.update(`${JSON.stringify(rest)}\n`)
  }

  /** 16 hex digits. May be called again after more events. */
  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16)
  }
}
