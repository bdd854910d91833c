/** The agent's end of the connection to the runner. */
import net from 'node:net'
import { type AgentMessage, controlFrame, type RunnerMessage } from '../../protocol/messages.ts'
import type { NodeStart } from '../../protocol/start-parameters.ts'
import { BatchReader, batchKind, encodeBatch, op } from '../../protocol/wire.ts'

export interface Control {
  send(message: AgentMessage): void
  onMessage(listener: (message: RunnerMessage) => void): void
}

/** Connects to the runner. The process ends with the connection, so that it cannot outlive the runner. */
export async function connectControl(start: NodeStart): Promise<Control> {
  const { path, port } = start
  const socket = net.connect(path === null ? { host: '127.0.0.1', port, noDelay: true } : { path })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const listeners: ((message: RunnerMessage) => void)[] = []
  const reader = new BatchReader()
  socket.on('data', (chunk) => {
    for (const batch of reader.push(chunk)) {
      for (const frame of batch.frames) {
        if (frame.op !== op.control) continue
        const message = JSON.parse(Buffer.from(frame.payload).toString()) as RunnerMessage
        for (const listener of listeners) listener(message)
      }
    }
  })
  socket.on('error', () => process.exit(0))
  socket.on('close', () => process.exit(0))
  const send = (message: AgentMessage) => {
    socket.write(encodeBatch({ kind: batchKind.frames, time: 0, next: 0, frames: [controlFrame(message)] }))
  }
  send({ type: 'hello', secret: start.secret, node: start.node, pid: process.pid })
  return { send, onMessage: (listener) => listeners.push(listener) }
}
