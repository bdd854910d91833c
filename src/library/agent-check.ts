/**
 * Checks a program against the agent protocol (docs/agent-protocol.md): sends everything that a run could ask of it,
 * step by step, and reports the step at which it breaks the protocol.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../base/errors.ts'
import { identityOf, privateKeyProtobuf } from '../base/identity.ts'
import { startPeer } from '../nodes/peer/start-peer.ts'
import type {
  AgentMessage,
  CommandInput,
  CommandName,
  CommandOutput,
  RunnerMessage,
} from '../protocol/messages.ts'
import { type NodeStart, startVariable } from '../protocol/start-parameters.ts'
import { WireError } from '../protocol/wire.ts'
import { fill, type simplePlaceholders } from '../runner/language/values/placeholders.ts'
import type { NodeChannel } from '../runner/processes/channel.ts'
import { type MessageReader, messageReader } from '../runner/processes/command/agent-messages.ts'
import { findProgram } from '../runner/processes/command/find-program.ts'
import { ControlHub } from '../runner/processes/control-hub.ts'
import { Guardian } from '../runner/processes/guardian.ts'
import { NodeFolders } from '../runner/processes/node-folders.ts'
import { foreignLink } from '../runner/processes/node-link.ts'
import { environment } from '../runner/processes/node-program.ts'
import { localPeer } from './local-peer.ts'

export interface CheckedStep {
  readonly step: string
  /** null: the program followed the protocol. */
  readonly problem: string | null
}

const name = 'checked'

export interface AgentCheck {
  /** The program and its arguments, with placeholders. */
  readonly command: readonly string[]
  /** Milliseconds for each step. */
  readonly patience: number
  /** Ends the check early. */
  readonly signal: AbortSignal
  /** Is called after each step. */
  readonly tell: (step: CheckedStep) => void
}

/** Returns true when no step has a problem; stops at the first one. No process of the program is left afterwards. */
export async function checkAgent({ command, patience, signal, tell }: AgentCheck): Promise<boolean> {
  await using hub = await ControlHub.open()
  using folders = new NodeFolders()
  const own = identityOf(1, name)
  const { identitySeedHex: identity, peerId } = own
  const prober = identityOf(1, `${name}/prober`)
  const other = identityOf(1, 'other')
  await using peer = await startPeer(localPeer({ identity: other.identitySeedHex }))
  const values: Readonly<Record<keyof typeof simplePlaceholders, string>> = {
    name,
    peerId,
    identity,
    keyFile: folders.keyFile(name, privateKeyProtobuf(own)),
    seed: '1',
    ip: '127.0.0.1',
    port: '0',
  }
  const [file = '', ...args] = await Promise.all(
    command.map((one) =>
      fill(one, async (placeholder) =>
        placeholder.name === 'relay' ? String(peer.host.getMultiaddrs()[0]) : values[placeholder.name],
      ),
    ),
  )
  const start: NodeStart = { node: name, port: hub.port, path: hub.path, secret: hub.secret }
  const env = { [startVariable]: JSON.stringify(start) }
  await using program = new CheckedProgram(file, args, env, folders.root)
  const { exited } = program
  const inbox = new Inbox(exited, patience)
  const read = await messageReader({ node: name, peerId, addresses: [] }, (id) => inbox.askedFor(id))

  const steps: Readonly<Record<string, () => Promise<void>>> = {
    hello: async () => {
      const greeted = new Promise<NodeChannel>((resolve, reject) => {
        hub.expect(name, resolve, (problem) => reject(new Error(problem)))
      })
      const missing = `no \`hello\` with the secret and "node":"${name}" of ${startVariable}`
      inbox.open(await inbox.inTime(greeted, missing), read)
    },
    'configure, ready': async () => {
      inbox.send({
        type: 'configure',
        config: { kind: 'command', name, peerId, identity, listen: ['/ip4/127.0.0.1/tcp/0'] },
        names: { [peerId]: name, [other.peerId]: 'other' },
        epoch: Date.now(),
        probers: [prober.peerId],
        proberIdentity: prober.identitySeedHex,
        reportOutput: false,
      })
      const ready = await inbox.next(
        'ready',
        (message) => message.type === 'ready' || message.type === 'fatal',
      )
      if (ready.type !== 'ready') throw new Error(`it said \`fatal\`: ${JSON.stringify(ready)}`)
      demand(ready.addresses.length > 0, '"addresses": one multiaddr at least', ready)
      const dialled = peer.host.dial(ready.addresses.map((one) => multiaddr(one)))
      await inbox.inTime(dialled, 'it could not be dialled')
    },
    'event connection-opened': async () => {
      const opened = await inbox.next(
        'an `event` of kind connection-opened with "peer":"other" (it was dialled)',
        (message) =>
          message.type === 'event' &&
          message.event.kind === 'connection-opened' &&
          message.event.peer === 'other',
      )
      demand(JSON.stringify(opened).includes('"direction":"inbound"'), '"direction":"inbound"', opened)
    },
    probe: async () => {
      const addresses = peer.host.getMultiaddrs().map(String)
      const output = await inbox.ask('probe', {
        peerId: other.peerId,
        addresses,
        paths: 'any',
        timeout: patience,
      })
      demand(JSON.stringify(output.paths) === '[{"kind":"direct"}]', '"paths":[{"kind":"direct"}]', output)
    },
    'probe of a peer that is not there': async () => {
      const nowhere = [`/ip4/127.0.0.1/tcp/1/p2p/${prober.peerId}`]
      const output = await inbox.ask('probe', {
        peerId: prober.peerId,
        addresses: nowhere,
        paths: 'any',
        timeout: 1000,
      })
      demand(output.paths.length === 0 && output.reason !== '', '"paths":[] and a reason', output)
    },
    disconnect: async () => {
      const output = await inbox.ask('disconnect', { peerIds: [other.peerId] })
      demand(output.closed === 1, '"closed":1, for the one connection of that peer', output)
      const isClosed = () => peer.host.getConnections(peerIdFromString(peerId)).length === 0
      const closed = new Promise<void>((resolve) => {
        if (isClosed()) resolve()
        peer.host.addEventListener('connection:close', () => isClosed() && resolve())
      })
      await inbox.inTime(closed, 'the connection is still open')
    },
    'an unknown command': async () => {
      await inbox.request('no-such-command' as 'stop', {})
    },
    stop: async () => {
      await inbox.ask('stop', {})
      program.signal('SIGTERM')
      await inbox.inTime(exited, 'it did not end with SIGTERM', false)
    },
  }
  const interrupted = once(signal, 'abort').then(() => messageOf(signal.reason))
  for (const [step, act] of Object.entries(steps)) {
    const problem = await Promise.race([act().then(() => null, messageOf), interrupted])
    if (signal.aborted) return false
    tell({ step, problem })
    if (problem !== null) return false
  }
  return true
}

