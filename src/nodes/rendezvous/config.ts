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
