/** The optional services of a boot-node. They are off by default. */
import * as z from 'zod'
import { duration } from '../values/duration.ts'
import { kadServer, usualKad } from '../values/host-features.ts'
import { orNull, orOff } from '../values/optional.ts'
import { port } from '../values/port.ts'

const limits = z.strictObject({
  minTtl: duration.prefault('2h').meta({ description: 'The shortest TTL that it accepts (default 2h)' }),
  maxTtl: duration.prefault('72h').meta({ description: 'The longest TTL that it accepts (default 72h)' }),
})

/** The limits are those of the specification. rust-libp2p has the same defaults. */
export const rendezvousPoint = z
  .union([z.boolean(), limits])
  .transform((value) => {
    if (typeof value === 'object') return value
    return value ? limits.parse({}) : ('off' as const)
  })
  .optional()
  .meta({
    description:
      'Runs a rendezvous point, at which peers register and find each other: true, false, or its limits, { minTtl: 2h, maxTtl: 72h } (default: as the profile)',
  })

export const kad = z
  .union([z.boolean(), kadServer])
  .transform((value) => {
    if (typeof value === 'object') return value
    return value ? { protocol: usualKad } : ('off' as const)
  })
  .optional()
  .meta({
    description: `Runs a Kademlia server: true (for \`${usualKad}\`), false, or another protocol, { protocol: /calimero/kad/1.0.0 } (default: as the profile)`,
  })

export const metrics = orOff(
  z.strictObject({
    port: orNull(port).meta({ description: 'A TCP port (default 9090, on fabric host any that is free)' }),
  }),
).meta({
  description: 'Serves metrics for Prometheus at `http://ADDRESS:PORT/metrics` (default: off)',
})
