import type { Endpoint } from '../../../../protocol/wire.ts'
import type { Hop, Trail } from '../kernel/trail.ts'
import type { Attachment, Router } from './address-space.ts'
import type { NatPassage } from './nat-route.ts'

export interface TrailOptions {
  readonly from: Attachment
  readonly source: Endpoint
  readonly destination: Endpoint
  /** The NATs by which the packet leaves, and then those by which it comes in. */
  readonly out: readonly NatPassage[]
  readonly into: readonly NatPassage[]
  /** The machine or router that has the destination address on the outermost network. */
  readonly gate: Attachment | Router | undefined
  /** The last machine or router that the packet comes to. */
  readonly last: Attachment | Router | undefined
}

/** Returns the networks that a packet crosses, with its addresses there. */
export function trailOf({ from, source, destination, out, into, gate, last }: TrailOptions): Trail {
  const departing: Hop[] = [{ network: nameOf(from.space.router), source, destination }]
  let seen = source
  for (const { router, session } of out) {
    seen = session.mapping.external
    // A packet that comes back through the NAT by which it left does not get out of the router.
    if (router === gate) break
    departing.push({ network: nameOf(router.outside.router), source: seen, destination })
  }
  const arriving = into.map(({ router, session }) => ({
    network: router.name,
    source: seen,
    destination: session.mapping.internal,
  }))
  return { departing, arriving, target: last?.name ?? null }
}

function nameOf(router: Router | null): string | null {
  return router?.name ?? null
}
