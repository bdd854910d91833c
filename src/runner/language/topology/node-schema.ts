import * as z from 'zod'
import { behindOfNodes } from '../values/behind.ts'
import { churn } from '../values/churn.ts'
import { ipAddress } from '../values/ip-address.ts'
import { libp2pRelease } from '../values/libp2p-release.ts'
import { limits } from '../values/limits.ts'
import { natOfNodes } from '../values/nat.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'

/** The keys of every kind of node. */
export const nodeSchema = z.strictObject({
  count: alsoCalled(
    z
      .int()
      .min(1)
      .max(limits.nodes)
      .default(1)
      .meta({ description: 'The number of such nodes: bob-1, bob-2, … (default 1: just bob)' }),
    ['replicas', 'instances', 'copies'],
  ),
  start: z
    .literal('manual')
    .optional()
    .meta({ description: 'Waits for a `fault: start` instead of starting with the others' })
    .transform((value) => value ?? null),
  behind: alsoCalled(
    orNull(behindOfNodes).meta({
      description:
        'The router that it is behind (default: none, it is public). With `count`, shares of routers: { home: 60%, cafe: 40% }',
    }),
    ['router', 'gateway', 'network'],
  ),
  nat: orNull(natOfNodes).meta({
    description:
      'A router of its own, alice-router, with this NAT, public or behind the router of `behind`. With `count`, shares of presets: { symmetric: 30%, none: 70% }',
  }),
  churn: orNull(churn).meta({
    description: 'Arrivals and departures of these nodes, at random times: [churn](network.md#churn)',
  }),
  libp2p: alsoCalled(
    orNull(libp2pRelease).meta({
      description: `${libp2pRelease.description ?? ''} (default: the one of \`defaults\`, else current)`,
    }),
    ['version', 'release'],
  ),
  ipv6: z.boolean().default(true).meta({
    description: 'Whether it has an IPv6 address, too, where its network has one (default true)',
  }),
  address: alsoCalled(
    orNull(ipAddress).meta({ description: 'Its IP address (default: one of its network)' }),
    ['ip', 'host'],
  ),
})

export type NodeKeys = z.output<typeof nodeSchema>
