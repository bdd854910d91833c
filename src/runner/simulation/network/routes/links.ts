/**
 * Links: one for each ordered pair of machines, with its latency, jitter, bandwidth and loss, and the barrier on it, if
 * any. A link's state is worked out at first use, and again after any change (an *epoch*).
 */

import { Stack } from '../../../../base/layers.ts'
import { createRandom, type Random } from '../../../../base/random.ts'
import type { Fate, Link } from '../kernel/link.ts'
import type { PacketKind } from '../kernel/segment.ts'
import type { LinkQuality, LinkRule } from './link-rule.ts'
import { matchEnds, RuleTable } from './rule-table.ts'

/** A host or a router. `lineage`: names of the routers that it is behind, the nearest first. */
export interface LinkEnd {
  readonly index: number
  readonly name: string
  readonly lineage: readonly string[]
}

/** Stops packets between machines. */
export interface Barrier {
  /** True: answers with a reset, as a firewall that rejects. False: silence, as a broken wire. */
  readonly answers: boolean
  /** True when the barrier is between two machines, given by the names from {@link outsideNames}. */
  readonly covers: (from: readonly string[], to: readonly string[]) => boolean
  /** Number of segments that it stopped silently, and of those that it refused. */
  held: number
  refused: number
}

/** First-in-first-out queue before a bandwidth. Links through the same line share it. */
interface LineQueue {
  /** Time at which the last byte of everything sent has left. */
  busyUntil: number
}

/** 10 ms each way, so that logs have realistic times. */
const defaultQuality: LinkQuality = { latency: 10, jitter: 0, bandwidth: null, loss: 0 }
const loopback: LinkQuality = { ...defaultQuality, latency: 0 }
const headerBytes = 40

export class Links {
  /** Number of changes so far; results of an earlier epoch may be wrong. */
  epoch = 0
  readonly #seed: number
  readonly #rules: RuleTable
  /** Rules above the configured ones. */
  readonly #overlays = new RuleTable([])
  readonly #barriers = new Stack<Barrier, null>()
  readonly #links = new Map<number, MachineLink>()
  /** The two directions of the line to which a rule gives a bandwidth. */
  readonly #lines = new WeakMap<LinkRule, readonly [there: LineQueue, back: LineQueue]>()

  constructor(seed: number, rules: readonly LinkRule[]) {
    this.#seed = seed
    this.#rules = new RuleTable(rules)
  }

