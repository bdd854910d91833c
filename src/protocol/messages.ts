/**
 * The JSON messages between the runner and the agent in a node process. They travel as `control` frames (wire.ts).
 *
 *     agent -> runner   hello                       at once, with the run's secret
 *     runner -> agent   configure                   what node to be
 *     agent -> runner   ready | fatal
 *     runner -> agent   request ...                 any number, answered in any order
 *     agent -> runner   reply | event ...
 */

import type { NodeEvent, Path, TransferOutcome } from '../events/event.ts'
import type { BootNodeConfig, RelayChange, RelayConfig } from './boot-node-config.ts'
import type { ModuleConfig } from './module-config.ts'
import type { PeerConfig } from './peer-config.ts'
import type { SandboxMessage } from './sandbox-messages.ts'
import { type Frame, op, WireError } from './wire.ts'

export type NodeConfig =
  | ({ readonly kind: 'boot-node' } & BootNodeConfig)
  | ({ readonly kind: 'peer' } & PeerConfig)
  | ({ readonly kind: 'module' } & ModuleConfig)
  | ({ readonly kind: 'command' } & ForeignConfig)

/** What a program that speaks the protocol by itself is told; the rest it knows from its arguments. */
export interface ForeignConfig {
  readonly name: string
  readonly peerId: string
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on. */
  readonly listen: readonly string[]
}

/** What the agent needs beyond the node's own configuration to speak in the runner's words. */
export interface Configure {
  readonly type: 'configure'
  readonly config: NodeConfig
  /** Peer id -> name, for every node of the topology. */
  readonly names: Readonly<Record<string, string>>
  /** Milliseconds since the epoch at which the run's clock was 0. */
  readonly epoch: number
  /** Peer ids of the hosts that probes dial with: what they do is not part of the topology and is not reported. */
  readonly probers: readonly string[]
  /** Whether to report what the node prints as messages: what comes through pipes has no place in virtual time. */
  readonly reportOutput: boolean
  /** Seed of the identity that this node's own probes dial with, 32 bytes in hex. */
  readonly proberIdentity: string
}

/** One sample of a metric, as Prometheus reads it. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Commands {
  /** Dials `peerId` afresh on `addresses` and no others, pings, closes what it opened. */
  readonly probe: {
    readonly input: {
      readonly peerId: string
      readonly addresses: readonly string[]
      /** Which paths to try: `any` ends with the first that works, the others look at every path of their kind. */
      readonly paths: 'any' | 'all' | 'direct' | 'relayed'
      readonly timeout: number
    }
    readonly output: { readonly paths: readonly Path[]; readonly reason: string }
  }
  /** Closes the connections to the given peers. */
  readonly disconnect: {
    readonly input: { readonly peerIds: readonly string[] }
    readonly output: { readonly closed: number }
  }
  /** Changes the relay's limits and its rule for refusing reservations; answers with the limits before. */
  readonly 'change-relay': { readonly input: RelayChange; readonly output: { readonly before: RelayConfig } }
  /** Has the relay forget the reservations of these peers, or of all (null). */
  readonly 'drop-reservations': {
    readonly input: { readonly peerIds: readonly string[] | null }
    readonly output: { readonly dropped: number }
  }
  /** Dials `peerId` afresh on the first way of the wanted kind, sends it so many bytes, closes what it opened. */
  readonly transfer: {
    readonly input: {
      readonly peerId: string
      readonly addresses: readonly string[]
      readonly paths: 'any' | 'direct' | 'relayed'
      readonly bytes: number
      /** Milliseconds until there must be a stream. */
      readonly dialTimeout: number
      /** Milliseconds until all must have arrived. */
      readonly timeout: number
    }
    readonly output: {
      readonly outcome: TransferOutcome
      readonly path: Path | null
      /** As far as the receiver could tell. */
      readonly arrived: number
      readonly reason: string
    }
  }
  /** Reads a metric of the node, as Prometheus does; null: it has no such metric. */
  readonly metric: {
    readonly input: { readonly name: string }
    readonly output: { readonly samples: readonly Sample[] | null }
  }
  /** Stops the libp2p host gracefully. The process is ended by the runner afterwards. */
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

/** Where a peer that the node wants to be connected to can be found now. */
export interface Introduce {
  readonly type: 'introduce'
  readonly peerId: string
  readonly addresses: readonly string[]
}

export type RunnerMessage = Configure | Request | Introduce

export type AgentMessage =
  | { readonly type: 'hello'; readonly secret: string; readonly node: string; readonly pid: number }
  | { readonly type: 'ready'; readonly peerId: string; readonly addresses: readonly string[] }
  | { readonly type: 'fatal'; readonly error: string; readonly stack: string }
  | { readonly type: 'event'; readonly event: NodeEvent }
  | { readonly type: 'output'; readonly line: string }
  | { readonly type: 'reply'; readonly id: number; readonly output: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: string }

/** The sandbox's own messages: the first of every process, and the last of one that an uncaught error ends. */
export type SandboxNews = Extract<AgentMessage, { readonly type: 'hello' | 'fatal' }>

export function controlFrame(message: RunnerMessage | SandboxMessage | AgentMessage): Frame {
  return { op: op.control, node: 0, id: 0, time: 0, payload: Buffer.from(JSON.stringify(message)) }
}

/** The agent's messages among frames. Throws {@link WireError} on what is no message. */
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
