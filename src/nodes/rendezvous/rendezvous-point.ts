/** Answers the messages to a rendezvous point, and changes its registrations. Knows no streams. */
import type { RendezvousStatus } from '../../events/event.ts'
import type { Observe } from '../host/observe.ts'
import type { Discover, Message, Register, RegisterResponse } from './messages.ts'
import type { Refusal, Registration, Registrations } from './registrations.ts'
import { openRecord } from './signed-record.ts'

export class RendezvousPoint {
  readonly registrations: Registrations
  readonly #observe: Observe

  constructor(registrations: Registrations, observe: Observe) {
    this.registrations = registrations
    this.#observe = observe
  }

  /** The answer to what `peer` sent; null where the protocol has none. */
  async answer(peer: string, message: Message): Promise<Message | null> {
    switch (message.type) {
      case 'REGISTER':
        return {
          type: 'REGISTER_RESPONSE',
          registerResponse: await this.#register(peer, message.register ?? {}),
        }
      case 'UNREGISTER': {
        const removed = this.registrations.unregister(peer, message.unregister?.ns ?? '')
        if (removed !== null) this.#tell(removed, 'unregistered')
        return null
      }
      case 'DISCOVER':
        return { type: 'DISCOVER_RESPONSE', discoverResponse: this.#discover(message.discover ?? {}) }
      default:
        throw new Error(`a message of type ${message.type ?? 'unknown'} is no request`)
    }
  }

  /** Deletes expired registrations. */
  expire(): void {
    for (const registration of this.registrations.expire(Date.now())) this.#tell(registration, 'expired')
  }

  async #register(peer: string, { ns = '', signedPeerRecord, ttl }: Register): Promise<RegisterResponse> {
    const wrong = await refusalOf(signedPeerRecord, peer)
    this.expire()
    const result =
      wrong ??
      this.registrations.register(
        {
          peer,
          namespace: ns,
          record: signedPeerRecord ?? new Uint8Array(),
          ttl: ttl === undefined ? undefined : ttl * 1000,
        },
        Date.now(),
      )
    const asked = { peer, namespace: ns }
    if (result.status !== 'OK') {
      this.#tell(asked, 'refused', result.status)
      return { status: result.status, statusText: result.reason }
    }
    this.#tell(asked, result.isRenewal ? 'renewed' : 'accepted', 'OK', result.ttl)
    return { status: 'OK', ttl: result.ttl / 1000 }
  }

  #discover({ ns, limit, cookie }: Discover) {
    const now = Date.now()
    // Some clients send an empty namespace in place of none; it has no registrations.
    const namespace = ns === '' ? undefined : ns
    const result = this.registrations.discover({ namespace, limit, cookie }, now)
    if (result.status !== 'OK') return { status: result.status, statusText: result.reason }
    return {
      status: 'OK' as const,
      cookie: result.cookie,
      registrations: result.registrations.map(({ namespace: found, record, expires }) => ({
        ns: found,
        signedPeerRecord: record,
        ttl: Math.ceil((expires - now) / 1000),
      })),
    }
  }

  #tell(
    { peer, namespace }: Pick<Registration, 'peer' | 'namespace'>,
    outcome: 'accepted' | 'renewed' | 'refused' | 'expired' | 'unregistered',
    status: RendezvousStatus = 'OK',
    ttl = 0,
  ): void {
    const held = this.registrations.size
    this.#observe({ kind: 'rendezvous-registration', peer, namespace, outcome, status, ttl, held })
  }
}

/** Returns the reason to refuse the record, or null. A peer can register only itself. */
async function refusalOf(record: Uint8Array | undefined, peer: string): Promise<Refusal | null> {
  const invalid = (reason: string) => ({ status: 'E_INVALID_SIGNED_PEER_RECORD', reason }) as const
  if (record === undefined) return invalid('the signed peer record is missing')
  try {
    const { peerId } = await openRecord(record)
    return peerId.toString() === peer
      ? null
      : { status: 'E_NOT_AUTHORIZED', reason: 'the record is that of another peer' }
  } catch {
    return invalid('the signed peer record cannot be verified')
  }
}
