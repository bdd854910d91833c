/**
 * The JSON messages between the runner and the agent in a node process. They travel as `control` frames (wire.ts).
 *
 *     agent -> runner   hello                       at once, with the run's secret
 *     runner -> agent   configure                   what node to be
 *     agent -> runner   ready | fatal
 *     runner -> agent   request ...                 any number, answered in any order
 *     agent -> runner   reply | event ...
 */

import type { Path, SaidEvent, TransferOutcome } from '../events/event.ts'
import type { BootNodeConfig, RelayChange } from './boot-node-config.ts'
import type { Directory } from './directory.ts'
import type { ModuleConfig } from './module-config.ts'
import type { PeerConfig, PortMapping } from './peer-config.ts'
import type { RelayConfig } from './relay-config.ts'
import type { SandboxMessage, SharedProcessMessage } from './sandbox-messages.ts'
import { type Frame, op, WireError } from './wire.ts'

export type NodeConfig =
  | ({ readonly kind: 'boot-node' } & BootNodeConfig)
  | ({ readonly kind: 'peer' } & PeerConfig)
  | ({ readonly kind: 'module' } & ModuleConfig)
  | ({ readonly kind: 'command' } & ForeignConfig)

/** Configuration of a user's own program that speaks the protocol; it knows the rest from its arguments. */
export interface ForeignConfig {
  readonly name: string
  readonly peerId: string
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on. */
  readonly listen: readonly string[]
}

/** The node's configuration, with the names and ids that the agent's reports need. */
export interface Configure extends Partial<Directory> {
  readonly type: 'configure'
  readonly config: NodeConfig
  /** Calendar time at which the run's clock was 0, in milliseconds since 1970. */
  readonly epoch: number
  /** Report printed lines as messages, because lines from pipes have no time in virtual time. */
  readonly reportOutput: boolean
  /** Seed of the identity that this node's own probes dial with, 32 bytes in hex. */
  readonly proberIdentity: string
}

/** One sample of a metric, as Prometheus reads it. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Connections that are open. */
export interface ConnectionChoice {
  readonly peerId: string
  readonly paths: 'any' | 'direct' | 'relayed'
  /** Peer ids of the relays that count; null: any. */
  readonly relays: readonly string[] | null
}

export interface Commands {
  /** Dials `peerId` anew on only these addresses, as the node's own host would, pings, and closes the connection. */
  readonly probe: {
    readonly input: {
      readonly peerId: string
      readonly addresses: readonly string[]
      /** One dial of the addresses of this kind; `all`: a dial for each address. */
      readonly paths: 'any' | 'all' | 'direct' | 'relayed'
      /** A dial for each address of the kind, so that a dead one hides no other. */
      readonly each?: boolean
      /** Milliseconds after which nobody answers any more; a dial of several addresses has the host's own time. */
      readonly timeout: number
      /** Milliseconds within which the answer must be there; absent: it may be late. */
      readonly latest?: number
    }
    readonly output: { readonly paths: readonly Path[]; readonly reason: string }
  }
  /** Pings `peerId` over each open connection of the wanted kind. Dials nothing. */
  readonly 'ping-open': {
    readonly input: ConnectionChoice & {
      /** Milliseconds within which each connection must answer. */
      readonly timeout: number
    }
    readonly output: {
      readonly answered: readonly Path[]
      readonly silent: readonly { readonly path: Path; readonly reason: string }[]
    }
  }
  /** Closes the connections to the given peers. */
  readonly disconnect: {
    readonly input: { readonly peerIds: readonly string[] }
    readonly output: { readonly closed: number }
  }
  /** Dials a peer with the host itself: at these addresses, or (null) at those that its peer store remembers. */
  readonly dial: {
    readonly input: { readonly peerId: string; readonly addresses: readonly string[] | null }
    /** `reason`: empty if the dial succeeded. A peer that is connected already gets no new connection. */
    readonly output: { readonly opened: number; readonly reason: string }
  }
  /** Changes the relay's limits and its refusal rule; answers with the earlier limits. */
  readonly 'change-relay': { readonly input: RelayChange; readonly output: { readonly before: RelayConfig } }
  /** Makes the relay forget the reservations of these peers; null: of all. */
  readonly 'drop-reservations': {
    readonly input: { readonly peerIds: readonly string[] | null }
    readonly output: { readonly dropped: number }
  }
  /** Dials `peerId` anew on the first path of the wanted kind, sends so many bytes, and closes the connection. */
  readonly transfer: {
    readonly input: {
      readonly peerId: string
      readonly addresses: readonly string[]
      readonly paths: 'any' | 'direct' | 'relayed'
      readonly bytes: number
      /** Milliseconds after which no stream opens any more; a dial of several addresses has the host's own time. */
      readonly dialTimeout: number
      /** Milliseconds within which all bytes must arrive. */
      readonly timeout: number
    }
    readonly output: {
      readonly outcome: TransferOutcome
      readonly path: Path | null
      /** Number of bytes that the receiver has reported. */
      readonly arrived: number
      readonly reason: string
    }
  }
  /** Sends so many bytes to `peerId` over an open connection of the wanted kind. Dials nothing. */
  readonly 'transfer-open': {
    readonly input: ConnectionChoice &
      Pick<Commands['transfer']['input'], 'bytes' | 'dialTimeout' | 'timeout'>
    readonly output: Commands['transfer']['output']
  }
  /** Reads a metric of the node, as Prometheus does; null: the node has no such metric. */
  readonly metric: {
    readonly input: {
      readonly name: string
      /** URL of a Prometheus endpoint of its own; null: the metrics of its host. */
      readonly endpoint: string | null
    }
    readonly output: { readonly samples: readonly Sample[] | null }
  }
  /** Counts what the node holds; a heap in bytes. */
  readonly resource: {
    readonly input: {
      readonly of: 'open-connections' | 'open-streams' | 'open-handles' | 'heap'
      /** Protocol of the streams that count; null: all. */
      readonly protocol: string | null
    }
    readonly output: { readonly value: number }
  }
  /** Tells what identify told the node about a peer; empty where it told nothing. */
  readonly identify: {
    readonly input: { readonly peerId: string }
    readonly output: {
      readonly protocols: readonly string[]
      readonly agent: string
      /** The address at which the peer sees the node. */
      readonly observed: string
    }
  }
  /** Stops the libp2p host gracefully. The runner ends the process afterwards. */
  readonly stop: { readonly input: Record<string, never>; readonly output: Record<string, never> }
}

