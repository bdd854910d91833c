import * as z from 'zod'
import { addressesOf } from '../nodes/host/observe-host.ts'
import { type RunningPeer, startPeer } from '../nodes/peer/start-peer.ts'
import { plainFeatures } from '../protocol/host-features.ts'
import { manyFromOneAddress } from '../protocol/inbound.ts'
import type { RecoveryName } from '../protocol/peer-config.ts'
import type { RendezvousConfig } from '../protocol/rendezvous-config.ts'
import { peer as kind } from '../runner/language/node-kinds/peer.ts'
import { duration } from '../runner/language/values/duration.ts'
import type { libp2pOptions } from '../runner/language/values/libp2p-options.ts'
import { namespace } from '../runner/language/values/namespace.ts'
import { positive } from '../runner/language/values/timed.ts'
import { type Addressable, addressOf, listenAddress, multiaddrText, ownHost, ownPort } from './addresses.ts'
import { EventTrail, type Watched } from './event-trail.ts'
import { type Identified, ownIdentity } from './own-identity.ts'
import { readSettings } from './settings.ts'
import type { NumbersToo, Time } from './time.ts'

/** Options of a peer on real sockets. All are optional. */
export interface PeerOptions extends Identified {
  /** The relays on which it holds reservations. Default none. */
  readonly relays?: readonly Addressable[] | undefined
  /** Number of further relays that libp2p finds itself and holds reservations on. Default 0. */
  readonly discoverRelays?: number | undefined
  /** Behaviour without a reservation: `none` (as libp2p does), `relisten` or `calimero`. Default `none`. */
  readonly recovery?: RecoveryName | undefined
  /** True: it listens on TCP, and peers need no relay to dial it. Default false. */
  readonly listen?: boolean | undefined
  /** The IP address that it listens on. Default 127.0.0.1. */
  readonly host?: string | undefined
  /** The TCP port that it listens on. Default 0: any that is free. */
  readonly port?: number | undefined
  /** Runs an AutoNAT client: it asks peers to dial it. libp2p does not ask on 127.0.0.1. Default false. */
  readonly autonat?: boolean | 'v1' | 'v2' | undefined
  /** Upgrades relayed connections to direct ones. libp2p does not do it on 127.0.0.1. Default false. */
  readonly dcutr?: boolean | undefined
  /** The rendezvous points that it uses. Default none. */
  readonly rendezvous?: RendezvousOptions | undefined
  /** libp2p's own settings, which override those of topo. Default: as libp2p comes. */
  readonly libp2pOptions?: NumbersToo<z.input<typeof libp2pOptions>> | undefined
}

export interface RendezvousOptions {
  /** The rendezvous points. */
  readonly at: readonly Addressable[]
  readonly namespace: string
  /** Lifetime of its registration. Default 2h. */
  readonly ttl?: Time | undefined
  /** Time between two questions for registered peers. Default 15s. */
  readonly discoverEvery?: Time | undefined
}

/** A peer that runs in this process. `await using` stops it. */
export interface Peer extends RunningPeer, Watched {
  readonly peerId: string
  /** The addresses that it advertises now, including addresses through relays. */
  readonly multiaddrs: readonly string[]
}

const meeting = z.strictObject({
  at: z.array(multiaddrText).min(1),
  namespace,
  ttl: duration.prefault('2h'),
  discoverEvery: positive.prefault('15s'),
})

const { shape } = kind.params

const schema = z.strictObject({
  discoverRelays: shape.discoverRelays,
  recovery: shape.recovery,
  listen: shape.listen,
  autonat: shape.autonat,
  dcutr: shape.dcutr,
  libp2pOptions: shape.libp2pOptions,
  host: ownHost.default('127.0.0.1'),
  port: ownPort.default(0),
  relays: z.array(multiaddrText).default([]),
  rendezvous: meeting.optional(),
})

/**
 * Runs a peer in this process, on real sockets: a js-libp2p host that holds reservations on relays, as the peers of
 * topologies do.
 *
 * @example
 * await using peer = await runPeer({ relays: [boot] })
 * await peer.seen({ kind: 'reservation-made' })
 *
 * @throws InputError when an option is wrong, with the mistake and the correction.
 */
export async function runPeer(options: PeerOptions = {}): Promise<Peer> {
  const { privateKey, seed, relays = [], rendezvous, ...rest } = options
  const { host, port, ...settings } = readSettings('runPeer', schema, {
    ...rest,
    relays: relays.map(addressOf),
    ...(rendezvous !== undefined && { rendezvous: { ...rendezvous, at: rendezvous.at.map(addressOf) } }),
  })
  const trail = new EventTrail()
  const peer = await startPeer(
    {
      identity: ownIdentity('runPeer', { privateKey, seed }),
      listen: settings.listen === true ? [listenAddress(host, port)] : [],
      relays: settings.relays,
      discoverRelays: settings.discoverRelays,
      recovery: settings.recovery,
      connectOnce: false,
      ...plainFeatures,
      relay: null,
      kad: null,
      remembers: false,
      inbound: manyFromOneAddress,
      libp2pOptions: settings.libp2pOptions,
      mappings: [],
      autonat: settings.autonat ?? 'off',
      dcutr: settings.dcutr ?? false,
      rendezvous: meetingsOf(settings.rendezvous),
    },
    trail.push,
  )
  return {
    ...peer,
    events: trail.events,
    seen: trail.seen,
    peerId: peer.host.peerId.toString(),
    get multiaddrs() {
      return addressesOf(peer.host)
    },
  }
}

function meetingsOf(rendezvous: z.output<typeof meeting> | undefined): readonly RendezvousConfig[] {
  if (rendezvous === undefined) return []
  const { at, ...rest } = rendezvous
  return at.map((point) => ({ point, ...rest }))
}
