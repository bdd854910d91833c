/**
 * Has a program that is to speak the agent protocol (docs/agent-protocol.md) go through all that a run would ask of it,
 * step by step, and says at which one it does something else.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../runner/errors.ts'
import type { NodeChannel } from './channel.ts'
import { findProgram } from './command/find-program.ts'
import { fill } from './command/placeholders.ts'
import { ControlHub } from './control-hub.ts'
import { identityOf } from './identity.ts'
import { plainCarrier } from './line.ts'
import { environment } from './node-program.ts'
import { localPeer } from './peer/local-peer.ts'
import { runPeer } from './peer/run-peer.ts'
import { type AgentMessage, type RunnerMessage, startVariable } from './protocol.ts'

export interface CheckedStep {
  readonly step: string
  /** null: it did as the protocol says. */
  readonly problem: string | null
}

const name = 'checked'

/** Calls `tell` for each step as it is done; ends with the first problem. `patience`: milliseconds for each step. */
export async function checkAgent(
  command: readonly string[],
  patience: number,
  tell: (step: CheckedStep) => void,
): Promise<boolean> {
  await using hub = await ControlHub.open()
  const { identitySeedHex: identity, peerId } = identityOf(1, name)
  const prober = identityOf(1, `${name}/prober`)
  const other = identityOf(1, 'other')
  await using peer = await runPeer(localPeer({ identity: other.identitySeedHex }))
  const values: Readonly<Record<string, string>> = { name, peerId, identity, seed: '1', port: '0' }
  const [program = '', ...args] = await Promise.all(
    command.map((one) =>
      fill(one, async (placeholder) => values[placeholder.name] ?? String(peer.host.getMultiaddrs()[0])),
    ),
  )
  const env = environment()
  const child = spawn(findProgram(program, process.cwd(), env['PATH'] ?? ''), args, {
    env: { ...env, [startVariable]: JSON.stringify({ node: name, port: hub.port, secret: hub.secret }) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const exited = once(child, 'exit').then(
    ([code, signal]) => `its process ended (${signal ?? `exit code ${code}`})`,
  )
  const inbox = new Inbox(exited, patience)

  const steps: Readonly<Record<string, () => Promise<void>>> = {
    hello: async () => {
      const greeted = new Promise<NodeChannel>((resolve) => hub.expect(name, resolve))
      inbox.open(
        await inbox.inTime(greeted, `no \`hello\` with the secret and "node":"${name}" of ${startVariable}`),
      )
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
      demand(ready.peerId === peerId, `"peerId":"${peerId}", the one of the identity in \`configure\``, ready)
      const isList = Array.isArray(ready.addresses) && ready.addresses.every((one) => typeof one === 'string')
      demand(isList && ready.addresses.length > 0, '"addresses": a list of multiaddrs, one at least', ready)
      await peer.host.dial(ready.addresses.map((one) => multiaddr(one)))
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
      demand(JSON.stringify(output['paths']) === '[{"kind":"direct"}]', '"paths":[{"kind":"direct"}]', output)
    },
    'probe of nobody': async () => {
      const nowhere = [`/ip4/127.0.0.1/tcp/1/p2p/${prober.peerId}`]
      const output = await inbox.ask('probe', {
        peerId: prober.peerId,
        addresses: nowhere,
        paths: 'any',
        timeout: 1000,
      })
      const isEmpty = Array.isArray(output['paths']) && output['paths'].length === 0
      demand(
        isEmpty && typeof output['reason'] === 'string' && output['reason'] !== '',
        '"paths":[] and a reason',
        output,
      )
    },
    disconnect: async () => {
      const output = await inbox.ask('disconnect', { peerIds: [other.peerId] })
      demand(output['closed'] === 1, '"closed":1, for the one connection of that peer', output)
      const isClosed = () => peer.host.getConnections(peerIdFromString(peerId)).length === 0
      const closed = new Promise<void>((resolve) => {
        if (isClosed()) resolve()
        peer.host.addEventListener('connection:close', () => isClosed() && resolve())
      })
      await inbox.inTime(closed, 'the connection is still open')
    },
    'a command that is not known': async () => {
      const failure = await inbox.request('no-such-command' as 'stop', {})
      demand(
        failure.type === 'failure' && typeof failure.error === 'string',
        'a `failure` with an error',
        failure,
      )
    },
    stop: async () => {
      await inbox.ask('stop', {})
      child.kill('SIGTERM')
      await inbox.inTime(exited, 'it did not end with SIGTERM', false)
    },
  }
  try {
    for (const [step, act] of Object.entries(steps)) {
      const problem = await act().then(() => null, messageOf)
      tell({ step, problem })
      if (problem !== null) return false
    }
    return true
  } finally {
    child.kill('SIGKILL')
  }
}

function demand(holds: boolean, expected: string, seen: object): void {
  if (!holds) throw new Error(`expected ${expected}, but it said ${JSON.stringify(seen)}`)
}

/** What the program says, waited for message by message. */
class Inbox {
  readonly #exited: Promise<string>
  readonly #patience: number
  readonly #messages: AgentMessage[] = []
  #wake = Promise.withResolvers<void>()
  #send: (message: RunnerMessage) => void = () => {}
  #requests = 0

  constructor(exited: Promise<string>, patience: number) {
    this.#exited = exited
    this.#patience = patience
  }

  open(channel: NodeChannel): void {
    const line = plainCarrier.attach(name, channel, (message) => {
      this.#messages.push(message)
      this.#wake.resolve()
    })
    this.#send = (message) => line.send(message)
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

  async request(command: 'probe' | 'disconnect' | 'stop', input: object): Promise<AgentMessage> {
    const id = ++this.#requests
    this.#send({ type: 'request', id, command, input } as RunnerMessage)
    return this.next(
      `\`reply\` to the request ${id} (${command})`,
      (message) => (message.type === 'reply' || message.type === 'failure') && message.id === id,
    )
  }

  async ask(
    command: 'probe' | 'disconnect' | 'stop',
    input: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.request(command, input)
    if (answer.type === 'reply' && typeof answer.output === 'object' && answer.output !== null) {
      return answer.output as Readonly<Record<string, unknown>>
    }
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
    return Promise.race([work, timeout, gone])
  }
}
