/**
 * The adapters between the agent and a libp2p release. The agent is written against libp2p 3. In a bundle with an older
 * release, its imports of these packages lead to an adapter with libp2p 3's interface:
 *
 *     v1.ts v2.ts           the differences of libp2p 1 and 2
 *     streams.ts            streams, which were async iterables until libp2p 3
 *     circuit-relay.ts      requests for a reservation, which did not tell the outcome until circuit-relay-v2 3
 *     no-autonat-v2.ts, no-kad-dht.ts, no-rare.ts   stand-ins for packages that a release lacks
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

/** Specifiers of the same exports in libp2p 1 and 2. */
const earlier: Readonly<Record<string, string>> = {
  '@libp2p/utils': '@libp2p/utils/multiaddr/is-private',
}

/** Specifier of a module in releases of this major version. */
export function specifierIn(major: number, specifier: string): string {
  return major < 3 ? (earlier[specifier] ?? specifier) : specifier
}

/** Packages that a release may lack -> their stand-ins. */
export const standIns: Readonly<Record<string, string>> = {
  '@libp2p/autonat-v2': 'no-autonat-v2',
  '@libp2p/kad-dht': 'no-kad-dht',
  '@libp2p/websockets': 'no-rare',
  '@libp2p/tls': 'no-rare',
  '@libp2p/pnet': 'no-rare',
}
