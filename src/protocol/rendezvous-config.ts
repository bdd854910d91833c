/** A peer's use of one rendezvous point. Times in milliseconds. */
export interface RendezvousConfig {
  /** The multiaddr of the rendezvous point, with its peer id. */
  readonly point: string
  readonly namespace: string
  /** Lifetime of the registration that it asks for. */
  readonly ttl: number
  /** Interval at which it asks for other peers. */
  readonly discoverEvery: number
}

/** Limits of a rendezvous point. */
export interface RegistrationLimits {
  /** Shortest and longest lifetime of a registration, in milliseconds. */
  readonly minTtl: number
  readonly maxTtl: number
}

const hour = 3_600_000

export const defaultLimits: RegistrationLimits = { minTtl: 2 * hour, maxTtl: 72 * hour }
