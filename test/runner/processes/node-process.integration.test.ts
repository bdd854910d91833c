import path from 'node:path'
import { describe, expect, vi } from 'vitest'
import { isAlive } from '../../../src/base/is-alive.ts'
import type { EventBody } from '../../../src/events/event.ts'
import type { Configure, NodeConfig } from '../../../src/protocol/messages.ts'
import { commandProgram } from '../../../src/runner/processes/command/command-program.ts'
import { ControlHub } from '../../../src/runner/processes/control-hub.ts'
import { Guardian } from '../../../src/runner/processes/guardian.ts'
import { type NodeWiring, plainWiring } from '../../../src/runner/processes/node-link.ts'
import { NodeProcess } from '../../../src/runner/processes/node-process.ts'
import { type Deadlines, defaultDeadlines } from '../../../src/runner/processes/node-process-options.ts'
import { environment, type NodeProgram } from '../../../src/runner/processes/node-program.ts'
import { RealClock } from '../../../src/runner/simulation/clock/real.ts'
import { NodeGoneError, NodeStartError } from '../../../src/runner/simulation/node-handle.ts'
import { test } from '../../support/temporary-folder.ts'

const programs = path.join(import.meta.dirname, '../../fixtures/programs')
const probe = { peerId: 'x', addresses: [], paths: 'any', timeout: 1000 } as const

const agent = (file: string, flaw = ''): NodeProgram => ({
  kind: 'agent',
  awaited: 'it was not ready',
  launch: () => ({
    file: process.execPath,
    args: [path.join(programs, file), flaw],
    env: environment(),
    cwd: programs,
    folder: null,
  }),
})

const command = (file: string, ...args: readonly string[]): NodeProgram =>
  commandProgram({
    name: 'alice',
    peerId: 'peer-id',
    addresses: [],
    command: [process.execPath, path.join(programs, file), ...args],
    env: {},
    cwd: programs,
    ready: [],
    multiaddr: [],
    findMultiaddr: [],
    findMetrics: [],
    tells: [],
    told: { names: {}, probers: new Set() },
    stopSignal: 'SIGTERM',
    agent: true,
    values: async () => '',
  })

interface Setup {
  readonly deadlines?: Partial<Deadlines>
  readonly config?: NodeConfig
}

/** A node with real processes, on a real hub and guardian. */
class Bench implements AsyncDisposable {
  readonly events: EventBody[] = []
  readonly breaches: string[] = []
  readonly node: NodeProcess
  /** Parameters are made once for each process. */
  readonly parameters = vi.fn(plainWiring.parameters)
  readonly #hub: ControlHub
  readonly #guardian = new Guardian()

  private constructor(hub: ControlHub, program: NodeProgram, folder: string, setup: Setup) {
    const { deadlines, config = { kind: 'command', name: 'alice', peerId: '', identity: '', listen: [] } } =
      setup
    const configure: Configure = {
      type: 'configure',
      config,
      names: {},
      epoch: 0,
      probers: [],
      reportOutput: false,
      proberIdentity: '',
    }
    const wiring: NodeWiring = { ...plainWiring, parameters: this.parameters }
    this.#hub = hub
    this.node = new NodeProcess({
      name: 'alice',
      peerId: 'peer-id',
      libp2p: 'current',
      program,
      logPath: path.join(folder, 'alice.log'),
      wiring,
      clock: new RealClock(),
      hub,
      guardian: this.#guardian,
      configure: async () => configure,
      log: (event) => this.events.push(event),
      onLine: () => {},
      reportsOutput: false,
      onBreach: (reason) => this.breaches.push(reason),
      share: null,
      deadlines: { ...defaultDeadlines, stop: 30_000, ...deadlines },
    })
  }

  static async open(program: NodeProgram, folder: string, setup: Setup = {}): Promise<Bench> {
    return new Bench(await ControlHub.open(), program, folder, setup)
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind).filter((kind) => kind !== 'note')
  }

  exit(): EventBody | undefined {
    return this.events.findLast(({ kind }) => kind === 'node-exited')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.kill()
    await this.node.end()
    this.#guardian[Symbol.dispose]()
    await this.#hub[Symbol.asyncDispose]()
  }
}

