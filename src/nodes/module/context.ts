/** The argument of a module's `createNode`. All addresses are multiaddrs as text, which every libp2p release reads. */
import type { PrivateKey } from '@libp2p/interface'
import type { InboundLimits } from '../../protocol/inbound.ts'

export interface ModuleContext {
  /** The node's name in the topology. */
  readonly name: string
  readonly peerId: string
  /** For `createLibp2p({ privateKey })`. It is the same at every start, and other nodes expect its peer id. */
  readonly privateKey: PrivateKey
  /** The seed of that Ed25519 key: 32 bytes. */
  readonly identity: Uint8Array
  /** Addresses to listen on: `addresses: { listen: [...context.listen, '/p2p-circuit'] }`. */
  readonly listen: readonly string[]
  /** Addresses of a node on the public internet: `addresses: { announce: context.announce }`. */
  readonly announce: readonly string[]
  /** The relays that the topology names below `relays`, each with its peer id. */
  readonly relays: readonly string[]
  /** The nodes that the topology names below `connect`. */
  readonly connect: readonly Contact[]
  /** Calls back whenever the addresses of a contact have changed. The module has to dial by itself. */
  onContact(listener: (contact: Contact) => void): void
  /** For `connectionManager`: nodes of a test share addresses, and libp2p's own limits are too low for that. */
  readonly inbound: InboundLimits
  /** The values below `with` in the topology. */
  readonly arguments: Readonly<Record<string, unknown>>
  /** Prints a line, for the node's log and for `expect: log`. */
  readonly log: (...words: readonly unknown[]) => void
}

/** Another node. */
export interface Contact {
  readonly name: string
  readonly peerId: string
  /** The addresses that it advertised last; none while it has not been up. */
  readonly multiaddrs: readonly string[]
}
