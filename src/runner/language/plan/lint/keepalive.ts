import { formatDuration } from '../../values/duration.ts'
import type { NodePlan, Plan } from '../plan.ts'

/** js-libp2p's connection monitor: a ping on each connection every `interval`, which is given up after `timeout`. */
export interface Keepalive {
  readonly interval: number
  readonly timeout: number
}

const usual: Keepalive = { interval: 10_000, timeout: 5000 }

/** The one that notices first; null where nobody has one. */
export function keepaliveOf({ nodes }: Plan): Keepalive | null {
  const all = nodes.flatMap((node) => keepaliveOfNode(node) ?? [])
  return all.reduce<Keepalive | null>((a, b) => (a === null || mostOf(b) < mostOf(a) ? b : a), null)
}

/** How long it takes to notice, at the most. */
export function mostOf({ interval, timeout }: Keepalive): number {
  return interval + timeout
}

export function describeKeepalive({ interval, timeout }: Keepalive): string {
  return `a ping every ${formatDuration(interval)} that waits ${formatDuration(timeout)}`
}

/** Of the code of others nobody knows; libp2p's own is the best guess. */
function keepaliveOfNode(node: NodePlan): Keepalive | null {
  const libp2pOptions = 'libp2pOptions' in node ? node.libp2pOptions : {}
  const { enabled, abortConnectionOnPingFailure, pingInterval, pingTimeout } =
    libp2pOptions.connectionMonitor ?? {}
  if (enabled === false || abortConnectionOnPingFailure === false) return null
  return { interval: pingInterval ?? usual.interval, timeout: pingTimeout?.minTimeout ?? usual.timeout }
}
