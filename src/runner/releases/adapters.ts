/**
 * Which modules of ours stand between the agent and a libp2p release. The agent is written against libp2p 3; for an
 * older release its imports of these packages lead to an adapter, which speaks to the release as it wants it.
 *
 *     v1.ts v2.ts           what is different in libp2p 1 and 2
 *     streams.ts            streams, which were async iterables until libp2p 3
 *     circuit-relay.ts      asking for a reservation, which said nothing of the outcome until circuit-relay-v2 3
 *     no-autonat-v2.ts, no-kad-dht.ts   for who does not have them
 */
const adapters: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  1: {
    libp2p: 'v1',
    '@libp2p/crypto/keys': 'v1',
    '@libp2p/peer-id': 'v1',
    '@libp2p/peer-record': 'v1',
    '@libp2p/circuit-relay-v2': 'circuit-relay',
  },
  2: { libp2p: 'v2', '@libp2p/circuit-relay-v2': 'circuit-relay' },
}

/** Specifier -> the adapter for it in releases of this major version, as a file name without extension. */
export function adaptersFor(major: number): Readonly<Record<string, string>> {
  return adapters[major] ?? {}
}

/** Where libp2p 1 and 2 have what the agent imports from a module that they have not. */
const earlier: Readonly<Record<string, string>> = {
  '@libp2p/utils': '@libp2p/utils/multiaddr/is-private',
}

/** The specifier by which releases of this major version know a module. */
export function specifierIn(major: number, specifier: string): string {
  return major < 3 ? (earlier[specifier] ?? specifier) : specifier
}

/** Packages that a release may lack, and what stands in for them. */
export const standIns: Readonly<Record<string, string>> = {
  '@libp2p/autonat-v2': 'no-autonat-v2',
  '@libp2p/kad-dht': 'no-kad-dht',
}
