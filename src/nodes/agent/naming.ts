/** Translates the events of a host into terms of the run: names for peer ids, the run's clock for dates. */
import type { NodeEvent, Path } from '../../events/event.ts'
import type { Directory } from '../../protocol/directory.ts'
import type { Configure } from '../../protocol/messages.ts'

export class Naming {
  readonly #names: Readonly<Record<string, string>>
  readonly #probers: ReadonlySet<string>
  readonly #epoch: number

  /** `shared`: the directory of the process, for a node that has none of its own. */
  constructor(
    { names, probers, epoch }: Pick<Configure, 'names' | 'probers' | 'epoch'>,
    shared: Directory | null = null,
  ) {
    this.#names = names ?? shared?.names ?? {}
    this.#probers = probers === undefined ? probersOf(shared) : new Set(probers)
    this.#epoch = epoch
  }

  /** Returns the name of a peer, or the peer id of a stranger. */
  name(peerId: string): string {
    return this.#names[peerId] ?? peerId
  }

  path(path: Path): Path {
    return path.kind === 'direct' ? path : { kind: 'relayed', relay: this.name(path.relay) }
  }

  /** Replaces peer ids in a sentence. */
  sentence(text: string): string {
    return text.replaceAll(/12D3KooW[1-9A-HJ-NP-Za-km-z]{44}/g, (peerId) => this.name(peerId))
  }

  /** Returns null for an event of a probe, which is no part of the topology. */
  event(event: NodeEvent): NodeEvent | null {
    switch (event.kind) {
      case 'addresses':
      case 'nat-status':
      case 'relay-unobserved':
      case 'rendezvous-unobserved':
        return event
      case 'note':
        return { ...event, text: this.sentence(event.text) }
      case 'connection-opened':
      case 'connection-closed':
        return this.#probers.has(event.peer)
          ? null
          : { ...event, peer: this.name(event.peer), path: this.path(event.path) }
      case 'reservation-made':
        return { ...event, relay: this.name(event.relay), expires: event.expires - this.#epoch }
      case 'reservation-failed':
      case 'reservation-lost':
        return { ...event, relay: this.name(event.relay), reason: this.sentence(event.reason) }
      case 'recovery-attempt':
        return { ...event, relay: this.name(event.relay) }
      case 'rendezvous-registered':
        return { ...event, at: this.name(event.at), expires: event.expires - this.#epoch }
      case 'rendezvous-discovered':
        return {
          ...event,
          at: this.name(event.at),
          peer: this.name(event.peer),
          expires: event.expires - this.#epoch,
        }
      case 'rendezvous-failed':
        return { ...event, at: this.name(event.at), reason: this.sentence(event.reason) }
      case 'rendezvous-registration':
        return { ...event, peer: this.name(event.peer) }
      case 'kademlia-peer':
        return this.#probers.has(event.peer) ? null : { ...event, peer: this.name(event.peer) }
      case 'relay-reservation':
        return { ...event, peer: this.name(event.peer) }
      case 'relay-circuit':
        return this.#probers.has(event.source)
          ? null
          : { ...event, source: this.name(event.source), destination: this.name(event.destination) }
    }
  }
}

const noProbers: ReadonlySet<string> = new Set()
/** One set for all nodes of a directory. */
const kept = new WeakMap<Directory, ReadonlySet<string>>()

function probersOf(shared: Directory | null): ReadonlySet<string> {
  if (shared === null) return noProbers
  const probers = kept.get(shared) ?? new Set(shared.probers)
  kept.set(shared, probers)
  return probers
}
