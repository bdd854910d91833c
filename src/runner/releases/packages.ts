/** The packages that make up a release, beside `libp2p` itself: what the agent runs, each with versions of its own. */
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
] as const

/** What releases lack and nodes can do without. */
export const optionalCompanions: ReadonlySet<string> = new Set(['@libp2p/autonat-v2'])

/** Whether a set has all that nodes need; one that was installed before they needed more has not. */
export function isComplete(set: PackageSet): boolean {
  return companions.every((name) => name in set || optionalCompanions.has(name))
}

/** Name -> exact version. */
export type PackageSet = Readonly<Record<string, string>>