describe('a node that starts', () => {
  test('is running once its process is ready, at the addresses that it tells', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    const { node } = bench
    expect([node.status, node.pid]).toEqual(['down', null])
    await node.start()
    expect(node.status).toBe('running')
    expect(node.addresses).toEqual(['/ip4/127.0.0.1/tcp/1'])
    expect(bench.kinds()).toEqual(['node-starting', 'node-ready'])
    await expect(node.start()).rejects.toThrow('alice is running already')
  })

  test('has the addresses that it tells right after it is ready', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts', 'moves'), folder)
    await bench.node.start()
    const addresses = ['/ip4/127.0.0.1/tcp/2']
    await vi.waitFor(() => expect(bench.kinds()).toContain('addresses'))
    expect(bench.node.addresses).toEqual(addresses)
    const told = bench.events.flatMap((event) => ('addresses' in event ? [event.addresses] : []))
    expect(told.at(-1)).toEqual(addresses)
  })

  test('takes the process that was prepared for it', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    await bench.node.prepare(0)
    expect([bench.node.pid, bench.kinds()]).toEqual([null, []])
    await bench.node.start()
    expect(bench.parameters).toHaveBeenCalledTimes(1)
  })

  test('is not prepared where it is a command, whose arguments are not known yet', async ({ folder }) => {
    await using bench = await Bench.open(command('obedient-agent.ts'), folder)
    await bench.node.prepare(0)
    expect(bench.parameters).not.toHaveBeenCalled()
  })

  test('counts its starts and the usage of each process that has ended', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    for (const incarnation of [1, 2]) {
      await bench.node.start()
      expect(bench.events.at(-1)).toMatchObject({ kind: 'node-ready', incarnation })
      await bench.node.kill()
    }
    expect(bench.node.usages).toHaveLength(2)
  })
})

describe('a start fails', () => {
  test.for<[title: string, program: NodeProgram, reason: RegExp, deadlines: Partial<Deadlines>]>([
    ['when the agent says fatal', agent('obedient-agent.ts', 'fatal'), /start: the port is taken$/, {}],
    [
      'when the process ends, with its last error',
      agent('crash-at-start.mjs'),
      /its process ended with exit code 7: Error: the disk is on fire$/,
      {},
    ],
    [
      'at the deadline',
      agent('hang-at-start.mjs'),
      /alice did not start: it was not ready after 0.5 s$/,
      { ready: 500 },
    ],
    [
      'when there is no such program',
      {
        kind: 'agent',
        awaited: '',
        launch: () => ({
          file: path.join(programs, 'none'),
          args: [],
          env: environment(),
          cwd: programs,
          folder: null,
        }),
      },
      /its process could not be started \(.*ENOENT/,
      {},
    ],
    [
      'when the hello of a user’s program is wrong, with the mistake',
      command('misspeak.ts', 'hello', '{"type":"hello","secret":"guessed","node":"alice","pid":1}'),
      /instead of a right `hello`: a secret other than the one in TOPO_NODE; see docs\/agent-protocol.md/,
      {},
    ],
  ])('%s', async ([_title, program, reason, deadlines], { folder }) => {
    await using bench = await Bench.open(program, folder, { deadlines })
    const failure = await bench.node.start().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(NodeStartError)
    expect(String(failure)).toMatch(reason)
    expect([bench.node.status, bench.node.pid]).toEqual(['down', null])
    expect(bench.kinds()).toEqual(['node-starting', 'node-exited', 'node-failed'])
    expect(bench.breaches).toEqual([])
  })

  test('when the prepared process has ended before, and can be tried again', async ({ folder }) => {
    await using bench = await Bench.open(agent('crash-at-start.mjs'), folder)
    await bench.node.prepare(0)
    await expect(bench.node.start()).rejects.toThrow('its process ended with exit code 7')
    await expect(bench.node.start()).rejects.toThrow('its process ended with exit code 7')
  })

  test('when the node is killed meanwhile', async ({ folder }) => {
    await using bench = await Bench.open(agent('hang-at-start.mjs'), folder)
    const start = bench.node.start()
    const failed = expect(start).rejects.toThrow('topo ended it before it was ready')
    await bench.node.kill()
    await failed
    expect(bench.exit()).toMatchObject({ signal: 'SIGKILL', expected: true })
    expect(bench.node.status).toBe('down')
  })
})

describe('a process that breaks the protocol', () => {
  test('at its start fails the node, and ends the run', async ({ folder }) => {
    await using bench = await Bench.open(agent('speak-garbage.mjs'), folder)
    await expect(bench.node.start()).rejects.toThrow('it does not speak the protocol')
    expect(bench.breaches).toEqual([
      expect.stringMatching(/^alice did not start: it does not speak the protocol/),
    ])
  })

  test('while it runs fails the node, ends the run and is killed', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts', 'breach'), folder)
    await bench.node.start()
    await expect(bench.node.request('disconnect', { peerIds: [] })).rejects.toThrow(NodeGoneError)
    expect(bench.breaches).toEqual([expect.stringMatching(/^alice failed: .*a control message has no type/)])
    expect(bench.kinds().slice(2)).toEqual(['node-failed', 'node-exited'])
    expect(bench.exit()).toMatchObject({ expected: false })
  })
})

