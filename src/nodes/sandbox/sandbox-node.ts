/** One node in the sandbox: everything of it that the replaced functions of Node read and change. */
import type { NamedSettings } from '../../protocol/start-parameters.ts'
import { type BatchKind, BatchWriter, batchKind, type Frame, op } from '../../protocol/wire.ts'
import { Timers } from './clock/timers.ts'
import { VirtualTime } from './clock/virtual-time.ts'
import { Controls } from './controls.ts'
import { Works } from './idle/works.ts'
import { Addresses } from './network/addresses.ts'
import { listenFailed } from './network/install-net.ts'
import { NameQueries } from './network/name-queries.ts'
import { SocketTable } from './network/socket-table.ts'
import { Turns } from './network/turns.ts'
import { UdpSockets } from './network/udp-sockets.ts'
import { ProcessIds } from './process-ids.ts'
import { Randomness } from './random/randomness.ts'
import { Warnings } from './warnings.ts'

/** The process of a node, as the node needs it. */
export interface NodeProcessParts {
  /** False in real time, where nothing waits for the end of a step. */
  readonly holdsSteps: boolean
  write(bytes: Uint8Array): void
  close(): void
  /** The node has written a frame. */
  wrote(): void
  /** The node has work for its next turn. */
  wake(): void
  /** Number of timers that are set; null: those of {@link SandboxNode.timers}. */
  readonly countTimers: (() => number) | null
}

/** Fewest bytes of a buffer for frames. It grows where a node writes more. */
const firstBytes = 8 * 1024

const encoder = new TextEncoder()

export class SandboxNode {
  /** Its number in the process. */
  readonly number: number
  readonly hostname: string
  readonly time: VirtualTime
  readonly timers: Timers
  readonly turns: Turns
  /** Its work on other threads. */
  readonly works = new Works()
  readonly addresses: Addresses
  readonly sockets: SocketTable
  readonly datagrams: UdpSockets
  readonly names: NameQueries
  readonly random: Randomness
  readonly processIds: ProcessIds
  readonly warnings: Warnings
  readonly controls: Controls
  /** Duration of its steps, in milliseconds of wall time. */
  worked = 0
  readonly #writer: BatchWriter
  readonly #process: NodeProcessParts

  constructor(number: number, settings: NamedSettings, process: NodeProcessParts) {
    const { node, seed, epoch, time } = settings
    const own = `${seed}:${node}`
    this.number = number
    this.hostname = node
    this.#process = process
    this.#writer = new BatchWriter(firstBytes, number)
    this.time = new VirtualTime(epoch, time)
    this.timers = new Timers(this.time)
    this.turns = new Turns(() => process.wake())
    this.addresses = new Addresses(settings.addresses)
    this.random = new Randomness(own)
    this.processIds = new ProcessIds(own)
    const sink = {
      frame: (frameOp: Frame['op'], id: number, payload?: Uint8Array) => this.#frame(frameOp, id, payload),
      data: (id: number, bytes: Uint8Array) => {
        this.#writer.data(number, id, this.time.now, bytes)
        process.wrote()
      },
    }
    this.sockets = new SocketTable(sink, this.addresses, this.turns, listenFailed)
    this.datagrams = new UdpSockets({
      sink,
      addresses: this.addresses,
      later: (call) =>
        this.turns.poll(() => {
          call()
          return false
        }),
      firstPort: 32_768 + (this.random.ports.bits() >>> 18),
    })
    this.names = new NameQueries(this.datagrams)
    this.warnings = new Warnings((text) => this.say({ type: 'event', event: { kind: 'note', text } }))
    this.controls = new Controls({
      send: (message) => this.say(message),
      flush: () => this.flush(),
      close: () => process.close(),
      hold: (work) => (process.holdsSteps ? this.works.hold(work) : work),
      begin: () => (process.holdsSteps ? this.works.begin() : (release) => release()),
      skew: (milliseconds) => {
        this.time.skew = milliseconds
      },
      addresses: (addresses) => this.addresses.set(addresses),
      handles: () => this.sockets.size + (process.countTimers?.() ?? this.timers.size),
    })
  }

  deliver(frame: Frame): void {
    if (frame.op === op.control) this.controls.receive(frame.payload)
    else if (frame.op === op.datagram || frame.op === op.unreachable) this.datagrams.receive(frame)
    else this.sockets.receive(frame)
  }

  say(message: object): void {
    this.#frame(op.control, 0, encoder.encode(JSON.stringify(message)))
  }

  /** Sends what the node has written. */
  flush(): void {
    if (!this.#writer.empty) this.#send(batchKind.frames, 0)
  }

  /** Ends the node's step, with the time of its next timer. */
  rest(next = this.timers.next()): void {
    this.#send(batchKind.idle, next)
  }

  #send(kind: BatchKind, next: number): void {
    this.#process.write(this.#writer.finish(kind, this.time.now, next, this.worked))
  }

  #frame(frameOp: Frame['op'], id: number, payload?: Uint8Array): void {
    this.#writer.frame(frameOp, this.number, id, this.time.now, payload)
    this.#process.wrote()
  }
}
