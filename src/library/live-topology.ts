import { InputError } from '../base/errors.ts'
import type { Change, TopoEvent } from '../events/event.ts'
import { suggest } from '../runner/language/diagnostics/suggest.ts'
import { ReservationBooks } from '../runner/language/expectations/reservation-books.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { formatDuration } from '../runner/language/values/duration.ts'
import type { RunInfo } from '../runner/results/run-info.ts'
import type { NodeHandle, NodeStatus } from '../runner/simulation/node-handle.ts'
import type { ExpectationVerdict, Verdict } from '../runner/verdict/verdict.ts'
import { assertBit } from './assert-bit.ts'
import { ExpectationError } from './expectation-error.ts'
import type { LiveSession } from './live-session.ts'
import type { TopologyResult } from './result.ts'
import { type Time, timeOf } from './time.ts'
import type { ExpectationNow, FaultNow } from './topology-object.ts'

/** A fault that was applied. `await using` undoes it at the end of its scope. */
export interface LiveFault extends AsyncDisposable {
  /** The changes that it made, including those of its undoing. */
  readonly changes: readonly Change[]
  /** Undoes it once, if it can be undone; returns all its changes. */
  undo(): Promise<readonly Change[]>
}

/** A node of a running topology. Each method that changes it plays a fault. */
export interface LiveNode {
  readonly name: string
  readonly peerId: string
  readonly status: NodeStatus
  /** The addresses that it advertised last; none while it is down. */
  readonly addresses: readonly string[]
  /** The boot-nodes on which it holds a reservation now, according to both sides. */
  readonly reservations: readonly string[]
  /** Expects that it reaches another node. @throws ExpectationError when it does not. */
  reaches(to: string, options?: ReachOptions): Promise<ExpectationVerdict>
  /** Starts it; resolves when it listens. */
  start(): Promise<void>
  /** Ends it gracefully. */
  stop(): Promise<void>
  /** Ends it as a crash does. */
  kill(): Promise<void>
  /** Ends it and starts it again after `down` (default 1s), with the same identity. */
  restart(options?: RestartOptions): Promise<void>
  /** Freezes it with its sockets open, until `resume` or until the returned fault is undone. */
  pause(): Promise<LiveFault>
  resume(): Promise<void>
}

export interface ReachOptions {
  /** Default: either way. */
  readonly path?: 'direct' | 'relayed'
  /** The boot-node that must relay. */
  readonly via?: string
  /** Longest time until it must be true. Default 10s. */
  readonly within?: Time
}

export interface RestartOptions {
  readonly down?: Time
  readonly how?: 'stop' | 'kill'
  /** The libp2p release with which it comes back. Default: the same. */
  readonly libp2p?: string
}

/** A running topology for tests that control it step by step. `await using` ends it. */
export class LiveTopology implements AsyncDisposable {
  readonly #session: LiveSession
  readonly #info: RunInfo
  readonly #finish: () => Promise<TopologyResult>
  #result: Promise<TopologyResult> | null = null

  /** For {@link startTopology}. */
  constructor(session: LiveSession, info: RunInfo, finish: () => Promise<TopologyResult>) {
    this.#session = session
    this.#info = info
    this.#finish = finish
  }

  /** The results folder. It has the log from the start, and the reports after the end. */
  get folder(): string {
    return this.#info.folder
  }

  /** The plan of the run. Its timeline holds all faults and expectations so far. */
  get plan(): Plan {
    return this.#session.plan
  }

  /** All events so far, in order. */
  get events(): readonly TopoEvent[] {
    return this.#session.events
  }

  /** Milliseconds of the run's clock since its start. */
  get time(): number {
    return this.#session.stage.clock.now()
  }

  /** The verdict if the run ended now. */
  verdict(): Verdict {
    return this.#session.verdict()
  }