describe('the end of a node', () => {
  test('by a stop is its own after it has answered, and expected', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    await bench.node.start()
    await bench.node.stop()
    expect(bench.exit()).toMatchObject({ code: 0, signal: null, expected: true })
    expect([bench.node.status, bench.node.addresses]).toEqual(['down', []])
  })

  test('by a stop is SIGKILL after the grace period', async ({ folder }) => {
    const setup = { deadlines: { stop: 100 } }
    await using bench = await Bench.open(agent('obedient-agent.ts', 'ignores signals'), folder, setup)
    await bench.node.start()
    await bench.node.stop()
    expect(bench.exit()).toMatchObject({ code: null, signal: 'SIGKILL', expected: true })
  })

  test('comes to a paused node, too', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    await bench.node.start()
    bench.node.pause()
    await bench.node.stop()
    expect(bench.exit()).toMatchObject({ code: 0, expected: true })
  })

  test('that topo did not ask for is unexpected', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    const { node } = bench
    await node.start()
    const pending = node.request('probe', probe)
    const ended = expect(pending).rejects.toThrow('alice ended')
    process.kill(node.pid ?? 0, 'SIGKILL')
    await ended
    expect(bench.exit()).toMatchObject({ signal: 'SIGKILL', expected: false })
  })

  test('at the end of the run ends a process that was only prepared, which no event tells of', async ({
    folder,
  }) => {
    using start = vi.spyOn(Guardian.prototype, 'start')
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    await bench.node.prepare(0)
    const pid = start.mock.results.at(-1)?.value.pid ?? 0
    expect(isAlive(pid)).toBe(true)
    await bench.node.end()
    expect(isAlive(pid)).toBe(false)
    expect(bench.events).toEqual([])
  })
})

describe('a request', () => {
  test('is answered with an output, or rejected with the node’s error', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    await bench.node.start()
    expect(await bench.node.request('disconnect', { peerIds: [] })).toEqual({ closed: 1 })
    await expect(bench.node.request('metric', { name: 'x', endpoint: null })).rejects.toThrow(
      'no such metric',
    )
  })

  test('to a node that is down is rejected', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    const gone = new NodeGoneError('alice is down')
    await expect(bench.node.request('disconnect', { peerIds: [] })).rejects.toEqual(gone)
  })

  test('that waits is rejected by a pause; after resume the node answers again', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    const { node } = bench
    await node.start()
    const pending = expect(node.request('probe', probe)).rejects.toThrow('paused before it answered')
    node.pause()
    await pending
    expect(node.status).toBe('paused')
    const answer = node.request('disconnect', { peerIds: [] })
    node.resume()
    expect(await answer).toEqual({ closed: 1 })
    expect(bench.kinds().slice(2)).toEqual(['node-paused', 'node-resumed'])
  })

  test('is rejected with the reason when the run is abandoned', async ({ folder }) => {
    await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
    await bench.node.start()
    const reason = new Error('the run is over')
    const pending = expect(bench.node.request('probe', probe)).rejects.toBe(reason)
    bench.node.abandon(reason)
    await pending
    await expect(bench.node.request('disconnect', { peerIds: [] })).rejects.toBe(reason)
  })
})

test('a change to the relay of a node that is down holds from its next start', async ({ folder }) => {
  const relay = { maxReservations: 8, maxCircuits: 4 }
  const config = { kind: 'boot-node', relay, refusal: null } as unknown as NodeConfig
  await using bench = await Bench.open(agent('obedient-agent.ts'), folder, { config })
  expect(await bench.node.changeRelay({ limits: { maxReservations: 2 } })).toBeNull()
  await bench.node.start()
  const note = bench.events.find((event) => event.kind === 'note')
  expect(JSON.parse(note?.text ?? '')).toMatchObject({ relay: { maxReservations: 2, maxCircuits: 4 } })
})

test('the calendar of a process without a sandbox cannot be skewed', async ({ folder }) => {
  await using bench = await Bench.open(agent('obedient-agent.ts'), folder)
  await bench.node.start()
  expect(() => bench.node.skew(1000)).toThrow('bug in topo')
})
