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
    ttl: duration.prefault('2h').meta({ description: 'For how long it asks to be registered (default 2h)' }),
    discoverEvery: positive
      .prefault('15s')
      .meta({ description: 'How often it asks who is there (default 15s)' }),
  }),
).meta({
  description:
    'Boot-nodes with `rendezvous: true` at which it meets others. It registers when it has an address that others can dial, again when its addresses change, when three quarters of the TTL are over and after it was disconnected; what fails it tries again with the next question. Whom it finds it tells its peer store, and dials nobody by itself (default: none)',
})
