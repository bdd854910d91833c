import type { InboundLimits } from './inbound.ts'

/** What a module node is told; its own code makes of it what it likes. */
export interface ModuleConfig {
  readonly name: string
  /** Its file as the user named it, for messages. */
  readonly file: string
  readonly peerId: string
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on directly. */
  readonly listen: readonly string[]
  /** Multiaddrs at which everybody can dial it; none where it is behind a router. */
  readonly announce: readonly string[]
  /** Multiaddrs of its relays. */
  readonly relays: readonly string[]
  /** Nodes that it wants to be connected to, and where they can be found now. */
  readonly connect: readonly ContactConfig[]
  readonly inbound: InboundLimits
  /** What the topology says below `with`. */
  readonly arguments: Readonly<Record<string, unknown>>
}

export interface ContactConfig {
  readonly name: string
  readonly peerId: string
  readonly addresses: readonly string[]
}
