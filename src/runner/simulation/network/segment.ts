import type { Endpoint } from '../../../protocol/wire.ts'

/**
 * What travels between two kernels. `order` is the segment's place in what its sender sent on that connection. A
 * segment stands for as many TCP segments as its bytes need.
 */
export type Segment =
  | { readonly kind: 'syn' | 'synack' | 'ack' | 'fin' | 'rst'; readonly order: number }
  | { readonly kind: 'data'; readonly order: number; readonly payload: Uint8Array }
  | { readonly kind: 'credit'; readonly order: number; readonly bytes: number }

export type SegmentKind = Segment['kind']

/** The name of an endpoint in tables. */
export function endpointKey({ address, port }: Endpoint): string {
  return `${address}:${port}`
}

/** The name of a connection in its host's table. */
export function flowKey(local: Endpoint, remote: Endpoint): string {
  return `${local.address}:${local.port}>${remote.address}:${remote.port}`
}
