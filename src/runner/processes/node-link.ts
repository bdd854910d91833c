/** The way of messages to a node process and back, in real and in virtual time. */

import { type AgentMessage, controlFrame, messagesIn, type RunnerMessage } from '../../protocol/messages.ts'
import type { SandboxSettings } from '../../protocol/start-parameters.ts'
import { batchKind, op, WireError } from '../../protocol/wire.ts'
import type { EndKind } from '../simulation/node-handle.ts'
import type { Channel } from './channel.ts'
import type { MessageReader } from './command/agent-messages.ts'

/** The link to one node process that has said hello. */
export interface NodeLink {
  send(message: RunnerMessage): void
  /** Sends the runner's answer to an event of another node. In virtual time it arrives no earlier than bytes of that node could. */
  answer(message: RunnerMessage): void
  /** Freezes the node; false: this link cannot, so the caller stops the process. */
  freeze(): boolean
  /** Undoes `freeze`; false: this link cannot. */
  thaw(): boolean
  /** Puts the node's calendar off by so many milliseconds; false: this link cannot. */
  skew(milliseconds: number): boolean
  /** The process has ended: nothing waits for it any longer. Resolves when its end can be dealt with. */
  leave(): Promise<void>
  /** Takes the end of the process, alone or with its machine, to the network. Everything that it said before counts. */
  close(how: EndKind): void
}

/** Connects node processes to the run's clock and network. */
export interface NodeWiring {
  /**
   * Settings for the sandbox of the node's `incarnation`-th process, where the node starts at `time` of the run's
   * clock; null: the process runs without a sandbox.
   */
  parameters(node: string, incarnation: number, time: number): SandboxSettings | null
  attach(node: string, channel: Channel, onMessage: (message: AgentMessage) => void): NodeLink
  /** Has the machine of a node lose its power, where `close` is too late: the kernel would speak. `end` ends the process. */
  losePower?(node: string, end: () => Promise<void>): Promise<void>
}

/** The wiring of processes without a sandbox: messages travel as they come. */
export const plainWiring: NodeWiring = {
  parameters: () => null,
  attach: (_node, channel, onMessage) => {
    channel.onBatch((batch) => {
      for (const message of messagesIn(batch.frames)) onMessage(message)
    })
    return plainLink(channel)
  },
}

/** The link to a user's own program, each message of which is checked. */
export function foreignLink(
  channel: Channel,
  read: MessageReader,
  onMessage: (message: AgentMessage) => void,
): NodeLink {
  channel.onBatch(({ kind, frames }) => {
    if (kind !== batchKind.frames)
      throw new WireError(`a batch has the kind ${kind}, expected ${batchKind.frames}`)
    for (const frame of frames) {
      if (frame.op !== op.control)
        throw new WireError(`a frame has the op ${frame.op}, expected ${op.control}`)
      onMessage(read(frame.payload))
    }
  })
  return plainLink(channel)
}

function plainLink(channel: Channel): NodeLink {
  const send = (message: RunnerMessage) =>
    channel.send({ kind: batchKind.frames, time: 0, next: 0, frames: [controlFrame(message)] })
  return {
    send,
    answer: send,
    freeze: () => false,
    thaw: () => false,
    skew: () => false,
    leave: async () => {},
    close: () => {},
  }
}
