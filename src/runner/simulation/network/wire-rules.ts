/**
 * The rules that the wires of fabric netns apply: one for each path between two machines, at the end at which the path can be
 * recognised.
 */
import type { NetworkPath } from './path.ts'

/** Seconds, bytes per second, and a share from 0 to 1. */
export interface WireRule {
  readonly latency: number
  readonly jitter: number
  readonly bandwidth: number | null
  readonly loss: number
  /** Paths with the same line share its bandwidth. Null: the path has a line of its own. */
  readonly line: number | null
  readonly barrier: 'drop' | 'refuse' | null
}

export interface RulesOfWire {
  /** The machine's own addresses. */
  readonly addresses: readonly string[]
  /** By destination, for packets of the machine. */
  readonly out: Readonly<Record<string, WireRule>>
  /** By source, for packets to the machine. */
  readonly in: Readonly<Record<string, WireRule>>
}

export interface PathsOfNetwork {
  addresses(host: string): readonly string[]
  path(from: string, to: string): NetworkPath
}

/** A way from one machine to another, with its rule. */
interface Way {
  readonly from: string
  readonly to: string
  readonly rule: WireRule
  readonly text: string
}

/** Two ways that packets on a wire do not tell apart, although their rules differ. */
export class IndistinctPathsError extends Error {
  /** The same without the remedy. */
  readonly reason: string

  constructor(one: Way, other: Way) {
    const reason = `fabric netns cannot tell the packets from ${one.from} to ${one.to} from those from ${other.from} to ${other.to}: NATs hide who is behind them`
    super(`${reason}. Name the router in place of the node`)
    this.reason = reason
  }
}

/** Throws {@link IndistinctPathsError}. */
export function wireRules(
  hosts: readonly string[],
  network: PathsOfNetwork,
  lineOf: (line: object) => number,
): ReadonlyMap<string, RulesOfWire> {
  const wires = new Map(
    hosts.map((host) => [host, { addresses: network.addresses(host), out: rules(), in: rules() }]),
  )
  const place = (host: string, side: 'in' | 'out', far: readonly string[], rule: WireRule) => {
    const wire = wires.get(host)
    for (const address of far) if (wire !== undefined) wire[side][address] = rule
  }
  for (const ways of classes(hosts, network, lineOf).values()) {
    const clash = firstClash(ways, ({ from }) => from)
    if (clash === null) {
      for (const { from, to, rule } of ways) place(from, 'out', network.path(from, to).seenAs, rule)
      continue
    }
    const other = firstClash(ways, ({ to }) => to)
    if (other !== null) throw new IndistinctPathsError(...other)
    for (const { from, to, rule } of ways) place(to, 'in', network.path(to, from).seenAs, rule)
  }
  return wires
}

function rules(): Record<string, WireRule> {
  return {}
}

/** Ways whose packets have the same source and the same destination between the NATs at both ends. */
function classes(
  hosts: readonly string[],
  network: PathsOfNetwork,
  lineOf: (line: object) => number,
): ReadonlyMap<string, readonly Way[]> {
  const found = new Map<string, Way[]>()
  for (const from of hosts) {
    for (const to of hosts) {
      if (from === to) continue
      const path = network.path(from, to)
      const rule = ruleOf(path, lineOf)
      const key = `${network.path(to, from).seenAs.join(',')} ${path.seenAs.join(',')}`
      const way = { from, to, rule, text: JSON.stringify(rule) }
      const ways = found.get(key)
      if (ways === undefined) found.set(key, [way])
      else ways.push(way)
    }
  }
  return found
}

function ruleOf({ quality, line, barrier }: NetworkPath, lineOf: (line: object) => number): WireRule {
  return {
    latency: quality.latency / 1000,
    jitter: quality.jitter / 1000,
    bandwidth: quality.bandwidth,
    loss: quality.loss,
    line: line === null || quality.bandwidth === null ? null : lineOf(line),
    barrier,
  }
}

/** The first two ways of one machine whose rules differ. */
function firstClash(ways: readonly Way[], machineOf: (way: Way) => string): readonly [Way, Way] | null {
  const first = new Map<string, Way>()
  for (const way of ways) {
    const earlier = first.get(machineOf(way)) ?? way
    first.set(machineOf(way), earlier)
    if (earlier.text !== way.text) return [earlier, way]
  }
  return null
}
