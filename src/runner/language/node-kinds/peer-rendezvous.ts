import * as z from 'zod'
import { duration } from '../values/duration.ts'
import { namespace } from '../values/namespace.ts'
import { orOff } from '../values/optional.ts'
import { selector } from '../values/selector.ts'
import { positive } from '../values/timed.ts'

/** The rendezvous point and namespace of a peer. */
export const rendezvous = orOff(
  z.strictObject({
    at: selector(['boot-node']),
    namespace,
    ttl: duration.prefault('2h').meta({ description: 'The TTL that it asks for (default 2h)' }),
    discoverEvery: positive
      .prefault('15s')
      .meta({ description: 'The time between two questions for registered peers (default 15s)' }),
  }),
).meta({
  description:
    'Boot-nodes with `rendezvous: true` at which it registers and finds other peers. It registers when it has an address that others can dial. It registers again when its addresses change, when three quarters of the TTL are over, and after a disconnection. It repeats a failed step with the next question. It adds found peers to its peer store, and does not dial them by itself (default: none)',
})
