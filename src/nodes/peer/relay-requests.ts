/** Requests for reservations, one at a time: when libp2p is granted one, it drops all waiting requests, which never end. */
import type { PeerId } from '@libp2p/interface'
import type { RelayListeners } from './relay-listeners.ts'

/** Timeout of a request, in milliseconds. Releases of libp2p that have a limit have a shorter one. */
const requestTimeout = 30_000

export class RelayRequests {
  readonly #listeners: RelayListeners
  #asking: Promise<void> = Promise.resolve()

  constructor(listeners: RelayListeners) {
    this.#listeners = listeners
  }

  /** Resolves when the request has been answered, has failed, or is late. */
  ask(relay: PeerId, circuit: string): Promise<void> {
    this.#asking = this.#asking.then(() => settled(this.#listeners.listen(relay, circuit)))
    return this.#asking
  }
}

async function settled(work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, requestTimeout)
  await Promise.race([work.catch(() => {}), late.promise])
  clearTimeout(timer)
}
