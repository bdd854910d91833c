import { createHash } from 'node:crypto'
import type { TopoEvent } from './event.ts'

/** Hash over events without their machine-dependent fields: equal runs have equal fingerprints. */
export class Fingerprint {
  readonly #hash = createHash('sha256')

  push(event: TopoEvent): void {
    const { wall: _wall, ...rest } = event
    this.#hash.update(`${JSON.stringify(rest)}\n`)
  }

  /** Returns 16 hex digits. More events may follow. */
  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16)
  }
}
