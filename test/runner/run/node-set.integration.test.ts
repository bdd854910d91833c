import path from 'node:path'
import { describe, expect } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import type { Plan } from '../../../src/runner/language/plan/plan.ts'
import { programsOf } from '../../../src/runner/language/plan/programs-of.ts'
import { ControlHub } from '../../../src/runner/processes/control-hub.ts'
import { Guardian } from '../../../src/runner/processes/guardian.ts'
import { NodeFolders } from '../../../src/runner/processes/node-folders.ts'
import { defaultDeadlines } from '../../../src/runner/processes/node-process-options.ts'
import { agentPrograms } from '../../../src/runner/releases/agent-programs.ts'
import { Releases } from '../../../src/runner/releases/releases.ts'
import { NodeSet } from '../../../src/runner/run/node-set.ts'
import { createWorld } from '../../../src/runner/run/world.ts'
import { planOf } from '../../support/run-topology.ts'
import { test } from '../../support/temporary-folder.ts'

/** The nodes of a plan on this machine: real processes, a real hub and a real guardian. */
class Bench implements AsyncDisposable {
  readonly events: EventBody[] = []
  readonly nodes: NodeSet
  readonly #hub: ControlHub
  readonly #folders = new NodeFolders()
  readonly #guardian = new Guardian(this.#folders.root)
  #onEvent = () => {}

  private constructor(
    plan: Plan,
    hub: ControlHub,
    programOf: Awaited<ReturnType<typeof agentPrograms>>,
    folder: string,
  ) {
    this.#hub = hub
    this.nodes = new NodeSet({
      plan,
      world: createWorld(plan, { pidOf: () => null, rest: defaultDeadlines.rest }),
      hub,
      guardian: this.#guardian,
      folders: this.#folders,
      programOf,
      outputPath: (node) => path.join(folder, `${node}.log`),
      record: (event) => {
        this.events.push(event)
        this.#onEvent()
      },
      onBreach: () => {},
      shared: null,
      deadlines: defaultDeadlines,
      isOpen: false,
    })
  }

  static async open(folder: string, text: string): Promise<Bench> {
    const plan = planOf(text)
    const programOf = await agentPrograms([...programsOf(plan)], new Releases())
    return new Bench(plan, await ControlHub.open(), programOf, folder)
  }

  start(...names: readonly string[]): Promise<unknown> {
    return Promise.all(names.map((name) => this.nodes.node(name).start()))
  }

  /** Waits for an event, which may have happened already. */
  async heard(wanted: Partial<Record<string, unknown>>): Promise<void> {
    const isWanted = (event: object) =>
      Object.entries(wanted).every(([key, value]) => Reflect.get(event, key) === value)
    while (!this.events.some(isWanted)) {
      await new Promise<void>((resolve) => {
        this.#onEvent = resolve
      })
    }
  }

  /** The nodes in the order in which they were ready. */
  readyNodes(): readonly string[] {
    return this.events.flatMap((event) => (event.kind === 'node-ready' ? [event.node] : []))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nodes.end()
    this.#guardian[Symbol.dispose]()
    this.#folders[Symbol.dispose]()
    await this.#hub[Symbol.asyncDispose]()
  }
}

const topology = (nodes: string, entry = '{ at: 1s, expect: process, node: alice, state: running }') => `
name: set
fabric: host
nodes:
${nodes}
timeline:
  - ${entry}
`

const relayed = topology(`
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot] }`)

describe('a node set', () => {
  test('lets a node wait for the address of its relay', async ({ folder }) => {
    await using bench = await Bench.open(folder, relayed)
    const alice = bench.start('alice')
    await bench.heard({ kind: 'node-starting', node: 'alice' })
    await bench.start('boot')
    await alice
    expect(bench.readyNodes()).toEqual(['boot', 'alice'])
    await bench.heard({ kind: 'reservation-made', node: 'alice', relay: 'boot' })
  })

  test('introduces a node, as soon as it is up, to those that want to be connected to it', async ({
    folder,
  }) => {
    const text = topology(`
  alice: { kind: peer, listen: true }
  bob: { kind: peer, listen: true, connect: [alice] }`)
    await using bench = await Bench.open(folder, text)
    await bench.start('bob')
    await bench.start('alice')
    await bench.heard({ kind: 'connection-opened', node: 'bob', peer: 'alice' })
  })

  test('finds the lines that an expectation counts', async ({ folder }) => {
    const text = topology(
      `
  alice: { kind: command, command: [node, -e, "console.log('a lost peer'); setInterval(() => {}, 1000)"] }`,
      '{ at: 1s, expect: log, node: alice, pattern: lost, within: 1s }',
    )
    await using bench = await Bench.open(folder, text)
    await bench.start('alice')
    await bench.heard({ kind: 'log-matched', node: 'alice', line: 'a lost peer' })
  })

  test('fails every request after it was abandoned', async ({ folder }) => {
    await using bench = await Bench.open(folder, relayed)
    await bench.start('boot')
    const boot = bench.nodes.node('boot')
    expect(await boot.request('disconnect', { peerIds: [] })).toEqual({ closed: 0 })
    bench.nodes.abandon(new Error('the run is over'))
    await expect(boot.request('disconnect', { peerIds: [] })).rejects.toThrow('the run is over')
  })

  test('ends every process, and then knows the usage of each', async ({ folder }) => {
    await using bench = await Bench.open(folder, relayed)
    await bench.start('boot', 'alice')
    const pids = bench.nodes.pids()
    expect(pids).toHaveLength(2)
    expect(bench.nodes.resources()).toEqual({})
    await bench.nodes.end()
    expect(bench.nodes.pids()).toEqual([])
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(Object.keys(bench.nodes.resources())).toEqual(['boot', 'alice'])
  })

  test('has no other nodes than the plan', async ({ folder }) => {
    await using bench = await Bench.open(folder, relayed)
    expect(() => bench.nodes.node('carol')).toThrow('the plan names a node "carol" that it does not have')
  })
})
