/** Uncaught exceptions: they end the process, or the one node of a shared process whose code threw. */
import fs from 'node:fs'
import { inspect } from 'node:util'
import type { SandboxNews } from '../../protocol/messages.ts'
import type { SandboxNode } from './sandbox-node.ts'

/** `endNode` ends a node of a shared process; null: the process is the node's own. */
export function installUncaught(
  present: () => SandboxNode,
  endNode: ((node: SandboxNode) => void) | null,
): void {
  process.on('uncaughtException', (error: unknown) => {
    // A program's own listener handles it instead.
    if (process.listenerCount('uncaughtException') > 1) return
    const node = present()
    const fatal: SandboxNews = {
      type: 'fatal',
      error: String(error),
      stack: error instanceof Error ? (error.stack ?? '') : '',
    }
    node.say(fatal)
    if (endNode === null) node.flush()
    // As Node does. Through node:fs: the output may be reported.
    fs.writeSync(2, `Uncaught ${inspect(error)}\n`)
    if (endNode === null) process.exit(1)
    else endNode(node)
  })
  process.on('exit', () => present().controls.end())
}
