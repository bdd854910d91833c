/** What a module's `createNode` is given. All addresses are multiaddrs as text: every libp2p release reads those. */
import type { PrivateKey } from '@libp2p/interface'
import type { InboundLimits } from '../../protocol/inbound.ts'

export interface ModuleContext {
  /** The node's name in the topology. */
  readonly name: string
  readonly peerId: string
  /** For `createLibp2p({ privateKey })`. The same at every start, and what others know the node by. */
  readonly privateKey: PrivateKey
  /** The seed of that Ed25519 key: 32 bytes. */
  readonly identity: Uint8Array
  /** Where to listen directly: `addresses: { listen: [...context.listen, '/p2p-circuit'] }`. */
  readonly listen: readonly string[]
  /** Where everybody can dial the node, when it is on the public internet: `addresses: { announce: context.announce }`. */
  readonly announce: readonly string[]
  /** The relays that the topology names below `relays`, each with its peer id. */
  readonly relays: readonly string[]
  /** The nodes that the topology names below `connect`. */
  readonly connect: readonly Contact[]
  /** Is called whenever the addresses of a contact have changed. Nobody dials for the module. */
  onContact(listener: (contact: Contact) => void): void
  /** For `connectionManager`: nodes of a test share addresses, for which libp2p's own limits are not meant. */
  readonly inbound: InboundLimits
  /** What the topology says below `with`. */
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