export type CommandName = keyof Commands
export type CommandInput<C extends CommandName> = Commands[C]['input']
export type CommandOutput<C extends CommandName> = Commands[C]['output']

export type Request = {
  [C in CommandName]: {
    readonly type: 'request'
    readonly id: number
    readonly command: C
    readonly input: CommandInput<C>
  }
}[CommandName]

/** The present addresses of another peer. */
export interface Introduce {
  readonly type: 'introduce'
  readonly peerId: string
  readonly addresses: readonly string[]
  /** True: peer discovery finds it, and nobody dials it. Absent: the node connects to it. */
  readonly isDiscovery?: boolean
}

/** A port mapping to a peer began, or (not open) ended, and its router tells it so. */
export interface PortMappingChange {
  readonly type: 'port-mapping'
  readonly mapping: PortMapping
  readonly isOpen: boolean
}

export type RunnerMessage = Configure | Request | Introduce | PortMappingChange

export type AgentMessage =
  | { readonly type: 'hello'; readonly secret: string; readonly node: string; readonly pid: number }
  | { readonly type: 'ready'; readonly peerId: string; readonly addresses: readonly string[] }
  | { readonly type: 'fatal'; readonly error: string; readonly stack: string }
  | { readonly type: 'event'; readonly event: SaidEvent }
  | { readonly type: 'output'; readonly line: string }
  | { readonly type: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: string }

/** The sandbox's own messages: the first of every process, and the last of one that an uncaught error ends. */
export type SandboxNews = Extract<AgentMessage, { readonly type: 'hello' | 'fatal' | 'event' }>

export function controlFrame(
  message: RunnerMessage | SandboxMessage | SharedProcessMessage | AgentMessage,
): Frame {
  return { op: op.control, node: 0, id: 0, time: 0, payload: Buffer.from(JSON.stringify(message)) }
}

/** The agent's messages among frames. Throws {@link WireError} on anything but a message. */
export function* messagesIn(frames: readonly Frame[]): Iterable<AgentMessage> {
  for (const frame of frames) {
    if (frame.op === op.control) yield messageIn(frame.payload)
  }
}

function messageIn(payload: Uint8Array): AgentMessage {
  let message: unknown
  try {
    message = JSON.parse(Buffer.from(payload).toString())
  } catch {
    throw new WireError('a control message is not JSON')
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    throw new WireError('a control message has no type')
  }
  return message as AgentMessage
}
