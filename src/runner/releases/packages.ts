/** The packages of a release beside `libp2p` itself. The agent uses each; each has version numbers of its own. */
export const companions = [
  '@libp2p/circuit-relay-v2',
  '@libp2p/identify',
  '@libp2p/autonat',
  '@libp2p/autonat-v2',
  '@libp2p/dcutr',
  '@libp2p/kad-dht',
  '@chainsafe/libp2p-noise',
  '@chainsafe/libp2p-yamux',
  '@libp2p/tcp',
  '@libp2p/ping',
  '@libp2p/websockets',
  '@libp2p/tls',
  '@libp2p/pnet',
] as const

/** Companions that nodes can do without, and some releases lack. */
export const optionalCompanions: ReadonlySet<string> = new Set([
  '@libp2p/autonat-v2',
  '@libp2p/websockets',
  '@libp2p/tls',
  '@libp2p/pnet',
])

/** False for a set that an earlier topo installed, when nodes needed fewer packages. */
export function isComplete(set: PackageSet): boolean {
  return companions.every((name) => name in set || optionalCompanions.has(name))
}

/** Name -> exact version. */
export type PackageSet = Readonly<Record<string, string>>
