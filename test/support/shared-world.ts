/** A small world like that of world.ts, whose nodes share one process. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProcessPool } from '../../src/runner/processes/shared/process-pool.ts'
import type { SharedNode } from '../../src/runner/processes/shared/shared-node.ts'
import type { SharedProcesses } from '../../src/runner/processes/shared/shared-processes.ts'
import { type SteppedProcessHandle, VirtualClock } from '../../src/runner/simulation/clock/virtual.ts'
import { createSwitch, type Switch } from '../../src/runner/simulation/network/switch.ts'
import type { Answer } from './world.ts'

const programs = fileURLToPath(new URL('./programs/', import.meta.url))

export interface SharingNode {
  readonly place: SharedNode
  readonly steps: SteppedProcessHandle
  /** Messages that answer no call. */
  readonly said: readonly object[]
  run(code: string): Promise<unknown>
}

export class SharedWorld implements AsyncDisposable {
  readonly clock: VirtualClock
  readonly #network: Switch
  readonly #names: readonly string[]
  readonly #ownPool: ProcessPool | null
  readonly #folder: string
  readonly #program: string
  readonly #processes: SharedProcesses
  #calls = 0

  private constructor(
    { names, folder, limit, program = 'evaluate.ts' }: SharedWorldOptions,
    processes: SharedProcesses,
    ownPool: ProcessPool | null,
  ) {
    this.#names = names
    this.#folder = folder
    this.#program = program
    this.#processes = processes
    this.#ownPool = ownPool
    this.#network = createSwitch({
      seed: 1,
      hosts: names.map((name, index) => ({ name, addresses: [`8.0.0.${index + 1}`], router: null })),
      routers: [],
      links: [{ from: '*', to: '*', latency: 0 }],
      names: [],
    })
    this.clock = new VirtualClock({ network: this.#network, ...(limit !== undefined && { limit }) })
    this.clock.start()
  }

  static async open(options: SharedWorldOptions): Promise<SharedWorld> {
    const own = options.pool === undefined ? new ProcessPool() : null
    const processes = await (options.pool ?? own)?.share(1)
    if (processes === undefined) throw new Error('there is no pool')
    return new SharedWorld(options, processes, own)
  }

  async node(name: string, settings: { readonly skew?: number } = {}): Promise<SharingNode> {
    const rank = this.#names.indexOf(name)
    const place = this.#processes.open(
      [path.join(programs, this.#program)],
      {
        node: name,
        seed: '1',
        clock: 'virtual',
        epoch: Date.UTC(2026, 0, 1),
        time: this.clock.now(),
        addresses: [`8.0.0.${rank + 1}`],
      },
      path.join(this.#folder, `${name}.log`),
    )
    await this.clock.hold(() => place.channel)
    const answers = new Map<number, (answer: Answer) => void>()
    const said: object[] = []
    const channel = {
      name,
      rank,
      isAtWork: () => place.isAtWork(),
      send: place.send.bind(place),
      onBatch: place.onBatch.bind(place),
    }
    const steps = this.clock.add(channel, (message) => {
      const { call } = message as { call?: number }
      if (call === undefined) said.push(message)
      else answers.get(call)?.(message)
    })
    place.ended.then(() => steps.remove())
    if (settings.skew !== undefined) steps.skew(settings.skew)
    const run = async (code: string) => {
      const call = ++this.#calls
      const answer = await new Promise<Answer>((resolve) => {
        answers.set(call, resolve)
        steps.send({ call, code })
      })
      if (answer.error !== undefined) throw new Error(answer.error)
      return answer.value
    }
    return { place, steps, said, run }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock.stop()
    this.#processes[Symbol.dispose]()
    await this.#ownPool?.[Symbol.asyncDispose]()
  }
}

export interface SharedWorldOptions {
  /** Node n has the address 8.0.0.n. */
  readonly names: readonly string[]
  /** For the output of the nodes. */
  readonly folder: string
  /** A file in programs/. Default: evaluate.ts. */
  readonly program?: string
  /** Default: a pool of its own. */
  readonly pool?: ProcessPool
  /** Milliseconds within which a step must end. */
  readonly limit?: number
}
