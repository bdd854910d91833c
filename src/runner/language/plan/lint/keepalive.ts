import { formatDuration } from '../../values/duration.ts'
import type { NodePlan, Plan } from '../plan.ts'

/** js-libp2p's connection monitor: a ping on each connection every `interval`, which fails after `timeout`. */
export interface Keepalive {
  readonly interval: number
  readonly timeout: number
}

const usual: Keepalive = { interval: 10_000, timeout: 5000 }

/** The fastest one of the plan; null: no node has one. */
export function keepaliveOf({ nodes }: Plan): Keepalive | null {
  const all = nodes.flatMap((node) => keepaliveOfNode(node) ?? [])
  return all.reduce<Keepalive | null>((a, b) => (a === null || mostOf(b) < mostOf(a) ? b : a), null)
}

/** True when a node's monitor pings but must not act on a late ping: the topology may test exactly that option. */
export function isMonitorTested({ nodes }: Plan): boolean {
  return nodes.some((node) => {
    const { enabled, abortConnectionOnPingFailure } =
      ('libp2pOptions' in node ? node.libp2pOptions.connectionMonitor : null) ?? {}
    return enabled !== false && abortConnectionOnPingFailure === false
  })
}

/** Longest time until it notices. */
export function mostOf({ interval, timeout }: Keepalive): number {
  return interval + timeout
}

export function describeKeepalive({ interval, timeout }: Keepalive): string {
  return `a ping every ${formatDuration(interval)} that waits ${formatDuration(timeout)}`
}

/** A module or a program counts with libp2p's default. */
function keepaliveOfNode(node: NodePlan): Keepalive | null {
  const libp2pOptions = 'libp2pOptions' in node ? node.libp2pOptions : {}
  const { enabled, abortConnectionOnPingFailure, pingInterval, pingTimeout } =
    libp2pOptions.connectionMonitor ?? {}
  if (enabled === false || abortConnectionOnPingFailure === false) return null
  return { interval: pingInterval ?? usual.interval, timeout: pingTimeout?.minTimeout ?? usual.timeout }
}
