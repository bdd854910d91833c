import { z } from 'zod'
import { autonat } from '../../values/autonat.ts'
import { duration } from '../../values/duration.ts'
import { orNull } from '../../values/optional.ts'
import { port } from '../../values/port.ts'
import { size } from '../../values/size.ts'
import { kad, metrics, rendezvousPoint } from './boot-node-services.ts'
import { defineNodeKind } from './node-kind.ts'

/** The names are those of rust-libp2p's `relay::Config` in camelCase, the defaults those of js-libp2p. */
const relay = z.strictObject({
  reservationDuration: duration
    .prefault('2h')
    .meta({ description: 'How long a reservation lasts (default 2h)' }),
  maxReservations: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(15)
    .meta({ description: 'How many reservations it holds at most (default 15)' }),
  maxCircuitDuration: duration
    .prefault('2m')
    .meta({ description: 'How long a circuit may stay open (default 2m)' }),
  maxCircuitBytes: size
    .prefault('128KiB')
    .meta({ description: 'How many bytes a circuit may carry, both directions together (default 128KiB)' }),
})

export const bootNode = defineNodeKind({
  summary: 'a public node with a circuit relay v2 server',
  description: 'Listens for everybody, relays, and answers identify and ping.',
  example: 'boot: { kind: boot-node, relay: { reservationDuration: 1h, maxReservations: 8 } }',
  params: z.strictObject({
    relay: relay.prefault({}).meta({ description: 'Limits of the relay' }),
    port: orNull(port).meta({ description: 'The TCP port that it listens on (default 4001)' }),
    autonat: orNull(autonat).meta({
      description: 'Whether it tells others if it can dial them: true (v2), false, v1 or v2 (default true)',
    }),
    rendezvous: rendezvousPoint,
    kad,
    metrics,
  }),
  defaults: { virtual: { port: 4001, autonat: 'v2' }, host: { port: 0, autonat: 'v2' } },
})
