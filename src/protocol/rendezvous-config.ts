/** A peer's place to meet others. Times in milliseconds. */
export interface RendezvousConfig {
  /** The multiaddr of the rendezvous point, with its peer id. */
  readonly point: string
  readonly namespace: string
  /** For how long it asks to be registered. */
  readonly ttl: number
  /** How often it asks who is there. */
  readonly discoverEvery: number
}

/** Limits of a rendezvous point. */
export interface RegistrationLimits {
  /** Shortest and longest time that a registration may ask for, in milliseconds. */
  readonly minTtl: number
  readonly maxTtl: number
}

const hour = 3_600_000

export const defaultLimits: RegistrationLimits = { minTtl: 2 * hour, maxTtl: 72 * hour }
