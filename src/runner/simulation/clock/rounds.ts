/**
 * Rounds: the processes that have something to do at one instant do it, side by side, and their answers are taken in
 * the order of the nodes, never in that of their arrival.
 */
import { TimerHeap } from '../../../base/timer-heap.ts'
import { type Batch, type Frame, op } from '../../../protocol/wire.ts'
import type { Participant, RoundNetwork } from './participant.ts'
import { Member } from './stepped-process.ts'

const decoder = new TextDecoder()
/** What separates a window's last instant from its horizon, in milliseconds. */
const instant = 1e-6

export type MessageListener = (message: object, time: number) => void

/** Whether the agents had something to say in a round. */
export interface RoundResult {
  readonly messages: number
}

export class Rounds {
  readonly #network: RoundNetwork
  readonly #finished: (result: RoundResult) => void
  readonly #members = new Map<string, Member>()
  readonly #timers = new TimerHeap<Member>()
  /** Those with frames to take, and not frozen. */
  readonly #ready = new Set<Member>()
  #active: Member[] = []
  #pending = 0
  readonly #leaving: { readonly rank: number; readonly resolve: () => void }[] = []
  /** How many rounds there were, and how many steps in them. */
  count = 0
  steps = 0

  constructor(network: RoundNetwork, finished: (result: RoundResult) => void) {
    this.#network = network
    this.#finished = finished
  }

  get running(): boolean {
    return this.#pending > 0
  }

  /** The nodes whose answers are missing. */
  missing(): string[] {
    return this.#active.filter((member) => member.stepping).map(({ name }) => name)
  }

  /** The nodes of the last round. */
  active(): string[] {
    return this.#active.map(({ name }) => name)
  }

  /** When the next round is due: `now` if something waits already. */
  next(now: number): number {
    if (this.#ready.size > 0) return now
    return Math.min(this.#timers.next(), this.#network.next())
  }

  add(participant: Participant, now: number, onMessage: MessageListener): Member {
    if (this.#members.has(participant.name))
      throw new Error(`there is a node ${participant.name} in the rounds already`)
    const member = new Member(participant, onMessage)
    this.#members.set(member.name, member)
    // Its first step lets the program that has been loaded begin.
    member.at = now
    this.#timers.add(member)
    participant.onBatch((batch) => this.#answered(member, batch))
    return member
  }

  /** Resolves when the round at hand is over: until then it counts what the process wrote before it ended. */
  async remove(member: Member): Promise<void> {
    if (member.gone) return
    member.gone = true
    this.#members.delete(member.name)
    this.#timers.remove(member)
    this.#ready.delete(member)
    if (member.stepping) {
      member.stepping = false
      this.#settle()
    } else if (!this.running) {
      this.#take([member])
    }
    if (this.running) await new Promise<void>((resolve) => this.#leaving.push({ rank: member.rank, resolve }))
  }

  send(member: Member, message: object, now: number): void {
    if (member.gone) return
    member.message(message, now)
    if (!member.frozen) this.#ready.add(member)
  }

  freeze(member: Member): void {
    member.frozen = true
    this.#timers.remove(member)
    this.#ready.delete(member)
  }

  thaw(member: Member): void {
    if (!member.frozen || member.gone) return
    member.frozen = false
    if (!member.stepping) this.#timers.add(member)
    if (member.waiting) this.#ready.add(member)
  }

  /** Begins a round; false if nobody had anything to do in it. */
  begin(now: number, limit: number): boolean {
    const window = Math.min(now + (this.#network.lookahead?.() ?? 0), limit)
    const horizon = window > now + instant ? window - instant : now
    for (const { host, frames } of this.#network.take(horizon)) {
      const member = this.#members.get(host)
      if (member === undefined) continue
      member.deliver(frames)
      if (!member.frozen) this.#ready.add(member)
    }
    for (let due = this.#timers.take(horizon); due !== undefined; due = this.#timers.take(horizon)) {
      this.#ready.add(due)
    }
    if (this.#ready.size === 0) return false
    const active = [...this.#ready]
    this.#ready.clear()
    if (active.length > 1) active.sort((a, b) => a.rank - b.rank)
    for (const member of active) this.#timers.remove(member)
    this.#active = active
    this.#pending = active.length
    this.count++
    this.steps += active.length
    for (const member of active) member.step(now, horizon)
    return true
  }

  #answered(member: Member, batch: Batch): void {
    if (!member.answer(batch)) return
    if (!member.gone && !member.frozen) this.#timers.add(member)
    this.#settle()
  }

  #settle(): void {
    if (--this.#pending > 0) return
    this.#finished({ messages: this.#take(this.#active) })
    // In the order of the nodes, not in that in which the machine ended their processes.
    for (const { resolve } of this.#leaving.splice(0).sort((a, b) => a.rank - b.rank)) resolve()
  }

  /** Takes what the processes wrote, in the order of time, then of the nodes. Returns how many messages there were. */
  #take(members: readonly Member[]): number {
    let messages = 0
    for (const [member, frame] of inOrder(members)) {
      if (frame.op === op.control) {
        messages++
        member.onMessage(JSON.parse(decoder.decode(frame.payload)) as object, frame.time)
      } else {
        this.#network.send(member.name, frame, frame.time)
      }
    }
    return messages
  }
}

function inOrder(members: readonly Member[]): [Member, Frame][] {
  const all: [Member, Frame][] = []
  let sorted = true
  let last = 0
  for (const member of members) {
    for (const frame of member.written) {
      if (frame.time < last) sorted = false
      last = frame.time
      all.push([member, frame])
    }
    member.written = []
  }
  if (!sorted) all.sort((a, b) => a[1].time - b[1].time || a[0].rank - b[0].rank)
  return all
}
