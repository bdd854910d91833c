/** The agent in a js-libp2p node process: runs the node of its configuration, reports its events, answers the runner. */
import { messageOf } from '../../base/errors.ts'
import type { AgentMessage, Configure, Request, RunnerMessage } from '../../protocol/messages.ts'
import { takeStart } from '../../protocol/start-parameters.ts'
import { addressesOf } from '../host/observe-host.ts'
import { onUnsupported } from '../host/unsupported.ts'
import { topoProcess } from '../sandbox/control.ts'
import { type CommandContext, runCommand } from './commands.ts'
import { type Control, connectControl } from './control.ts'
import type { RunNode } from './hosted-node.ts'
import { Naming } from './naming.ts'
import { reportOutput } from './report-output.ts'
import { acceptTransfers } from './transfer.ts'

/** Says hello to the runner, and obeys it from then on. */
export async function startAgent(runNode: RunNode): Promise<void> {
  const serve = (control: Control) => {
    const agent = new Agent(runNode, control)
    control.onMessage((message) => agent.receive(message))
  }
  process.on('SIGTERM', () => process.exit(0))
  // With a sandbox, the sandbox owns the connection, and passes on the messages of the runner.
  const sandbox = topoProcess()
  // Its pipes are no node's own.
  if (sandbox?.isShared === true) reportOutput(() => sandbox.control)
  if (sandbox === undefined) serve(await connectControl(takeStart(process.env)))
  else sandbox.serve((control) => serve(control as Control))
}

class Agent {
  readonly #runNode: RunNode
  readonly #control: Control
  #context: CommandContext | null = null

  constructor(runNode: RunNode, control: Control) {
    this.#runNode = runNode
    this.#control = control
  }

  receive(message: RunnerMessage): void {
    switch (message.type) {
      case 'configure':
        this.#configure(message).catch((error: unknown) => {
          this.#control.send({ type: 'fatal', error: messageOf(error), stack: stackOf(error) })
        })
        break
      case 'introduce':
        if (message.isDiscovery === true) this.#context?.node.discover?.(message.peerId, message.addresses)
        else this.#context?.node.introduce?.(message.peerId, message.addresses)
        break
      case 'port-mapping':
        this.#context?.node.learnPort?.(message.mapping, message.isOpen)
        break
      case 'request':
        this.#answer(message).then((reply) => this.#control.send(reply))
        break
    }
  }

  async #configure(message: Configure): Promise<void> {
    const control = this.#control
    if (message.reportOutput && topoProcess()?.isShared !== true) reportOutput(() => control)
    const naming = new Naming(message, topoProcess()?.directory ?? null)
    const observe = (event: Parameters<Naming['event']>[0]) => {
      const named = naming.event(event)
      if (named !== null) control.send({ type: 'event', event: named })
    }
    onUnsupported((what) => observe({ kind: 'note', text: `unsupported by this libp2p: ${what}` }))
    const node = await this.#runNode(message.config, observe)
    await acceptTransfers(node.host)
    this.#context = { node, naming, proberIdentity: message.proberIdentity }
    control.send({ type: 'ready', peerId: node.host.peerId.toString(), addresses: addressesOf(node.host) })
  }

  async #answer({ id, command, input }: Request): Promise<AgentMessage> {
    try {
      if (this.#context === null) throw new Error('the node is not ready')
      return { type: 'reply', id, output: await runCommand(this.#context, command, input) }
    } catch (error) {
      return { type: 'failure', id, error: messageOf(error) }
    }
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : ''
}
