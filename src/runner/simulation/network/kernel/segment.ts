import type { Endpoint } from '../../../../protocol/wire.ts'

/**
 * A message between two kernels. It stands for as many TCP segments as its bytes need. `order` counts the segments of
 * one direction of a connection.
 */
export type Segment =
  | { readonly kind: 'syn' | 'synack' | 'ack' | 'fin' | 'rst'; readonly order: number }
  | { readonly kind: 'data'; readonly order: number; readonly payload: Uint8Array }
  | { readonly kind: 'credit'; readonly order: number; readonly bytes: number }

export type SegmentKind = Segment['kind']

/** A segment of TCP, or a datagram of UDP. */
export type PacketKind = SegmentKind | 'datagram'

/** Name of an endpoint in tables. */
export function endpointKey({ address, port }: Endpoint): string {
  return `${address}:${port}`
}

/** Name of a connection in its host's table. */
export function flowKey(local: Endpoint, remote: Endpoint): string {
  return `${local.address}:${local.port}>${remote.address}:${remote.port}`
}
