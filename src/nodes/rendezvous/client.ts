/** Asks a rendezvous point: one stream for each request. */
import type { Libp2p, PrivateKey } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { MessageStream } from './message-stream.ts'
import { decodeMessage, encodeMessage, type Message } from './messages.ts'
import { longestAnswer, rendezvousProtocol, requestTimeout } from './protocol.ts'
import { openRecord, type SignedRecord, sealRecord } from './signed-record.ts'

export interface Discovered extends SignedRecord {
  readonly namespace: string
  /** Rest of its lifetime, in milliseconds. */
  readonly ttl: number
}

export class RendezvousClient {
  readonly #host: Libp2p
  readonly #key: PrivateKey
  readonly #point: string

  /** `point`: the multiaddr of a rendezvous point, with its peer id. */
  constructor(host: Libp2p, key: PrivateKey, point: string) {
    this.#host = host
    this.#key = key
    this.#point = point
  }

  /** Registers this host with these addresses. The TTL, in milliseconds, is what the point has granted. */
  async register(
    namespace: string,
    addresses: readonly string[],
    ttl: number,
  ): Promise<{ readonly ttl: number }> {
    const signedPeerRecord = await sealRecord(this.#key, addresses)
    const answer = await this.#ask({
      type: 'REGISTER',
      register: { ns: namespace, signedPeerRecord, ttl: Math.ceil(ttl / 1000) },
    })
    const response = answer?.registerResponse
    refuseUnlessOk(response)
    return { ttl: (response?.ttl ?? ttl / 1000) * 1000 }
  }

  /** Unregisters; the protocol has no answer to it. */
  async unregister(namespace: string): Promise<void> {
    await this.#ask({ type: 'UNREGISTER', unregister: { ns: namespace } })
  }

  /** Returns the registered peers, or with a cookie the new ones. Leaves out records that fail the verification. */
  async discover(
    namespace: string,
    cookie: Uint8Array | null,
  ): Promise<{ readonly found: readonly Discovered[]; readonly cookie: Uint8Array | null }> {
    const answer = await this.#ask({
      type: 'DISCOVER',
      discover: { ns: namespace, ...(cookie !== null && { cookie }) },
    })
    const response = answer?.discoverResponse
    refuseUnlessOk(response)
    const found: Discovered[] = []
    for (const { ns = namespace, signedPeerRecord, ttl = 0 } of response?.registrations ?? []) {
      const record = await openRecord(signedPeerRecord ?? new Uint8Array()).catch(() => null)
      if (record !== null) found.push({ ...record, namespace: ns, ttl: ttl * 1000 })
    }
    return { found, cookie: response?.cookie ?? null }
  }

  async #ask(request: Message): Promise<Message | null> {
    const signal = AbortSignal.timeout(requestTimeout)
    const stream = await this.#host.dialProtocol(multiaddr(this.#point), rendezvousProtocol, { signal })
    const messages = new MessageStream(stream, longestAnswer)
    const giveUp = () => messages.abort(new Error(`no answer in ${requestTimeout} ms`))
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      await messages.send(encodeMessage(request))
      const answer = request.type === 'UNREGISTER' ? null : await messages.next()
      await messages.close()
      if (answer === null && request.type !== 'UNREGISTER') throw new Error('it ended the stream')
      return answer === null ? null : decodeMessage(answer)
    } catch (error) {
      messages.abort(error instanceof Error ? error : new Error(String(error)))
      throw error
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}

function refuseUnlessOk(
  response: { readonly status?: string | null; readonly statusText?: string } | undefined,
): void {
  if (response === undefined) throw new Error('its answer is that to another request')
  const { status = 'OK', statusText = '' } = response
  if (status === 'OK') return
  throw new Error(`${status ?? 'an unknown status'}${statusText === '' ? '' : `: ${statusText}`}`)
}
