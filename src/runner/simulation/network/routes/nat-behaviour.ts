/** Treatment of an endpoint's peers by a NAT, in the words of RFC 4787 sections 4.1 (mapping) and 5 (filtering). */
export type EndpointRule = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent'

/** One NAT box, as RFC 4787 and RFC 5382 describe them. Times in milliseconds. */
export interface NatBehaviour {
  /** Rule by which an internal endpoint keeps its external one. REQ-1 of both wants `endpoint-independent`. */
  readonly mapping: EndpointRule
  /** Rule for remote endpoints that may use a mapping from outside (RFC 4787 REQ-8, RFC 5382 REQ-3). */
  readonly filtering: EndpointRule
  /** Choice of external ports. No choice overloads a port (RFC 4787 REQ-3, RFC 5382 REQ-7). */
  readonly ports: 'preserve' | 'sequential' | 'random'
  /** Hosts inside reach each other by their external endpoints (RFC 4787 REQ-9, RFC 5382 REQ-8). */
  readonly hairpinning: boolean
  /** Answer to a refused packet: silence (RFC 5382 REQ-4a), or a reset, as some routers send. */
  readonly refusal: 'drop' | 'reset'
  /** Lifetime of the mapping of an idle established connection; RFC 5382 REQ-5 wants 2 h 4 min or more. */
  readonly establishedTimeout: number
  /** The same for one that is half open or closing; RFC 5382 REQ-5 wants 4 min or more. */
  readonly transitoryTimeout: number
  /** Lifetime of a mapping of UDP after the last packet from inside; RFC 4787 REQ-5 wants 2 min or more. */
  readonly udpTimeout: number
}

const minutes = 60_000

const fullCone: NatBehaviour = {
  mapping: 'endpoint-independent',
  filtering: 'endpoint-independent',
  ports: 'preserve',
  hairpinning: true,
  refusal: 'drop',
  establishedTimeout: 124 * minutes,
  transitoryTimeout: 4 * minutes,
  udpTimeout: 2 * minutes,
}

const portRestricted: NatBehaviour = { ...fullCone, filtering: 'address-and-port-dependent' }

const symmetric: NatBehaviour = {
  ...portRestricted,
  mapping: 'address-and-port-dependent',
  ports: 'random',
  hairpinning: false,
}

/** A carrier's NAT: RFC 6888 REQ-1 asks for RFC 4787's behaviour, hairpinning included. */
const carrier: NatBehaviour = { ...portRestricted, ports: 'random' }

/** The boxes of each preset, the one nearest to the host first. `none` translates and refuses nothing. */
export const natPresets = {
  none: [],
  'full-cone': [fullCone],
  'restricted-cone': [{ ...fullCone, filtering: 'address-dependent' }],
  'port-restricted-cone': [portRestricted],
  symmetric: [symmetric],
  cgnat: [portRestricted, carrier],
} as const satisfies Record<string, readonly NatBehaviour[]>

export type NatPreset = keyof typeof natPresets
