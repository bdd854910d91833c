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
export const multiaddrProblem = 'expected a multiaddr such as /ip4/31.45.0.11'

const multiaddrs = (description: string) =>
  z.array(z.string().startsWith('/', multiaddrProblem)).meta({ description }).exactOptional()

const connectionManager = {
  maxConnections: count('Most open connections; it closes any beyond (default 300)'),
  maxParallelDials: count('Most dials at a time (default 100)'),
  maxDialQueueLength: count('Most dials that wait (default 500)'),
  maxPeerAddrsToDial: count('Most addresses of one peer that it tries (default 25)'),
  dialTimeout: time('Time limit of a dial (default 10s)'),
  addressDialTimeout: time('Time limit of a dial of one address (default 6s)'),
  connectionCloseTimeout: time('Time limit for closing a connection (default 1s)'),
  inboundUpgradeTimeout: time('Time limit of the handshake of an inbound connection (default 10s)'),
  outboundStreamProtocolNegotiationTimeout: time(
    'Time limit for agreeing on the protocol of a stream that it opens (default 10s)',
  ),
  inboundStreamProtocolNegotiationTimeout: time(
    'Time limit for agreeing on the protocol of a stream that the other side opens (default 10s)',
  ),
  allow: multiaddrs('Addresses whose connections it accepts beyond all limits (default none)'),
  deny: multiaddrs('Addresses whose connections it never accepts (default none)'),
  inboundConnectionThreshold: count(
    'Most inbound connections per second from one IP address (default 5, on fabric host more)',
  ),
  maxIncomingPendingConnections: count(
    'Most inbound connections that are in their handshake (default 10, on fabric host more)',
  ),
  reconnectRetries: count('Attempts to dial a peer again that it should stay connected to (default 5)'),
  reconnectRetryInterval: time('Pause before the first of these attempts (default 1s)'),
  reconnectBackoffFactor: factor('Factor by which each next pause is longer (default 2)'),
  maxParallelReconnects: count('Most such peers that it dials at a time (default 5)'),
} satisfies Keys<ConnectionManagerInit, 'addressSorter' | 'resolvers'>

const pingTimeout = {
  interval: time('Time over which the timeout adapts (default 5s)'),
  timeoutMultiplier: factor('Timeout after answers, as a multiple of their time (default 1.2)'),
  failureMultiplier: factor('Timeout after a failure, as a multiple of the last timeout (default 2)'),
  minTimeout: time('Shortest timeout (default 5s)'),
  maxTimeout: time('Longest timeout (default 1m)'),
} satisfies Keys<PingTimeoutInit, 'metricName'>

const connectionMonitor = {
  enabled: flag('Pings the peers that it is connected to (default true)'),
  pingInterval: time('Time between two pings (default 10s)'),
  pingTimeout: z
    .strictObject(pingTimeout)
    .meta({ description: 'Time limit of an answer; it adapts to the time that answers take' })
    .exactOptional(),
  abortConnectionOnPingFailure: flag('Closes a connection without an answer (default true)'),
  protocolPrefix: z
    .string()
    .min(1)
    .meta({ description: 'Prefix of the ping protocol (default ipfs)' })
    .exactOptional(),
} satisfies Keys<ConnectionMonitorInit>

const peerStore = {
  maxAddressAge: time('Time for which it trusts the addresses of a peer (default 1h)'),
  maxPeerAge: time('Time for which it remembers a peer without addresses (default 6h)'),
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
  peerStore: z.strictObject(peerStore).meta({ description: 'The memory of other peers' }).exactOptional(),
})
