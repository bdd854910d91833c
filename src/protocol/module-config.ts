import type { InboundLimits } from './inbound.ts'

/** Configuration of a module node, for the user's own code. */
export interface ModuleConfig {
  readonly name: string
  /** Name of its file, for messages. */
  readonly file: string
  readonly peerId: string
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on directly. */
  readonly listen: readonly string[]
  /** Multiaddrs at which all others can dial it; none where it is behind a router. */
  readonly announce: readonly string[]
  /** Multiaddrs of its relays. */
  readonly relays: readonly string[]
  /** Nodes to which it should connect, with their present addresses. */
  readonly connect: readonly ContactConfig[]
  readonly inbound: InboundLimits
  /** Packages with native add-ons that may open sockets of their own. */
  readonly allowNative: readonly string[]
  /** The topology's values below `with`. */
  readonly arguments: Readonly<Record<string, unknown>>
}

export interface ContactConfig {
  readonly name: string
  readonly peerId: string
  readonly addresses: readonly string[]
}
