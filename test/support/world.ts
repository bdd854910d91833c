/** A small world for tests: real processes, the virtual clock, and the real switch between them. */
import { fileURLToPath } from 'node:url'
import type { NameRecords } from '../../src/protocol/names.ts'
import {
  type SteppedProcessHandle,
  VirtualClock,
  type VirtualClockOptions,
} from '../../src/runner/simulation/clock/virtual.ts'
import { createSwitch, type Switch } from '../../src/runner/simulation/network/switch.ts'
import { type NodeOptions, type NodeProcess, NodeProcesses } from './node-processes.ts'

const program = fileURLToPath(new URL('./programs/evaluate.ts', import.meta.url))

export interface Answer {
  readonly value?: unknown
  readonly error?: string
  readonly code?: unknown
}

/** Node n of `nodes` has the address 8.0.0.n. */
export interface WorldOptions extends Omit<VirtualClockOptions, 'network'> {
  readonly nodes?: readonly string[]
  /** Milliseconds between any two nodes; default 0. */
  readonly latency?: number
  /** The names that the name server knows; default none. */
  readonly names?: readonly NameRecords[]
}

export interface LogEntry {
  readonly time: number
  readonly node: string
  readonly message: object
}

export interface TestNode {
  readonly process: NodeProcess
  readonly steps: SteppedProcessHandle
  /** Evaluates code inside the node. Rejects with what it threw. */
  run(code: string): Promise<unknown>
  /** Evaluates code inside the node. Resolves with the error when it throws. */
  ask(code: string): Promise<Answer>
}

export class World implements AsyncDisposable {
  readonly clock: VirtualClock
  readonly log: LogEntry[] = []
  readonly #processes = new NodeProcesses()
  readonly #nodes: readonly string[]
  readonly network: Switch
  #calls = 0

  constructor(options: WorldOptions = {}) {
    const { nodes = ['a', 'b', 'c'], latency = 0, names = [], ...rest } = options
    this.#nodes = nodes
    const network = createSwitch({
      seed: 1,
      hosts: nodes.map((name, index) => ({ name, addresses: [addressOf(index)], router: null })),
      routers: [],
      links: [{ from: '*', to: '*', latency }],
      names,
    })
    this.network = network
    // Only a busy machine takes so long.
    this.clock = new VirtualClock({ limit: 50_000, ...rest, network })
    this.clock.start()
  }

  async node(name: string, options: Partial<NodeOptions> = {}): Promise<TestNode> {
    const rank = this.#nodes.indexOf(name)
    const addresses = [addressOf(rank)]
    const process = await this.clock.hold(() =>
      this.#processes.start(name, { argv: [program], addresses, rank, time: this.clock.now(), ...options }),
    )
    const answers = new Map<number, (answer: Answer) => void>()
    const steps = this.clock.add(process, (message, time) => {
      const { call } = message as { call?: number }
      if (call === undefined) this.log.push({ time, node: name, message })
      else answers.get(call)?.(message)
    })
    process.channel.onClose(() => steps.remove())
    const ask = (code: string) => {
      const call = ++this.#calls
      return new Promise<Answer>((resolve) => {
        answers.set(call, resolve)
        steps.send({ call, code })
      })
    }
    const run = async (code: string) => {
      const answer = await ask(code)
      if (answer.error !== undefined) throw new Error(answer.error)
      return answer.value
    }
    return { process, steps, ask, run }
  }

  /** Ends the process of a node by SIGKILL, and tells the network. */
  async kill({ process, steps }: TestNode): Promise<void> {
    const unread = await this.clock.hold(async () => {
      process.child.kill('SIGKILL')
      await process.exited
      return steps.remove()
    })
    this.network.crash(process.name, this.clock.now(), { unread })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock.stop()
    await this.#processes[Symbol.asyncDispose]()
  }
}

function addressOf(rank: number): string {
  return `8.0.0.${rank + 1}`
}
