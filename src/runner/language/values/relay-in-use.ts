/** The selector `relay-of(alice)`: the relays on which alice holds a reservation at the moment when the entry is played. */

/** Returns the selector for the relays that a peer holds. */
export function relayOf(peer: string): string {
  return `relay-of(${peer})`
}

/** Returns the peer, or the pattern of peers, of `relay-of(alice)`; null: the text is another selector. */
export function peerOfRelay(text: string): string | null {
  return /^relay-of\((.*)\)$/.exec(text)?.[1] ?? null
}

/** Returns the peers, or patterns of peers, whose relays these parameters name, each once. */
export function peersInUse(params: object): readonly string[] {
  const found = new Set<string>()
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit)
    const peer = typeof value === 'string' ? peerOfRelay(value) : null
    if (peer !== null) found.add(peer)
  }
  Object.values(params).forEach(visit)
  return [...found]
}

/** A copy of parameters that names relays in place of each `relay-of(alice)`. */
export interface BoundParams<P> {
  readonly params: P
  /** Peers that hold no relay: their `relay-of(alice)` names nobody, even where others in the same list name one. */
  readonly without: readonly string[]
}

/** Puts the relays that each peer holds in the place of its `relay-of(alice)`. */
export function bindRelays<P extends object>(
  params: P,
  relaysOf: (peer: string) => readonly string[],
): BoundParams<P> {
  const bind = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value
    const named = value.flatMap((item: unknown): readonly unknown[] => {
      const peer = typeof item === 'string' ? peerOfRelay(item) : null
      return peer === null ? [bind(item)] : relaysOf(peer)
    })
    return peersInUse({ value }).length === 0 ? named : [...new Set(named)]
  }
  const bound = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, bind(value)]))
  // Selectors and names have the same types.
  return { params: bound as P, without: peersInUse(params).filter((peer) => relaysOf(peer).length === 0) }
}
