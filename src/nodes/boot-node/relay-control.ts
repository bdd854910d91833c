/**
 * Watches a js-libp2p relay server, enforces limits that it lacks, and changes it while it runs. None
 * of this is in its public interface, so its store and its two handlers for circuits are wrapped (relay-server.ts); the
 * wire stays libp2p's own.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { BootNodeConfig, RelayChange } from '../../protocol/boot-node-config.ts'
import { profiles } from '../../protocol/profiles.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import type { Observe } from '../host/observe.ts'
import { Circuits } from './circuits.ts'
import type { RelayServer } from './relay-server.ts'
import { RelaySettings } from './relay-settings.ts'
import { Reservations } from './reservations.ts'

type ControlledRelay = Pick<BootNodeConfig, 'profile' | 'relay' | 'refusal'>

export class RelayControl {
  readonly #host: Libp2p
  readonly #settings: RelaySettings
  readonly #reservations: Reservations
  readonly #circuits: Circuits

  constructor(host: Libp2p, server: RelayServer, config: ControlledRelay, observe: Observe) {
    const store = server.reservationStore
    const { rules } = profiles[config.profile]
    const settings = new RelaySettings(store, config.relay, config.refusal)
    this.#host = host
    this.#settings = settings
    this.#reservations = new Reservations({ store, rules, settings, observe })
    this.#circuits = new Circuits({ server, rules, settings, observe })
    host.addEventListener('connection:close', ({ detail }) => this.#disconnected(detail))
  }

  /** Bytes that circuits carried so far. */
  get bytes(): number {
    return this.#circuits.bytes
  }

  /** Returns the limits as they were before. */
  change(change: RelayChange): RelayConfig {
    const { limits } = this.#settings
    this.#settings.change(change)
    return limits
  }

  /** Deletes the reservations of these peers, or of all, without telling them; returns their number. */
  dropReservations(peerIds: readonly string[] | null): number {
    return this.#reservations.drop(peerIds?.map((peerId) => peerIdFromString(peerId)) ?? null)
  }

  stop(): void {
    this.#reservations.stop()
  }

  #disconnected({ id, remotePeer }: Connection): void {
    const others = this.#host.getConnections(remotePeer).filter((other) => other.id !== id)
    this.#reservations.disconnected(
      remotePeer,
      others.map(({ remoteAddr }) => remoteAddr),
    )
  }
}