  /** Throws InputError when there is no node of that name. */
  node(name: string): LiveNode {
    const names = this.plan.nodes.map((node) => node.name)
    if (!names.includes(name))
      throw new InputError(
        `there is no node "${name}": ${suggest(name, names) ?? `there are ${names.join(', ')}`}`,
      )
    return new NodeOfTopology(name, this, () => this.#session.stage.node(name))
  }

  /**
   * Lets the time go on: in virtual time at once, and it stands still between calls; in real time it waits.
   *
   * @example await net.advance('55m')
   */
  async advance(time: Time): Promise<void> {
    await this.#session.advance(timeOf('net.advance', time))
  }

  /**
   * Plays a fault now, with the keys of a topology's `fault:`. Resolves when it is applied.
   *
   * @example await using cut = await net.fault({ fault: 'cut', between: ['alice', 'boot'], mode: 'blackhole' })
   * @throws InputError when the fault is wrong; AssertionError when it is over and has changed nothing, unless it is
   * `harmless: true`.
   */
  async fault(fault: FaultNow): Promise<LiveFault> {
    const applied = await this.#session.fault(fault)
    assertBit(applied, fault)
    return {
      get changes() {
        return applied.verdict().changes
      },
      undo: async () => {
        await applied.undo()
        return applied.verdict().changes
      },
      [Symbol.asyncDispose]: applied.undo,
    }
  }

  /**
   * Plays an expectation from now on, with the keys of a topology's `expect:`. Resolves when it is settled.
   *
   * @example await net.expect({ expect: 'reachable', from: 'bob', to: 'alice', path: 'relayed', within: '5s' })
   * @throws ExpectationError (an AssertionError) when the expectation fails or is unknown; InputError when the
   * expectation is wrong.
   */
  async expect(expectation: ExpectationNow): Promise<ExpectationVerdict> {
    const seen = await this.#session.expect(expectation)
    if (seen.outcome === 'pass' || seen.outcome === 'known') return seen
    const { plan, events } = this
    throw new ExpectationError({ expectation: seen, verdict: this.verdict(), plan, events, info: this.#info })
  }

  /** Ends the run: undoes its faults, stops its nodes, writes its reports. A second time gives the same. */
  end(): Promise<TopologyResult> {
    this.#result ??= this.#finish()
    return this.#result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }
}

class NodeOfTopology implements LiveNode {
  readonly name: string
  readonly #net: LiveTopology
  readonly #handle: () => NodeHandle

  constructor(name: string, net: LiveTopology, handle: () => NodeHandle) {
    this.name = name
    this.#net = net
    this.#handle = handle
  }

  get peerId(): string {
    return this.#handle().peerId
  }

  get status(): NodeStatus {
    return this.#handle().status
  }

  get addresses(): readonly string[] {
    return this.#handle().addresses
  }

  get reservations(): readonly string[] {
    const { plan, events } = this.#net
    return plan.nodes.flatMap((relay) => {
      if (relay.kind !== 'boot-node') return []
      const books = new ReservationBooks(this.name, relay.name)
      for (const event of events) books.push(event)
      return books.held ? [relay.name] : []
    })
  }

  reaches(to: string, { within = '10s', ...rest }: ReachOptions = {}): Promise<ExpectationVerdict> {
    const time = formatDuration(timeOf('reaches', within))
    return this.#net.expect({ expect: 'reachable', from: this.name, to, within: time, ...rest })
  }

  async start(): Promise<void> {
    await this.#net.fault({ fault: 'start', node: this.name })
  }

  async stop(): Promise<void> {
    await this.#net.fault({ fault: 'stop', node: this.name })
  }

  async kill(): Promise<void> {
    await this.#net.fault({ fault: 'kill', node: this.name })
  }

  async restart({ down = '1s', ...rest }: RestartOptions = {}): Promise<void> {
    const time = formatDuration(timeOf('restart', down))
    await this.#net.fault({ fault: 'restart', node: this.name, down: time, ...rest })
  }

  pause(): Promise<LiveFault> {
    return this.#net.fault({ fault: 'pause', node: this.name })
  }

  async resume(): Promise<void> {
    await this.#net.fault({ fault: 'resume', node: this.name })
  }
}
