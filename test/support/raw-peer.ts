/**
 * A peer that speaks circuit relay v2 with a relay message by message, so that a test sees what is on the wire:
 * https://github.com/libp2p/specs/blob/master/relay/circuit-v2.md
 */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { RunningBootNode } from '../../src/nodes/boot-node/start-boot-node.ts'
import { basicOptions, basicServices, basicTransports, privateKeyOf } from '../../src/nodes/host/options.ts'

const statuses: Readonly<Record<number, string>> = {
  100: 'OK',
  200: 'RESERVATION_REFUSED',
  201: 'RESOURCE_LIMIT_EXCEEDED',
  202: 'PERMISSION_DENIED',
  203: 'CONNECTION_FAILED',
  204: 'NO_RESERVATION',
  400: 'MALFORMED_MESSAGE',
}

export interface RawCircuit {
  readonly status: string
  readonly stream: Stream
}

export class RawPeer implements AsyncDisposable {
  readonly host: Libp2p
  /** Streams that others have opened to this peer, in order. */
  readonly arrived: Stream[] = []
  readonly #relay: RunningBootNode
  #main: Connection | null = null

  constructor(host: Libp2p, relay: RunningBootNode) {
    this.host = host
    this.#relay = relay
  }

  /** Opens one more connection to the relay. */
  dial(): Promise<Connection> {
    return this.host.dial(
      this.#relay.multiaddrs.map((address) => multiaddr(address)),
      { force: true },
    )
  }

  /** Asks for a reservation. Resolves with the status of the answer. */
  async reserve(connection?: Connection): Promise<string> {
    const { status, stream } = await this.#ask(connection ?? (await this.#connection()), [8, 0])
    await stream.close()
    return status
  }

  /** Asks for a circuit. */
  async connect(to: RawPeer): Promise<RawCircuit> {
    const id = to.host.peerId.toMultihash().bytes
    return this.#ask(await this.#connection(), [8, 1, 18, id.length + 2, 10, id.length, ...id])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.stop()
  }

  async #connection(): Promise<Connection> {
    this.#main ??= await this.dial()
    return this.#main
  }

  async #ask(connection: Connection, message: readonly number[]): Promise<RawCircuit> {
    const stream = await connection.newStream('/libp2p/circuit/relay/0.2.0/hop', {
      maxOutboundStreams: 1000,
    })
    const messages = lpStream(stream)
    await messages.write(Uint8Array.from(message))
    const answer = await messages.read()
    const code = fieldOf(answer.subarray(), 5)
    return { status: statuses[code] ?? `status ${code}`, stream: messages.unwrap() }
  }
}

export async function rawPeer(relay: RunningBootNode, number: number): Promise<RawPeer> {
  const host = await createLibp2p({
    ...basicOptions,
    privateKey: privateKeyOf(number.toString(16).padStart(64, '0')),
    transports: basicTransports,
    services: basicServices,
  })
  const peer = new RawPeer(host, relay)
  await host.handle(
    '/libp2p/circuit/relay/0.2.0/stop',
    async (stream) => {
      const messages = lpStream(stream)
      await messages.read()
      // A StopMessage of type STATUS with the status OK.
      await messages.write(Uint8Array.of(8, 1, 32, 100))
      peer.arrived.push(messages.unwrap())
    },
    { maxInboundStreams: 1000 },
  )
  return peer
}

/** Returns the value of a number field of a protocol buffer. */
function fieldOf(message: Uint8Array, wanted: number): number {
  let at = 0
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const key = number()
    const value = number()
    if (key >> 3 === wanted) return value
    if ((key & 7) === 2) at += value
  }
  throw new Error(`the message has no field ${wanted}`)
}
