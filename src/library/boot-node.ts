import * as z from 'zod'
import type { NodeEvent } from '../events/event.ts'
import { type RunningBootNode, startBootNode } from '../nodes/boot-node/start-boot-node.ts'
import type { RefusalRule } from '../protocol/boot-node-config.ts'
import { plainFeatures } from '../protocol/host-features.ts'
import { manyFromOneAddress } from '../protocol/inbound.ts'
import type { ProfileName } from '../protocol/profiles.ts'
import { bootNode as kind, withProfile } from '../runner/language/node-kinds/boot-node.ts'
import type { libp2pOptions } from '../runner/language/values/libp2p-options.ts'
import { givenLimits, relayLimits } from '../runner/language/values/relay-limits.ts'
import { listenAddress, multiaddrText, ownHost, ownPort } from './addresses.ts'
import { EventTrail, type Watched } from './event-trail.ts'
import { type Identified, ownIdentity } from './own-identity.ts'
import { readSettings } from './settings.ts'
import type { NumbersToo, Time } from './time.ts'

/**
 * Limits of the relay. The profile gives the defaults. The names are those of rust-libp2p's `relay::Config`
 * in camelCase.
 */
export interface RelayLimits {
  /** Reservations that it holds at most. */
  readonly maxReservations?: number | 'unlimited' | undefined
  /** Reservations that one peer holds at most, over different connections. */
  readonly maxReservationsPerPeer?: number | 'unlimited' | undefined
  /** Lifetime of a reservation. */
  readonly reservationDuration?: Time | undefined
  /** Rate limiters for reservations; a request must pass all of them. */
  readonly reservationRateLimiters?: readonly RateLimiter[] | undefined
  /** Circuits that are open at a time. */
  readonly maxCircuits?: number | 'unlimited' | undefined
  /** Circuits of one peer that are open at a time. */
  readonly maxCircuitsPerPeer?: number | 'unlimited' | undefined
  /** Longest lifetime of a circuit. */
  readonly maxCircuitDuration?: Time | 'unlimited' | undefined
  /** Most data on one circuit, both directions together: `128KiB`, or bytes. */
  readonly maxCircuitBytes?: string | number | undefined
  /** Rate limiters for circuits by their source; a request must pass all of them. */
  readonly circuitSrcRateLimiters?: readonly RateLimiter[] | undefined
}

/** A bucket of `limit` tokens for each peer or IP address. Every `interval` adds one token. */
export interface RateLimiter {
  readonly per: 'peer' | 'ip'
  readonly limit: number
  readonly interval: Time
}

/** Options of a boot-node on real sockets. All are optional. */
export interface BootNodeOptions extends Identified {
  /** Named configuration, which gives the default of every other option. Default `js-libp2p`. */
  readonly profile?: ProfileName | undefined
  /** Limits of its relay; false: it is no relay. */
  readonly relay?: RelayLimits | false | undefined
  /** The IP address that it listens on. Default 127.0.0.1. */
  readonly host?: string | undefined
  /** The TCP port that it listens on. Default 0: any that is free. */
  readonly port?: number | undefined
  /** Multiaddrs to advertise instead of those that it listens on. */
  readonly announce?: readonly string[] | undefined
  /** Runs an AutoNAT server; true means v2. Default: as the profile. */
  readonly autonat?: boolean | 'v1' | 'v2' | readonly ('v1' | 'v2')[] | undefined
  /** Runs a rendezvous point, with the usual limits or with these. Default: as the profile. */
  readonly rendezvous?: boolean | { readonly minTtl?: Time; readonly maxTtl?: Time } | undefined
  /** Runs a Kademlia server, for `/ipfs/kad/1.0.0` or for this protocol. Default: as the profile. */
  readonly kad?: boolean | { readonly protocol: string } | undefined
  /** Serves metrics for Prometheus on this port of `host`; without a port, on any free one. Default: off. */
  readonly metrics?: { readonly port?: number } | undefined
  /** libp2p's own settings, which override those of topo. Default: as libp2p comes. */
  readonly libp2pOptions?: NumbersToo<z.input<typeof libp2pOptions>> | undefined
  /** Is called with every event of the node. */
  readonly onEvent?: ((event: NodeEvent) => void) | undefined
}

/** A boot-node that runs in this process. `await using` stops it. */
export interface BootNode extends Omit<RunningBootNode, 'changeRelay' | 'refuseReservations'>, Watched {
  /** The address for dials: `/ip4/127.0.0.1/tcp/<port>/p2p/<peer id>`. */
  readonly address: string
  /** Changes limits of its relay while it runs. Existing reservations and circuits keep their limits. */
  setRelay(limits: RelayLimits): void
  /** Refuses all reservations from now on, or those that the rule names. `null` removes the rule. */
  refuseReservations(rule: Partial<RefusalRule> | null): void
}

const schema = kind.params.safeExtend({
  host: ownHost.default('127.0.0.1'),
  port: ownPort.default(0),
  announce: z.array(multiaddrText).default([]),
})

/**
 * Runs a boot-node in this process, on real sockets: circuit relay v2, identify, ping, and the services of its profile.
 * It is the code that boot-nodes of topologies run.
 *
 * @example
 * await using boot = await runBootNode({ relay: { reservationDuration: '2s', maxReservations: 1 } })
 * await using peer = await runPeer({ relays: [boot] })
 * await boot.seen({ kind: 'relay-reservation', outcome: 'expired' })
 *
 * @throws InputError when an option is wrong, with the mistake and the correction.
 */
export async function runBootNode(options: BootNodeOptions = {}): Promise<BootNode> {
  const { privateKey, seed, onEvent, ...rest } = options
  const { host, port, announce, metrics, ...settings } = readSettings('runBootNode', schema, rest)
  const { profile, relay, relaying, autonat, rendezvous, kad } = withProfile(settings)
  const trail = new EventTrail()
  const node = await startBootNode(
    {
      identity: ownIdentity('runBootNode', { privateKey, seed }),
      listen: [listenAddress(host, port)],
      ...plainFeatures,
      announce,
      profile,
      relay,
      relaying,
      refusal: null,
      autonat,
      libp2pOptions: settings.libp2pOptions,
      inbound: manyFromOneAddress,
      services: {
        rendezvous: rendezvous === 'off' ? null : rendezvous,
        kad: kad === 'off' ? null : kad.protocol,
        metrics: metrics === 'off' ? null : { host, port: metrics.port ?? 0 },
      },
    },
    (event) => {
      trail.push(event)
      onEvent?.(event)
    },
  )
  const { changeRelay } = node
  const [address = `${listenAddress(host, port)}/p2p/${node.peerId}`] = node.multiaddrs
  return Object.assign(node, {
    events: trail.events,
    seen: trail.seen,
    address,
    setRelay: (limits: RelayLimits) => {
      changeRelay({ limits: givenLimits(readSettings('setRelay', relayLimits, limits)) })
    },
    refuseReservations: (rule: Partial<RefusalRule> | null) => {
      const everything: RefusalRule = { status: 'RESERVATION_REFUSED', peers: null, which: 'all' }
      changeRelay({ refusal: rule === null ? null : { ...everything, ...rule } })
    },
  })
}
