/**
 * Rounds: the processes with something to do at one instant run in parallel. The rounds take their answers in the order
 * of the nodes, not in that of arrival.
 */
import { type Timed, TimerHeap } from '../../../base/timer-heap.ts'
import { type Batch, type Frame, op } from '../../../protocol/wire.ts'
import type { RoundNetwork } from './round-network.ts'
import { type StepChannel, SteppedProcess } from './stepped-process.ts'

const decoder = new TextDecoder()
/** Time, in milliseconds, between a round's last instant and its horizon. */
const instant = 1e-6

export type MessageListener = (message: object, time: number) => void

/** Number of messages from agents in a round. */
export interface RoundResult {
  readonly messages: number
}

/** A message on its way to a node. */
class Mail implements Timed {
  readonly process: SteppedProcess
  readonly message: object
  readonly at: number
  order = 0
  place = -1

  constructor(process: SteppedProcess, message: object, at: number) {
    this.process = process
    this.message = message
    this.at = at
  }
}

export class Rounds {
  readonly #network: RoundNetwork
  readonly #finished: (result: RoundResult) => void
  readonly #processes = new Map<string, SteppedProcess>()
  readonly #timers = new TimerHeap<SteppedProcess>()
  readonly #mail = new TimerHeap<Mail>()
  /** Processes with frames to take that are not frozen. */
  readonly #ready = new Set<SteppedProcess>()
  #active: SteppedProcess[] = []
  #pending = 0
  readonly #leaving: { readonly rank: number; readonly resolve: () => void }[] = []
  /** Number of rounds so far, and of steps in them. */
  count = 0
  steps = 0

  constructor(network: RoundNetwork, finished: (result: RoundResult) => void) {
    this.#network = network
    this.#finished = finished
  }

  get running(): boolean {
    return this.#pending > 0
  }

  /** Names of the nodes that are at work. */
  missing(): string[] {
    return this.#active.filter((process) => process.working).map(({ name }) => name)
  }

  /** Names of the nodes of the last round. */
  active(): string[] {
    return this.#active.map(({ name }) => name)
  }

  /** Time of the next round: `now` if a process is ready already. */
  next(now: number): number {
    if (this.#ready.size > 0) return now
    return Math.min(this.#timers.next(), this.#mail.next(), this.#network.next())
  }

  add(channel: StepChannel, now: number, onMessage: MessageListener): SteppedProcess {
    if (this.#processes.has(channel.name))
      throw new Error(`there is a node ${channel.name} in the rounds already`)
    const process = new SteppedProcess(channel, onMessage)
    this.#processes.set(process.name, process)
    // The first step starts the loaded program.
    process.at = now
    this.#timers.add(process)
    channel.onBatch((batch) => this.#answered(process, batch))
    return process
  }

  /** Waits no longer for a process that has ended. Resolves at the end of the present round, in the order of the nodes. */
  async leave(process: SteppedProcess): Promise<void> {
    if (process.gone) return
    process.gone = true
    this.#processes.delete(process.name)
    this.#timers.remove(process)
    this.#ready.delete(process)
    if (process.stepping) {
      process.stepping = false
      this.#settle()
    }
    if (this.running)
      await new Promise<void>((resolve) => this.#leaving.push({ rank: process.rank, resolve }))
  }

  /** Removes a process that has ended. The frames that it wrote outside of rounds count. */
  remove(process: SteppedProcess): void {
    this.leave(process)
    if (!this.running) this.#take([process])
  }

  send(process: SteppedProcess, message: object, now: number): void {
    if (process.gone) return
    process.message(message, now)
    if (!process.frozen) this.#ready.add(process)
  }

  /**
   * Sends a message that is the runner's answer to an event at `now`. It takes as long as the shortest way of the
   * network: so it comes after the present round, and its time does not depend on which other nodes share that round.
   */
  answer(process: SteppedProcess, message: object, now: number): void {
    this.#mail.add(new Mail(process, message, now + this.#lookahead))
  }

  freeze(process: SteppedProcess): void {
    process.frozen = true
    this.#timers.remove(process)
    this.#ready.delete(process)
  }

  thaw(process: SteppedProcess): void {
    if (!process.frozen || process.gone) return
    process.frozen = false
    if (!process.stepping) this.#timers.add(process)
    if (process.waiting) this.#ready.add(process)
  }

  /** Begins a round; returns false when no process has anything to do in it. */
  begin(now: number, limit: number): boolean {
    const window = Math.min(now + this.#lookahead, limit)
    const horizon = window > now + instant ? window - instant : now
    for (const { host, frames } of this.#network.take(horizon)) {
      const process = this.#processes.get(host)
      if (process === undefined) continue
      process.deliver(frames)
      if (!process.frozen) this.#ready.add(process)
    }
    for (let due = this.#mail.take(horizon); due !== undefined; due = this.#mail.take(horizon)) {
      this.send(due.process, due.message, due.at)
    }
    for (let due = this.#timers.take(horizon); due !== undefined; due = this.#timers.take(horizon)) {
      this.#ready.add(due)
    }
    if (this.#ready.size === 0) return false
    const active = [...this.#ready]
    this.#ready.clear()
    if (active.length > 1) active.sort((a, b) => a.rank - b.rank)
    for (const process of active) this.#timers.remove(process)
    this.#active = active
    this.#pending = active.length
    this.count++
    this.steps += active.length
    for (const process of active) process.step(now, horizon)
    return true
  }

  get #lookahead(): number {
    return this.#network.lookahead?.() ?? 0
  }

  #answered(process: SteppedProcess, batch: Batch): void {
    if (!process.answer(batch)) return
    if (!process.gone && !process.frozen) this.#timers.add(process)
    this.#settle()
  }

  #settle(): void {
    if (--this.#pending > 0) return
    this.#finished({ messages: this.#take(this.#active) })
    // In the order of the nodes, not in that in which their processes ended.
    for (const { resolve } of this.#leaving.splice(0).sort((a, b) => a.rank - b.rank)) resolve()
  }

  /** Takes the frames of the processes, by time, then by node. Returns the number of messages. */
  #take(processes: readonly SteppedProcess[]): number {
    let messages = 0
    for (const [process, frame] of inOrder(processes)) {
      if (frame.op === op.control) {
        messages++
        process.onMessage(JSON.parse(decoder.decode(frame.payload)) as object, frame.time)
      } else {
        this.#network.send(process.name, frame, frame.time)
      }
    }
    return messages
  }
}

function inOrder(processes: readonly SteppedProcess[]): [SteppedProcess, Frame][] {
  const all: [SteppedProcess, Frame][] = []
  let sorted = true
  let last = 0
  for (const process of processes) {
    for (const frame of process.written) {
      if (frame.time < last) sorted = false
      last = frame.time
      all.push([process, frame])
    }
    process.written = []
  }
  if (!sorted) all.sort((a, b) => a[1].time - b[1].time || a[0].rank - b[0].rank)
  return all
}
