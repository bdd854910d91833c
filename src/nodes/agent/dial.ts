/** One dial of a probe, as the node's own host would make it. */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import { relayIn } from '../../base/multiaddr-text.ts'
import type { Path } from '../../events/event.ts'
import { pathOf } from '../host/observe-host.ts'
import { createProbeHost, type ProbeHost, type Prober, transportManagerOf } from './prober.ts'

/** The peer to dial, and the addresses for one dial. */
export interface Target {
  readonly peerId: string
  readonly addresses: readonly string[]
}

export interface Patience {
  /** Milliseconds after which nobody answers any more. */
  readonly timeout: number
  /** Milliseconds after which an answer comes too late; null: it never does. */
  readonly latest: number | null
  /** Ends the dial when its answer does not matter any more. */
  readonly over?: AbortSignal
}

/** A dial: how it opens, and what then happens over it. */
interface ProbeDial<O, T> {
  readonly open: (host: ProbeHost, addresses: Multiaddr[]) => Promise<O>
  /** `wait` waits for a step within the patience. */
  readonly use: (opened: O, host: ProbeHost, wait: Wait) => Promise<T>
}

type Wait = <T>(step: Promise<T>) => Promise<T>

export type Dialled<T> =
  | { readonly value: T; readonly path: Path }
  | { readonly reason: string; readonly path: null }

/** Longer than the default dial timeout of any release. */
const longestDial = 11_000

/**
 * Makes one dial of all these addresses on a fresh host. The order of the addresses, and the time that each one gets,
 * are the host's own: no signal replaces its timeouts. Throws when nobody can tell.
 */
export async function dialOnce<O, T>(
  prober: Prober,
  target: Target,
  patience: Patience,
  { open, use }: ProbeDial<O, T>,
): Promise<Dialled<T>> {
  const host = await createProbeHost(prober)
  const peer = peerIdFromString(target.peerId)
  const addresses = target.addresses.map((address) => multiaddr(withPeer(address, target.peerId)))
  const attempts = watchAttempts(host, addresses.map(String))
  const path = () => {
    const [connection] = host.getConnections(peer)
    return connection === undefined ? null : pathOf(connection)
  }
  const limit = limitOf(prober, target, patience)
  const late = Promise.withResolvers<never>()
  late.promise.catch(() => {})
  patience.over?.addEventListener('abort', () => late.reject(new Error('not needed any more')), {
    once: true,
  })
  const timer = setTimeout(() => late.reject(new NoAnswer(limit)), limit)
  // A step that has lost the race ends with the host.
  const wait: Wait = (step) => {
    step.catch(() => {})
    return Promise.race([step, late.promise])
  }
  let found: Path | null = null
  try {
    const opened = await wait(open(host, addresses))
    found = path()
    if (found === null) throw new Error('the connection was closed at once')
    return { value: await use(opened, host, wait), path: found }
  } catch (error) {
    if (isWithoutTransport(error)) {
      const reason = await reasonWithoutTransport(prober, addresses)
      return { reason, path: null }
    }
    found ??= path()
    const reason = found === null ? attempts.reason(error) : `${describePath(found)}: ${messageOf(error)}`
    return { reason, path: null }
  } finally {
    clearTimeout(timer)
    await host.stop()
  }
}

/**
 * The host's own timeouts decide about a dial of several addresses, because a dead one may take the time of the others.
 * On one address nothing comes after `timeout`.
 */
function limitOf({ dialOptions }: Prober, { addresses }: Target, { timeout, latest }: Patience): number {
  const own = dialOptions?.connectionManager?.dialTimeout ?? longestDial
  const limit = addresses.length === 1 ? timeout : Math.max(timeout, own + timeout)
  return Math.max(1, latest === null ? limit : Math.min(limit, latest))
}

class NoAnswer extends Error {
  constructor(limit: number) {
    super(`no answer in ${limit} ms`)
  }
}

export function describePath(path: Path): string {
  return path.kind === 'direct' ? 'direct' : `relayed through ${path.relay}`
}

export function pathTo(address: string): Path {
  const relay = relayIn(address)
  return relay === undefined ? { kind: 'direct' } : { kind: 'relayed', relay }
}

export function withPeer(address: string, peerId: string): string {
  return address.endsWith(`/p2p/${peerId}`) ? address : `${address}/p2p/${peerId}`
}

interface Attempts {
  /** The reason why no address worked. */
  reason(error: unknown): string
}

/** Notes what becomes of each address that the host tries. Dials of relays on the way are left out. */
function watchAttempts(host: Libp2p, addresses: readonly string[]): Attempts {
  const attempts = new Map<string, { readonly began: number; failure: string | null }>()
  const manager = transportManagerOf(host)
  const dial = manager.dial.bind(manager)
  manager.dial = async (address, options) => {
    const key = String(address)
    if (!addresses.includes(key)) return dial(address, options)
    const attempt: { readonly began: number; failure: string | null } = { began: Date.now(), failure: null }
    attempts.set(key, attempt)
    try {
      return await dial(address, options)
    } catch (error) {
      attempt.failure = failureOf(error, attempt.began)
      throw error
    }
  }
  return {
    reason: (error) => {
      if (attempts.size === 0) return messageOf(error)
      const tried = [...attempts].map(([address, { began, failure }]) =>
        told(address, failure ?? failureOf(error, began)),
      )
      const others = addresses.filter((address) => !attempts.has(address))
      return [...new Set([...tried, ...others.map((address) => told(address, 'not dialled any more'))])].join(
        '; ',
      )
    },
  }
}

function failureOf(error: unknown, began: number): string {
  const isTimeout = error instanceof Error && /^(?:Abort|Timeout)Error$/.test(error.name)
  return isTimeout ? `no answer in ${Date.now() - began} ms` : messageOf(error)
}

function told(address: string, what: string): string {
  return `${describePath(pathTo(address))}: ${what}`
}

/** The error has another name in each major release, but the same text. */
function isWithoutTransport(error: unknown): boolean {
  return error instanceof Error && /has no valid addresses/.test(error.message)
}

/** Throws when the node itself has a transport: its application may use one that its options do not tell of. */
async function reasonWithoutTransport({ host }: Prober, addresses: Multiaddr[]): Promise<string> {
  const list = addresses.join(' or ')
  if (await host.isDialable(addresses)) {
    throw new Error(`its host has a transport for ${list} that the host of a probe lacks`)
  }
  return `no transport of the dialling node fits ${list}`
}