/** The program under test, in a process group of its own, which ends with the check. */
class CheckedProgram implements AsyncDisposable {
  /** Resolves with how it ended. */
  readonly exited: Promise<string>
  readonly #guardian: Guardian
  readonly #pid: number

  /** `folder`: removed when the check is killed. */
  constructor(file: string, args: readonly string[], env: NodeJS.ProcessEnv, folder: string) {
    const inherited = environment()
    this.#guardian = new Guardian(folder)
    const child = this.#guardian.start(() =>
      spawn(findProgram(file, process.cwd(), inherited['PATH'] ?? ''), args, {
        env: { ...inherited, ...env },
        stdio: ['ignore', 'inherit', 'inherit'],
        detached: true,
      }),
    )
    this.#pid = child.pid ?? 0
    this.exited = once(child, 'exit').then(
      ([code, signal]) => `its process ended (${signal ?? `exit code ${code}`})`,
      (error: unknown) => `its process could not be started (${messageOf(error)})`,
    )
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#pid <= 0) return
    try {
      process.kill(-this.#pid, signal)
    } catch {
      // It has ended already.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL')
    await this.exited
    this.#guardian.forget(this.#pid)
    this.#guardian[Symbol.dispose]()
  }
}

function demand(holds: boolean, expected: string, seen: object): void {
  if (!holds) throw new Error(`expected ${expected}, but it said ${JSON.stringify(seen)}`)
}

/** The messages of the program, taken one by one. */
class Inbox {
  readonly #exited: Promise<string>
  readonly #patience: number
  readonly #messages: AgentMessage[] = []
  readonly #asked = new Map<number, string>()
  readonly #breach = Promise.withResolvers<never>()
  #wake = Promise.withResolvers<void>()
  #send: (message: RunnerMessage) => void = () => {}
  #requests = 0

  constructor(exited: Promise<string>, patience: number) {
    this.#exited = exited
    this.#patience = patience
    this.#breach.promise.catch(() => {})
  }

  /** Returns the command of a request that has no answer yet. */
  askedFor(id: number): string | undefined {
    return this.#asked.get(id)
  }

  open(channel: NodeChannel, read: MessageReader): void {
    const link = foreignLink(channel, read, (message) => {
      if (message.type === 'reply' || message.type === 'failure') this.#asked.delete(message.id)
      this.#messages.push(message)
      this.#wake.resolve()
    })
    channel.onClose((error) => {
      if (error instanceof WireError) this.#breach.reject(error)
    })
    this.#send = (message) => link.send(message)
  }

  send(message: RunnerMessage): void {
    this.#send(message)
  }

  async next(expected: string, matches: (message: AgentMessage) => boolean): Promise<AgentMessage> {
    const found = async (): Promise<AgentMessage> => {
      for (;;) {
        const index = this.#messages.findIndex(matches)
        const [message] = index === -1 ? [] : this.#messages.splice(index, 1)
        if (message !== undefined) return message
        this.#wake = Promise.withResolvers()
        await this.#wake.promise
      }
    }
    return this.inTime(found(), `no ${expected}`)
  }

  async request<C extends CommandName>(
    command: C,
    input: CommandInput<C>,
  ): Promise<Extract<AgentMessage, { type: 'reply' | 'failure' }>> {
    const id = ++this.#requests
    this.#asked.set(id, command)
    this.#send({ type: 'request', id, command, input } as RunnerMessage)
    const isAnswer = (message: AgentMessage) =>
      (message.type === 'reply' || message.type === 'failure') && message.id === id
    const answer = await this.next(`\`reply\` to the request ${id} (${command})`, isAnswer)
    return answer as Extract<AgentMessage, { type: 'reply' | 'failure' }>
  }

  async ask<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    const answer = await this.request(command, input)
    // `MessageReader` has checked the output already.
    if (answer.type === 'reply') return answer.output as CommandOutput<C>
    throw new Error(`expected a \`reply\` with an output, but it said ${JSON.stringify(answer)}`)
  }

  async inTime<T>(work: Promise<T>, problem: string, mustLive = true): Promise<T> {
    const late = AbortSignal.timeout(this.#patience)
    const timeout = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error(`${problem}, after ${this.#patience / 1000} s`)))
    })
    const gone = this.#exited.then((how) => {
      if (mustLive) throw new Error(`${problem}: ${how}`)
      return new Promise<never>(() => {})
    })
    return Promise.race([work, timeout, gone, this.#breach.promise])
  }
}
