/**
 * What lies between two machines: for each ordered pair one path, with its latency, jitter, bandwidth and loss, and
 * the cut on it, if any. Paths are worked out when first used, and again after any change (an *epoch*).
 */
import { Stack } from '../../../base/layers.ts'
import { createRandom, type Random } from '../../../base/random.ts'
import type { CutRule, LinkQuality, LinkRule } from './switch-config.ts'

/** A host or a router. `lineage` is the routers it is behind, the nearest first. */
export interface Machine {
  readonly index: number
  readonly name: string
  readonly lineage: readonly string[]
}

/** A cut while it lasts, and how often it bit. */
export interface ActiveCut {
  readonly mode: CutRule['mode']
  readonly covers: (from: readonly string[], to: readonly string[]) => boolean
  held: number
  refused: number
}

export interface Path extends LinkQuality {
  readonly link: number
  readonly from: Machine
  readonly to: Machine
  readonly random: Random
  latency: number
  jitter: number
  bandwidth: number | null
  loss: number
  cut: ActiveCut | null
  epoch: number
  /** What waits for the bandwidth: that of the pair, or of a line that it shares with others. */
  queue: Queue
  readonly own: Queue
}

/** What waits before a narrow place, first in, first out; paths that lead through the same place share it. */
export interface Queue {
  /** When the last byte of what was sent leaves. */
  busyUntil: number
}

/** 10 ms each way, so that logs read like life. */
const defaultQuality: LinkQuality = { latency: 10, jitter: 0, bandwidth: null, loss: 0 }
const loopback: LinkQuality = { ...defaultQuality, latency: 0 }
const qualities = ['latency', 'jitter', 'bandwidth', 'loss'] as const

export class Paths {
  /** Counts the changes; what was worked out in an earlier epoch may be wrong. */
  epoch = 0
  readonly #seed: number
  readonly #rules: readonly LinkRule[]
  readonly #overlays = new Stack<LinkRule, null>()
  readonly #cuts = new Stack<ActiveCut, null>()
  readonly #paths = new Map<number, Path>()
  /** The two directions of the line that a rule gives a bandwidth: there and back. */
  readonly #lines = new WeakMap<LinkRule, readonly [there: Queue, back: Queue]>()
  #shortest = { epoch: -1, latency: 0 }

  constructor(seed: number, rules: readonly LinkRule[]) {
    this.#seed = seed
    this.#rules = rules
  }

  between(from: Machine, to: Machine): Path {
    const link = from.index * 65_536 + to.index
    let path = this.#paths.get(link)
    if (path === undefined) {
      const random = createRandom(this.#seed, 'path', from.name, to.name)
      const own = { busyUntil: 0 }
      path = { ...defaultQuality, link, from, to, random, cut: null, epoch: -1, queue: own, own }
      this.#paths.set(link, path)
    }
    return this.refresh(path)
  }

  /** Brings a path that was found earlier up to date. */
  refresh(path: Path): Path {
    if (path.epoch === this.epoch) return path
    path.epoch = this.epoch
    const from = outside(path.from, path.to)
    const to = outside(path.to, path.from)
    const { quality, narrow } = this.#resolve(path.from, path.to)
    Object.assign(path, quality)
    path.queue = this.#queue(narrow, from, to) ?? path.own
    path.cut =
      path.from === path.to ? null : (this.#cuts.states.findLast((cut) => cut.covers(from, to)) ?? null)
    return path
  }

  /** Returns the function that ends the cut. It returns false when the cut has ended before. */
  addCut(cut: ActiveCut): () => boolean {
    return this.#add(this.#cuts, cut)
  }

  /** Adds a rule that goes before the configured ones, however specific those are. Returns as {@link addCut} does. */
  addRule(rule: LinkRule): () => boolean {
    return this.#add(this.#overlays, rule)
  }

  #add<T>(stack: Stack<T, null>, item: T): () => boolean {
    const end = stack.add(item, null)
    this.epoch += 1
    return () => {
      if (end().kind === 'gone') return false
      this.epoch += 1
      return true
    }
  }

  /** The least that anything takes from one machine to another, whoever they are. */
  get shortestLatency(): number {
    if (this.#shortest.epoch !== this.epoch) {
      const rules = [...this.#rules, ...this.#overlays.states]
      const isDefault = rules.every(
        ({ from, to, latency }) => from !== '*' || to !== '*' || latency === undefined,
      )
      const latencies = rules.flatMap(({ latency }) => latency ?? [])
      const latency = Math.min(...latencies, isDefault ? defaultQuality.latency : Number.POSITIVE_INFINITY)
      this.#shortest = { epoch: this.epoch, latency }
    }
    return this.#shortest.latency
  }

  quality(sender: Machine, receiver: Machine): LinkQuality {
    return this.#resolve(sender, receiver).quality
  }

  /** The quality of a path, and the rule that gives it its bandwidth. */
  #resolve(sender: Machine, receiver: Machine): { quality: LinkQuality; narrow: LinkRule | null } {
    if (sender === receiver) return { quality: loopback, narrow: null }
    const from = outside(sender, receiver)
    const to = outside(receiver, sender)
    const best: { -readonly [K in keyof LinkQuality]: LinkQuality[K] } = { ...defaultQuality }
    let narrow: LinkRule | null = null
    for (const rules of [this.#rules, this.#overlays.states]) {
      const matches = rules
        .map((rule) => ({ rule, score: specificity(rule, from, to) }))
        .filter(({ score }) => score >= 0)
        .sort((a, b) => a.score - b.score)
      for (const { rule } of matches) {
        for (const quality of qualities)
          if (rule[quality] !== undefined) Object.assign(best, { [quality]: rule[quality] })
        if (rule.bandwidth !== undefined) narrow = rule
      }
    }
    return { quality: best, narrow }
  }

  /**
   * The queue of a line: all that goes through it in one direction shares it. Null where no end is named, as no two
   * machines have that line in common.
   */
  #queue(rule: LinkRule | null, from: readonly string[], to: readonly string[]): Queue | null {
    if (rule === null || (rule.from === '*' && rule.to === '*')) return null
    let line = this.#lines.get(rule)
    if (line === undefined) {
      line = [{ busyUntil: 0 }, { busyUntil: 0 }]
      this.#lines.set(rule, line)
    }
    return ends(rule.from, rule.to, from, to) >= 0 ? line[0] : line[1]
  }
}

/** The names of a machine as another sees it: its own, and its routers but for those that the two share. */
export function outside(machine: Machine, other: Machine): readonly string[] {
  return [
    machine.name,
    ...machine.lineage.filter((name) => name !== other.name && !other.lineage.includes(name)),
  ]
}

/** -1: the rule is about others. A machine's own name counts more than its routers', these more than `*`. */
function specificity(rule: LinkRule, from: readonly string[], to: readonly string[]): number {
  const there = ends(rule.from, rule.to, from, to)
  return rule.oneWay ? there : Math.max(there, ends(rule.to, rule.from, from, to))
}

function ends(left: string, right: string, from: readonly string[], to: readonly string[]): number {
  const a = rank(left, from)
  const b = rank(right, to)
  return a < 0 || b < 0 ? -1 : a + b
}

function rank(name: string, names: readonly string[]): number {
  if (name === '*') return 0
  const at = names.indexOf(name)
  return at === -1 ? -1 : 1000 - at
}
