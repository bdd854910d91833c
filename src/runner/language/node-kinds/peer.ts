import * as z from 'zod'
import { createRandom } from '../../../base/random.ts'
import { recoveryNames } from '../../../protocol/peer-config.ts'
import { profiles } from '../../../protocol/profiles.ts'
import { autonat } from '../values/autonat.ts'
import { duration } from '../values/duration.ts'
import { hostFeatureKeys, kadOfPeer, refuseTwoAnnounces } from '../values/host-features.ts'
import { libp2pOptions } from '../values/libp2p-options.ts'
import { namespace } from '../values/namespace.ts'
import { orNull, orOff } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { port } from '../values/port.ts'
import { givenLimits, relayLimits } from '../values/relay-limits.ts'
import { contacts, pointKinds, relayKinds, selector } from '../values/selector.ts'
import { shuffled } from '../values/shares.ts'
import { positive } from '../values/timed.ts'
import { debug, env, refuseTwoDebugs } from '../values/variables.ts'
import { defineNodeKind } from './node-kind.ts'

/** The rendezvous point and namespace of a peer. */
const rendezvous = orOff(
  z.strictObject({
    at: alsoCalled(selector(pointKinds), ['point', 'points', 'with', 'on']),
    namespace,
    ttl: duration.prefault('2h').meta({ description: 'For how long it asks to be registered (default 2h)' }),
    discoverEvery: positive
      .prefault('15s')
      .meta({ description: 'How often it asks who is there (default 15s)' }),
  }),
).meta({
  description:
    'Boot-nodes with `rendezvous: true`, or modules that are rendezvous points, at which it meets others. It registers when it has an address that others can dial, again when its addresses change, when three quarters of the TTL are over and after it was disconnected; what fails it tries again with the next question. Whom it finds it tells its peer store, and dials nobody by itself (default: none)',
})

/** The plan has the limits, or `off`. */
const relayOfPeer = orOff(
  z.union([z.literal(true), relayLimits], {
    error: 'expected true, or limits: { maxReservations: 2 }; `relays` names the relays of others',
  }),
).meta({
  description:
    'It relays too, as a circuit relay v2 server: true, or limits that differ from those of js-libp2p, { maxReservations: 2 }. Without a NAT it then knows its public address from the start (default: it does not)',
})

const kad = orOff(
  z
    .union([z.boolean(), kadOfPeer], {
      error: 'expected true, false, or { protocol: /calimero/kad/1.0.0, mode: server }',
    })
    .transform((value) => {
      if (typeof value === 'object') return value
      return value ? kadOfPeer.parse({}) : ('off' as const)
    }),
).meta({
  description:
    'Takes part in Kademlia: true, false, or { protocol: /calimero/kad/1.0.0, mode: server } (default false)',
})

/** Some of the nodes other than itself, in their order. */
function picked(
  to: readonly string[],
  pick: number,
  { name, seed }: { readonly name: string; readonly seed: number },
): readonly string[] {
  const others = to.filter((other) => other !== name)
  const chosen = new Set(shuffled(others, createRandom(seed, 'connect', name)).slice(0, pick))
  return others.filter((other) => chosen.has(other))
}

export const peer = defineNodeKind({
  summary: 'an application’s node',
  description:
    'Listens directly, through relays, or both; dials, and answers identify and ping. It can relay for others and take part in Kademlia. On fabric host libp2p’s AutoNAT and DCUtR ignore 127.0.0.1, so they are off, and a peer listens only with `listen: true`.',
  example: 'alice: { kind: peer, relays: [boot] }',
  alsoCalled: ['client', 'node', 'app', 'host', 'user'],
  params: z
    .strictObject({
      relays: selector(relayKinds)
        .default([])
        .meta({ description: 'Boot-nodes on which it holds a reservation (default none)' }),
      discoverRelays: z.int().min(0).max(100).default(0).meta({
        description:
          'The number of further relays on which it holds a reservation. libp2p finds them itself among the connected nodes (default 0)',
      }),
      recovery: z.enum(recoveryNames).default('none').meta({
        description:
          'Its reaction when it has no reservation on one of its `relays`: none (as libp2p does), relisten (asks again, with pauses from 1s to 60s), or calimero (as Calimero’s production client: at once, but only once) (default none)',
      }),
      connect: alsoCalled(
        contacts().default({ to: [], once: false, pick: null }).meta({
          description:
            'Nodes that it keeps trying to be connected to, by the addresses that they advertise; with `{ to: relay-*, once: true }` it dials each of them once, as soon as it knows an address, and never again; with `{ to: relay-*, pick: 2 }` it has two of them, drawn by the seed (default none)',
        }),
        ['bootstrap', 'peers', 'dials'],
      ),
      listen: orNull(z.boolean()).meta({
        description: 'Listens directly (default true, on fabric host false)',
      }),
      port: orNull(port).meta({ description: 'The TCP port that it listens on (default 4001)' }),
      autonat: orNull(autonat).meta({
        description:
          'Asks other nodes by AutoNAT if they can dial it, and answers such questions: true (v2), false, v1 or v2 (default true, on fabric host false)',
      }),
      mapped: z.boolean().default(false).meta({
        description:
          'Believes that its router forwards its port although it does not, as UPnP can report wrongly. If the router forwards the port, it believes so in any case (default false)',
      }),
      dcutr: orNull(z.boolean()).meta({
        description: 'Upgrades relayed connections to direct ones (default true, on fabric host false)',
      }),
      libp2pOptions: libp2pOptions.default({}).meta({
        description: 'libp2p’s own settings, which override those of topo (default: libp2p’s defaults)',
      }),
      relay: relayOfPeer,
      kad,
      ...hostFeatureKeys,
      remembers: z.boolean().default(false).meta({
        description:
          'Keeps its peer store on its disk, so that it knows peers and their addresses after a restart (default false, as libp2p without a datastore)',
      }),
      discovers: selector().default([]).meta({
        description:
          'Nodes that its peer discovery finds, as mDNS would: their addresses go into its peer store, and it dials none of them (default none)',
      }),
      rendezvous,
      env,
      debug,
    })
    .superRefine(refuseTwoDebugs)
    .superRefine(refuseTwoAnnounces),
  paths: [],
  defaults: {
    virtual: { listen: true, port: 4001, autonat: 'v2', dcutr: true },
    host: { listen: false, port: 0, autonat: 'off', dcutr: false },
  },
  resolve: ({ connect: { to, once, pick }, relay, ...rest }, { name, seed }) => ({
    ...rest,
    relay:
      relay === 'off'
        ? relay
        : { ...profiles['js-libp2p'].relay, ...(relay === true ? {} : givenLimits(relay)) },
    connect: pick === null ? to : picked(to, pick, { name, seed }),
    connectOnce: once,
  }),
})
