/**
 * The program inside a js-libp2p node process: says hello, runs the node of its configuration, reports its
 * events, and answers requests of the runner.
 */
import '../sandbox/index.ts'
import { messageOf } from '../../base/errors.ts'
import type { AgentMessage, Configure, Request } from '../../protocol/messages.ts'
import { takeStart } from '../../protocol/start-parameters.ts'
import { addressesOf } from '../host/observe-host.ts'
import { onUnsupported } from '../host/unsupported.ts'
import { topoControl } from '../sandbox/control.ts'
import { type CommandContext, runCommand } from './commands.ts'
import { type Control, connectControl } from './control.ts'
import { runNode } from './hosted-node.ts'
import { Naming } from './naming.ts'
import { reportOutput } from './report-output.ts'
import { acceptTransfers } from './transfer.ts'

// With a sandbox, the sandbox owns the connection, and passes on the messages of the runner.
const control = (topoControl() as Control | undefined) ?? (await connectControl(takeStart(process.env)))
let context: CommandContext | null = null

process.on('SIGTERM', () => process.exit(0))

control.onMessage((message) => {
  switch (message.type) {
    case 'configure':
      configure(message).catch((error: unknown) => {
        control.send({ type: 'fatal', error: messageOf(error), stack: stackOf(error) })
      })
      break
    case 'introduce':
      if (message.isDiscovery === true) context?.node.discover?.(message.peerId, message.addresses)
      else context?.node.introduce?.(message.peerId, message.addresses)
      break
    case 'port-mapping':
      context?.node.learnPort?.(message.mapping, message.isOpen)
      break
    case 'request':
      answer(message).then((reply) => control.send(reply))
      break
  }
})

async function configure(message: Configure): Promise<void> {
  if (message.reportOutput) reportOutput(control)
  const naming = new Naming(message)
  const observe = (event: Parameters<Naming['event']>[0]) => {
    const named = naming.event(event)
    if (named !== null) control.send({ type: 'event', event: named })
  }
  onUnsupported((what) => observe({ kind: 'note', text: `unsupported by this libp2p: ${what}` }))
  const node = await runNode(message.config, observe)
  await acceptTransfers(node.host)
  context = { node, naming, proberIdentity: message.proberIdentity }
  control.send({ type: 'ready', peerId: node.host.peerId.toString(), addresses: addressesOf(node.host) })
}

async function answer({ id, command, input }: Request): Promise<AgentMessage> {
  try {
    if (context === null) throw new Error('the node is not ready')
    return { type: 'reply', id, output: await runCommand(context, command, input) }
  } catch (error) {
    return { type: 'failure', id, error: messageOf(error) }
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : ''
}
