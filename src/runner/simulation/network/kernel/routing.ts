/** The network between hosts, as a kernel needs it. `routes` implements this interface. */
import type { Endpoint } from '../../../../protocol/wire.ts'
import type { Host } from './host.ts'
import type { SegmentKind } from './segment.ts'

export interface Routing {
  /** Finds the route of one packet. The NATs by which it leaves make and refresh their mappings. */
  find(from: Host, source: Endpoint, destination: Endpoint, kind: SegmentKind, now: number): Route
  /** Returns true when no packet gets through from one host to another, and no reset answers it. */
  isSilent(from: Host, to: Host): boolean
}

/** `lost`: silence. `rejected`: a router answers with a reset. `unreachable`: the sender's own network knows. */
export type Route =
  | FoundRoute
  | { readonly kind: 'lost' }
  | { readonly kind: 'rejected'; readonly link: Link }
  | { readonly kind: 'unreachable' }

export interface FoundRoute {
  readonly kind: 'found'
  readonly target: Host
  /** The sender as the target sees it, and the target as it knows itself. */
  readonly source: Endpoint
  readonly destination: Endpoint
  /** Name of the connection in the target's table. */
  readonly key: string
  readonly link: Link
  /** Prepares the route for one more packet, as {@link Routing.find} does. False: the route no longer holds. */
  reuse(kind: SegmentKind, now: number): boolean
  /** Refreshes the NATs by which a packet comes in; called when nothing stops the packet before them. */
  enter(kind: SegmentKind, now: number): void
}

/** `refused`: something on the way answers with a reset. */
export type Fate = 'passes' | 'lost' | 'refused'

/** One direction between two machines. */
export interface Link {
  /** Place of the link in the order of events of one time. */
  readonly id: number
  /** Milliseconds. */
  readonly latency: number
  /** Decides the fate of a segment when it is sent. `packets`: number of packets of which none may be lost. */
  depart(kind: SegmentKind, packets: number): Fate
  /** Decides the fate of a segment that departed, at its arrival. */
  arrive(): Fate
  /** Queues the bytes of a segment and returns the time of its arrival. */
  arrivalTime(bytes: number, now: number): number
}
