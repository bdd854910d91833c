/** How messages get to a node process and back, in real and in virtual time. */

import { type AgentMessage, controlFrame, messagesIn, type RunnerMessage } from '../../protocol/messages.ts'
import { batchKind, op, WireError } from '../../protocol/wire.ts'
import type { NodeChannel } from './channel.ts'
import type { MessageReader } from './command/agent-messages.ts'

export interface Line {
  send(message: RunnerMessage): void
  /** Freezes the node if the line can do that; false: its process has to be stopped. */
  freeze(): boolean
  thaw(): boolean
  /** Has the node's calendar be off by so many milliseconds; false: the line cannot do that. */
  skew(milliseconds: number): boolean
  /** The process has ended. Resolves when what it said before counts. */
  close(): void | Promise<void>
}

export interface Carrier {
  /**
   * What the node's `incarnation`-th process is told beside where to call in, when the node is to start at `time` of
   * the run's clock; its sandbox is made from it.
   */
  parameters(node: string, incarnation: number, time: number): object
  attach(node: string, channel: NodeChannel, onMessage: (message: AgentMessage) => void): Line
}

/** Messages as they come, and a process without a sandbox. */
export const plainCarrier: Carrier = {
  parameters: () => ({}),
  attach: (_node, channel, onMessage) => {
    channel.onBatch((batch) => {
      for (const message of messagesIn(batch.frames)) onMessage(message)
    })
    return plainLine(channel)
  },
}

/** To a program that is not ours: each of its messages is read with care. */
export function foreignLine(
  channel: NodeChannel,
  read: MessageReader,
  onMessage: (message: AgentMessage) => void,
): Line {
  channel.onBatch(({ kind, frames }) => {
    if (kind !== batchKind.frames)
      throw new WireError(`a batch has the kind ${kind}, expected ${batchKind.frames}`)
    for (const frame of frames) {
      if (frame.op !== op.control)
        throw new WireError(`a frame has the op ${frame.op}, expected ${op.control}`)
      onMessage(read(frame.payload))
    }
  })
  return plainLine(channel)
}

function plainLine(channel: NodeChannel): Line {
  return {
    send: (message) =>
      channel.send({ kind: batchKind.frames, time: 0, next: 0, frames: [controlFrame(message)] }),
    freeze: () => false,
    thaw: () => false,
    skew: () => false,
    close: () => {},
  }
}
