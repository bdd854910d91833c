import * as z from 'zod'
import { type ProfileName, profileNames, profiles } from '../../../protocol/profiles.ts'
import { autonatVersions } from '../values/autonat.ts'
import { conflict } from '../values/conflict.ts'
import { hostFeatureKeys, refuseTwoAnnounces } from '../values/host-features.ts'
import { libp2pOptions } from '../values/libp2p-options.ts'
import { orNull } from '../values/optional.ts'
import { port } from '../values/port.ts'
import { givenLimits, relayLimits } from '../values/relay-limits.ts'
import { debug, env, refuseTwoDebugs } from '../values/variables.ts'
import { because, idleReasons, reasonsOf } from './because.ts'
import { kad, metrics, rendezvousPoint } from './boot-node-services.ts'
import { defineNodeKind } from './node-kind.ts'

export const bootNode = defineNodeKind({
  summary: 'a public node with a circuit relay v2 server',
  description:
    'Accepts connections from all nodes, relays, and answers identify and ping. `profile` names the boot-node that it imitates, and gives the defaults of the other keys: [the profiles](boot-node.md).',
  example:
    'boot: { kind: boot-node, profile: calimero-boot-node, relay: { reservationDuration: 1h, maxReservations: 8 } }',
  alsoCalled: ['relay', 'bootstrap', 'bootnode', 'server', 'relay-server'],
  params: z
    .strictObject({
      profile: z.enum(profileNames).default('js-libp2p').meta({
        description: 'The boot-node that it imitates (default js-libp2p)',
      }),
      relay: z
        .union([z.literal(false), relayLimits])
        .prefault({})
        .meta({
          description:
            'Limits of the relay that differ from the profile; false: it is no relay, but a node to bootstrap from',
        }),
      port: orNull(port).meta({ description: 'The TCP port that it listens on (default 4001)' }),
      autonat: autonatVersions.optional().meta({
        description:
          'Runs an AutoNAT server, which tells peers if it can dial them: true (v2), false, v1, v2 or [v1, v2] (default: as the profile)',
      }),
      libp2pOptions: libp2pOptions.default({}).meta({
        description: 'libp2p’s own settings, which override those of topo (default: libp2p’s defaults)',
      }),
      ...hostFeatureKeys,
      rendezvous: rendezvousPoint,
      kad,
      metrics,
      env,
      debug,
      because,
    })
    .superRefine(refuseTwoDebugs)
    .superRefine(refuseTwoAnnounces)
    .superRefine((params, context) => {
      for (const key of idleReasons(params.because, params)) {
        const problem = conflict(
          key,
          `\`${key}\` is not overridden here, so there is nothing to explain`,
          `remove it, or give \`${key}\` a value of its own`,
        )
        context.addIssue({ ...problem, path: ['because', key] })
      }
    }),
  paths: [],
  defaults: { virtual: { port: 4001 }, host: { port: 0 } },
  resolve: (params) => ({
    ...params,
    ...withProfile(params),
    because: reasonsOf(params.because, params),
  }),
})

interface Profiled {
  readonly profile: ProfileName
  readonly relay: z.output<typeof relayLimits> | false
  readonly autonat?: z.output<typeof autonatVersions> | undefined
  readonly rendezvous?: z.output<typeof rendezvousPoint>
  readonly kad?: z.output<typeof kad>
}

/** The limits of a node that does not relay. */
const noRelay = { maxReservations: 0, maxCircuits: 0 } as const

/** Fills missing values with those of the profile. */
export function withProfile({ profile, relay, autonat, rendezvous, kad }: Profiled) {
  return {
    profile,
    relaying: relay !== false,
    relay: { ...profiles[profile].relay, ...(relay === false ? noRelay : givenLimits(relay)) },
    autonat: autonat ?? profiles[profile].autonat,
    rendezvous: rendezvous ?? profiles[profile].rendezvous ?? ('off' as const),
    kad: kad ?? kademliaOf(profile),
  }
}

function kademliaOf(profile: ProfileName): { readonly protocol: string } | 'off' {
  const protocol = profiles[profile].kad
  return protocol === null ? 'off' : { protocol }
}
