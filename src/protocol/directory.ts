/** All peers of a run, for the reports of its nodes. */
export interface Directory {
  /** Peer id -> name, for every node of the topology. */
  readonly names: Readonly<Record<string, string>>
  /** Peer ids of the hosts that probes dial with. They are no part of the topology, so no node reports them. */
  readonly probers: readonly string[]
}
