/**
 * libp2p's own settings that are plain data. The types compare the keys with those of the installed release: an unknown
 * or a missing key is a compile error.
 */
import type { ConnectionManagerInit, ConnectionMonitorInit, Libp2pInit } from 'libp2p'
import * as z from 'zod'
import { duration } from './duration.ts'

type PingTimeoutInit = NonNullable<ConnectionMonitorInit['pingTimeout']>
type PeerStoreInit = NonNullable<Libp2pInit['peerStore']>
type Keys<T, Functions extends keyof T = never> = Record<Exclude<keyof T, Functions>, z.ZodType>

const time = (description: string) => duration.meta({ description }).exactOptional()
const count = (description: string) => z.int().min(0).max(1_000_000).meta({ description }).exactOptional()
const factor = (description: string) => z.number().min(0).max(1000).meta({ description }).exactOptional()
const flag = (description: string) => z.boolean().meta({ description }).exactOptional()
const multiaddrs = (description: string) =>
  z
    .array(z.string().startsWith('/', 'expected a multiaddr such as /ip4/31.45.0.11'))
    .meta({ description })
    .exactOptional()

const connectionManager = {
  maxConnections: count('Connections beyond which it closes some (default 300)'),
  maxParallelDials: count('Dials at once (default 100)'),
  maxDialQueueLength: count('Dials that wait at most (default 500)'),
  maxPeerAddrsToDial: count('Addresses of one peer that it tries at most (default 25)'),
  dialTimeout: time('How long a dial may take (default 10s)'),
  addressDialTimeout: time('How long a dial of one address may take (default 6s)'),
  connectionCloseTimeout: time('How long closing a connection may take (default 1s)'),
  inboundUpgradeTimeout: time('How long the handshake of an inbound connection may take (default 10s)'),
  outboundStreamProtocolNegotiationTimeout: time(
    'How long agreeing on a protocol may take for a stream that it opens (default 10s)',
  ),
  inboundStreamProtocolNegotiationTimeout: time(
    'How long agreeing on a protocol may take for a stream of the other side (default 10s)',
  ),
  allow: multiaddrs('From where connections are let in beyond all limits (default none)'),
  deny: multiaddrs('From where connections are never let in (default none)'),
  inboundConnectionThreshold: count(
    'Inbound connections per second from one IP address (default 5, on fabric host more)',
  ),
  maxIncomingPendingConnections: count(
    'Inbound connections whose handshake is not done yet (default 10, on fabric host more)',
  ),
  reconnectRetries: count('How often it dials again a peer that is to be kept (default 5)'),
  reconnectRetryInterval: time('Pause before the first of these dials (default 1s)'),
  reconnectBackoffFactor: factor('How much longer each next pause is (default 2)'),
  maxParallelReconnects: count('How many such peers it dials at once (default 5)'),
} satisfies Keys<ConnectionManagerInit, 'addressSorter' | 'resolvers'>

const pingTimeout = {
  interval: time('Time over which the timeout adapts (default 5s)'),
  timeoutMultiplier: factor('Timeout after answers, as a multiple of what they took (default 1.2)'),
  failureMultiplier: factor('Timeout after a failure, as a multiple of the last (default 2)'),
  minTimeout: time('Shortest timeout (default 5s)'),
  maxTimeout: time('Longest timeout (default 1m)'),
} satisfies Keys<PingTimeoutInit, 'metricName'>

const connectionMonitor = {
  enabled: flag('Whether it pings those that it is connected to (default true)'),
  pingInterval: time('How often (default 10s)'),
  pingTimeout: z
    .strictObject(pingTimeout)
    .meta({ description: 'How long it waits for the answer, which adapts to how long answers take' })
    .exactOptional(),
  abortConnectionOnPingFailure: flag('Whether it closes a connection without answer (default true)'),
  protocolPrefix: z
    .string()
    .min(1)
    .meta({ description: 'Prefix of the ping protocol (default ipfs)' })
    .exactOptional(),
} satisfies Keys<ConnectionMonitorInit>

const peerStore = {
  maxAddressAge: time('How long it believes the addresses of a peer (default 1h)'),
  maxPeerAge: time('How long it remembers a peer without addresses (default 6h)'),
} satisfies Keys<PeerStoreInit, 'addressFilter'>

/** libp2p's settings. A topology has durations; the plan has milliseconds, and only the given keys. */
export const libp2pOptions = z.strictObject({
  connectionManager: z
    .strictObject(connectionManager)
    .meta({ description: 'Connections and dials' })
    .exactOptional(),
  connectionMonitor: z
    .strictObject(connectionMonitor)
    .meta({ description: 'Pings on open connections' })
    .exactOptional(),
  peerStore: z.strictObject(peerStore).meta({ description: 'What it remembers of others' }).exactOptional(),
})
