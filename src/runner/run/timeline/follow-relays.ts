/** The relays that `relay-of(alice)` means while an entry is played: logs them, for the verdict and for readers. */
import { type BoundParams, bindRelays, peersInUse } from '../../language/values/relay-in-use.ts'
import type { Recorder } from '../recorder.ts'
import type { HeldRelays } from '../relays-in-use.ts'

interface Entry<P> {
  readonly id: string
  readonly params: P
}

/** Logs the relays that the parameters mean now. Null: the relays of a peer are unknown, or it holds none. */
export class FollowedRelays<P extends object> {
  readonly #recorder: Recorder
  readonly #entry: Entry<P>
  readonly #peers: readonly string[]
  readonly #told = new Map<string, HeldRelays>()
  #binding = new AbortController()

  constructor(recorder: Recorder, entry: Entry<P>) {
    this.#recorder = recorder
    this.#entry = entry
    this.#peers = peersInUse(entry.params)
  }

  /** Logs the relays of each peer, if they are others than those of the last time. */
  look(): void {
    for (const peer of this.#peers) {
      const held = this.#recorder.relays.of(peer)
      if (isSame(this.#told.get(peer), held)) continue
      this.#told.set(peer, held)
      this.#binding.abort()
      this.#binding = new AbortController()
      this.#recorder.record({ kind: 'relay-in-use', entry: this.#entry.id, peer, ...held })
    }
  }

  /** Looks again whenever a reservation changes. Returns a function that ends this. */
  follow(): () => void {
    return this.#peers.length === 0 ? () => {} : this.#recorder.relays.watch(() => this.look())
  }

  /** Aborts when the parameters mean other relays; null: they name no `relay-of(alice)`. */
  get binding(): AbortSignal | null {
    return this.#peers.length === 0 ? null : this.#binding.signal
  }

  /** The reason why the relays of a peer are unknown; null: they are known. */
  get unknown(): string | null {
    return [...this.#told.values()].find(({ reason }) => reason !== '')?.reason ?? null
  }

  get bound(): BoundParams<P> {
    if (this.#peers.length === 0) return { params: this.#entry.params, without: [] }
    return bindRelays(this.#entry.params, (peer) => this.#told.get(peer)?.relays ?? [])
  }
}

function isSame(before: HeldRelays | undefined, { relays, reason }: HeldRelays): boolean {
  return before !== undefined && before.reason === reason && before.relays.join() === relays.join()
}