  between(from: LinkEnd, to: LinkEnd): MachineLink {
    const id = from.index * 65_536 + to.index
    let link = this.#links.get(id)
    if (link === undefined) {
      link = new MachineLink(this, id, from, to, createRandom(this.#seed, 'path', from.name, to.name))
      this.#links.set(id, link)
    }
    link.refresh()
    return link
  }

  /** Begins a new epoch: machines have other places now. */
  changed(): void {
    this.epoch += 1
  }

  /** Returns the function that removes the barrier. It returns false when the barrier has been removed before. */
  addBarrier(barrier: Barrier): () => boolean {
    const end = this.#barriers.add(barrier, null)
    return this.#added(() => end().kind !== 'gone')
  }

  /** The barrier between two machines: of several, the last. */
  barrier(from: LinkEnd, to: LinkEnd): Barrier | null {
    const { states } = this.#barriers
    if (from === to || states.length === 0) return null
    const there = outsideNames(from, to)
    const back = outsideNames(to, from)
    return states.findLast((barrier) => barrier.covers(there, back)) ?? null
  }

  /** True when the barrier is the one that stops the packets of a link. */
  stops(barrier: Barrier, { id }: Link): boolean {
    const link = this.#links.get(id)
    link?.refresh()
    return link?.barrier === barrier
  }

  /** Puts a rule above all configured ones, however specific those are. Returns as {@link addBarrier} does. */
  addRule(rule: LinkRule): () => boolean {
    return this.#added(this.#overlays.add(rule))
  }

  #added(end: () => boolean): () => boolean {
    this.epoch += 1
    return () => {
      const isEnded = end()
      if (isEnded) this.epoch += 1
      return isEnded
    }
  }

  /** Lower bound of the latency between any two machines. */
  get shortestLatency(): number {
    const [rules, overlays] = [this.#rules.latencies, this.#overlays.latencies]
    const ofOthers = rules.isForAll || overlays.isForAll ? Number.POSITIVE_INFINITY : defaultQuality.latency
    return Math.min(rules.shortest, overlays.shortest, ofOthers)
  }

  quality(from: LinkEnd, to: LinkEnd): LinkQuality {
    return this.resolve(from, to).quality
  }

  /** Returns the quality of a link, and the queue of the line that gives it its bandwidth. */
  resolve(sender: LinkEnd, receiver: LinkEnd): { quality: LinkQuality; queue: LineQueue | null } {
    if (sender === receiver) return { quality: loopback, queue: null }
    const from = outsideNames(sender, receiver)
    const to = outsideNames(receiver, sender)
    const best: { -readonly [K in keyof LinkQuality]: LinkQuality[K] } = { ...defaultQuality }
    let narrow: LinkRule | null = null
    for (const rules of [this.#rules, this.#overlays]) {
      for (const rule of rules.matching(from, to)) {
        best.latency = rule.latency ?? best.latency
        best.jitter = rule.jitter ?? best.jitter
        best.loss = rule.loss ?? best.loss
        // Null is a bandwidth: no limit.
        if (rule.bandwidth !== undefined) {
          best.bandwidth = rule.bandwidth
          narrow = rule
        }
      }
    }
    return { quality: best, queue: this.#queue(narrow, from, to) }
  }

  /**
   * The queue of a line: everything that goes through the line in one direction shares it. Null where no end is named,
   * as no two machines have that line in common.
   */
  #queue(rule: LinkRule | null, from: readonly string[], to: readonly string[]): LineQueue | null {
    if (rule === null || (rule.from === '*' && rule.to === '*')) return null
    let line = this.#lines.get(rule)
    if (line === undefined) {
      line = [{ busyUntil: 0 }, { busyUntil: 0 }]
      this.#lines.set(rule, line)
    }
    return matchEnds(rule.from, rule.to, from, to) >= 0 ? line[0] : line[1]
  }
}

/** The link from one machine to another. */
export class MachineLink implements Link {
  readonly links: Links
  readonly id: number
  readonly #from: LinkEnd
  readonly #to: LinkEnd
  readonly #random: Random
  /** The link's own queue, and the one that it waits in: its own, or that of a line. */
  readonly #own: LineQueue = { busyUntil: 0 }
  #queue = this.#own
  #quality = defaultQuality
  #barrier: Barrier | null = null
  #epoch = -1

  constructor(links: Links, id: number, from: LinkEnd, to: LinkEnd, random: Random) {
    this.links = links
    this.id = id
    this.#from = from
    this.#to = to
    this.#random = random
  }

  get latency(): number {
    return this.#quality.latency
  }

  get barrier(): Barrier | null {
    return this.#barrier
  }

  get isSilent(): boolean {
    return this.#barrier?.answers === false || this.#quality.loss >= 1
  }

  /** Brings the link's state up to date. */
  refresh(): void {
    if (this.#epoch === this.links.epoch) return
    this.#epoch = this.links.epoch
    const { quality, queue } = this.links.resolve(this.#from, this.#to)
    this.#quality = quality
    this.#queue = queue ?? this.#own
    this.#barrier = this.links.barrier(this.#from, this.#to)
  }

  depart(kind: PacketKind, packets: number): Fate {
    const barrier = this.#barrier
    // A firewall never answers a reset.
    if (barrier !== null) return kind === 'rst' ? hold(barrier) : stop(barrier)
    const { loss } = this.#quality
    return loss === 0 || this.#random() < (1 - loss) ** Math.max(1, packets) ? 'passes' : 'lost'
  }

  arrive(): Fate {
    this.refresh()
    return this.#barrier === null ? 'passes' : stop(this.#barrier)
  }

  queued(now: number): number {
    return this.#quality.bandwidth === null ? 0 : Math.max(0, this.#queue.busyUntil - now)
  }

  /** Rounds the time in the queue and the jitter up to whole milliseconds, the resolution of Node's timers. */
  arrivalTime(bytes: number, now: number): number {
    const { latency, jitter, bandwidth } = this.#quality
    let extra = jitter === 0 ? 0 : jitter * this.#random()
    if (bandwidth !== null) {
      const queue = this.#queue
      queue.busyUntil = Math.max(now, queue.busyUntil) + ((bytes + headerBytes) * 1000) / bandwidth
      extra += queue.busyUntil - now
    }
    return now + latency + (extra === 0 ? 0 : Math.ceil(extra))
  }
}

function stop(barrier: Barrier): Fate {
  if (!barrier.answers) return hold(barrier)
  barrier.refused += 1
  return 'refused'
}

function hold(barrier: Barrier): Fate {
  barrier.held += 1
  return 'lost'
}

/** Names of a machine as another sees it: its own, and those of its routers that the two do not share. */
export function outsideNames(machine: LinkEnd, other: LinkEnd): readonly string[] {
  return [
    machine.name,
    ...machine.lineage.filter((name) => name !== other.name && !other.lineage.includes(name)),
  ]
}
