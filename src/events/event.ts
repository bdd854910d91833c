/**
 * Everything that can happen in a run. The event log is the single source for verdicts, reports and comparisons:
 * what is not in it did not happen.
 *
 * `t` is the run's clock in milliseconds since the start of the run. What depends on the machine (wall time,
 * process ids, folders) stands under `wall` and takes no part in the fingerprint.
 */

export const eventVersion = 1

/** How a connection or a probe goes: over the network itself, or through a relay (its name, else its peer id). */
export type Path = { readonly kind: 'direct' } | { readonly kind: 'relayed'; readonly relay: string }

/** What a fault changed: 2 × `connections closed`. */
export interface Change {
  readonly what: string
  readonly count: number
}

/** The status field of a circuit relay v2 message, by its name in the specification. */
export type RelayStatus =
  | 'OK'
  | 'RESERVATION_REFUSED'
  | 'RESOURCE_LIMIT_EXCEEDED'
  | 'PERMISSION_DENIED'
  | 'CONNECTION_FAILED'
  | 'NO_RESERVATION'
  | 'MALFORMED_MESSAGE'
  | 'UNEXPECTED_MESSAGE'

/** How a node noticed that it has no reservation any more: not-granted when it never had one. */
export type RecoveryCause =
  | 'not-granted'
  | 'connection-closed'
  | 'listener-closed'
  | 'address-withdrawn'
  | 'renewal-refused'
  | 'renewal-silent'

/**
 * What closed a circuit: its limit of time or of bytes, the end of the reservation that it was opened under, or one of
 * its ends.
 */
export type CircuitEnd = 'duration' | 'bytes' | 'reservation' | 'end'

/** The status of a rendezvous response, by its name in the specification. */
export type RendezvousStatus =
  | 'OK'
  | 'E_INVALID_NAMESPACE'
  | 'E_INVALID_SIGNED_PEER_RECORD'
  | 'E_INVALID_TTL'
  | 'E_INVALID_COOKIE'
  | 'E_NOT_AUTHORIZED'
  | 'E_INTERNAL_ERROR'
  | 'E_UNAVAILABLE'

/** How a transfer ended: all has arrived, the connection ended before, its time was over before. */
export type TransferOutcome = 'complete' | 'cut-off' | 'unfinished' | 'not-reached'

/** What happens inside a node, as its agent reports it. `node` is the reporting node; peers are named. */
export type NodeEvent =
  /** The addresses that the node advertises now. */
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | {
      readonly kind: 'connection-opened'
      readonly connection: string
      readonly peer: string
      readonly direction: 'inbound' | 'outbound'
      readonly path: Path
      readonly address: string
    }
  | {
      readonly kind: 'connection-closed'
      readonly connection: string
      readonly peer: string
      readonly path: Path
    }
  /** Client side: the node asked `relay` for a reservation and got one; `renewal` when it held one already. */
  | {
      readonly kind: 'reservation-made'
      readonly relay: string
      readonly renewal: boolean
      /** When the relay says that it will forget it, in milliseconds of the run's clock; wrong if the relay's clock is. */
      readonly expires: number
    }
  | { readonly kind: 'reservation-failed'; readonly relay: string; readonly reason: string }
  | { readonly kind: 'reservation-lost'; readonly relay: string; readonly reason: string }
  /** The node, which recovers by itself, asks `relay` again for a reservation that it lost or never got. */
  | {
      readonly kind: 'recovery-attempt'
      readonly relay: string
      readonly cause: RecoveryCause
      /** From 1, since the reservation was lost. */
      readonly attempt: number
      /** Milliseconds that it waited before it. */
      readonly delay: number
    }
  /** Relay side: what the relay did with a reservation of `peer`. */
  | {
      readonly kind: 'relay-reservation'
      readonly peer: string
      readonly outcome: 'accepted' | 'renewed' | 'refused' | 'expired' | 'disconnected' | 'dropped'
      readonly status: RelayStatus
      /** Whether it was refused because a fault asked for it. */
      readonly byFault: boolean
      /** Reservations that the relay holds after this. */
      readonly held: number
    }
  /** Relay side: a circuit between two peers. */
  | {
      readonly kind: 'relay-circuit'
      readonly source: string
      readonly destination: string
      readonly outcome: 'opened' | 'refused' | 'closed'
      readonly status: RelayStatus
      /** Why it was closed, where that can be told. */
      readonly reason?: CircuitEnd
    }
  /** Client side: the node registered at the rendezvous point `at`; `renewal` when it was registered there already. */
  | {
      readonly kind: 'rendezvous-registered'
      readonly at: string
      readonly namespace: string
      readonly renewal: boolean
      /** Milliseconds of the run's clock at which the point will forget it. */
      readonly expires: number
    }
  /** Client side: `peer` is registered at the rendezvous point `at`, which is new or was registered anew. */
  | {
      readonly kind: 'rendezvous-discovered'
      readonly at: string
      readonly namespace: string
      readonly peer: string
      readonly addresses: readonly string[]
      /** Milliseconds of the run's clock at which the point will forget it. */
      readonly expires: number
    }
  | {
      readonly kind: 'rendezvous-failed'
      readonly at: string
      readonly namespace: string
      readonly request: 'register' | 'discover'
      readonly reason: string
    }
  /** Point side: what the rendezvous point did with a registration of `peer`. */
  | {
      readonly kind: 'rendezvous-registration'
      readonly peer: string
      readonly namespace: string
      readonly outcome: 'accepted' | 'renewed' | 'refused' | 'expired' | 'unregistered'
      readonly status: RendezvousStatus
      /** For how many milliseconds it was accepted or renewed, else 0. */
      readonly ttl: number
      /** Registrations that the point holds after this. */
      readonly held: number
    }
  /** What AutoNAT told the node about itself: whether others can dial it at `address` (empty: any). */
  | {
      readonly kind: 'nat-status'
      readonly status: 'public' | 'private' | 'unknown'
      readonly address: string
    }
  /** Something that the node says and no other event covers, for reading. */
  | { readonly kind: 'note'; readonly text: string }

export type RunEvent =
  | {
      readonly kind: 'run-started'
      readonly topology: string
      readonly seed: number
      readonly clock: 'virtual' | 'real'
      readonly fabric: 'virtual' | 'host'
    }
  /** In real time the runner got no turn for so many milliseconds: the machine slept, or was overloaded. */
  | { readonly kind: 'machine-stalled'; readonly milliseconds: number }
  | { readonly kind: 'node-starting'; readonly node: string; readonly incarnation: number }
  | {
      readonly kind: 'node-ready'
      readonly node: string
      readonly incarnation: number
      readonly peerId: string
      readonly addresses: readonly string[]
    }
  /** The node could not be started, or broke down: `reason` is one sentence, `log` the last lines that it printed. */
  | {
      readonly kind: 'node-failed'
      readonly node: string
      readonly reason: string
      readonly log: readonly string[]
    }
  | {
      readonly kind: 'node-exited'
      readonly node: string
      readonly code: number | null
      readonly signal: string | null
      /** Whether topo asked for it. */
      readonly expected: boolean
    }
  | { readonly kind: 'node-paused'; readonly node: string }
  | { readonly kind: 'node-resumed'; readonly node: string }
  | { readonly kind: 'fault-started'; readonly entry: string }
  /** `changes` is what the fault did; a fault whose counts are all 0 changed nothing. */
  | { readonly kind: 'fault-applied'; readonly entry: string; readonly changes: readonly Change[] }
  | { readonly kind: 'fault-reverted'; readonly entry: string; readonly changes: readonly Change[] }
  | { readonly kind: 'fault-failed'; readonly entry: string; readonly reason: string }
  | { readonly kind: 'expectation-started'; readonly entry: string }
  /** The time of the expectation's mode is over, or the run. Its verdict follows from what was logged before. */
  | {
      readonly kind: 'expectation-ended'
      readonly entry: string
      readonly cause: 'settled' | 'deadline' | 'run-ended' | 'interrupted'
    }
  /** One attempt of `from` to reach `to`: the paths that worked, none when it could not. */
  | {
      readonly kind: 'probe'
      readonly entry: string
      readonly from: string
      readonly to: string
      readonly outcome: 'reached' | 'not-reached' | 'untold'
      readonly paths: readonly Path[]
      /** Why not, or why that cannot be told; empty when reached. */
      readonly reason: string
    }
  /** What a `metric` expectation read: the sum over the samples with its labels, null when there is no such metric. */
  | {
      readonly kind: 'metric'
      readonly entry: string
      readonly node: string
      readonly name: string
      readonly outcome: 'read' | 'untold'
      readonly value: number | null
      /** Why it cannot be told; empty when read. */
      readonly reason: string
    }
  /** One attempt of `from` to send bytes to `to`, on a connection of its own. */
  | {
      readonly kind: 'transfer'
      readonly entry: string
      readonly from: string
      readonly to: string
      readonly outcome: TransferOutcome | 'untold'
      /** null: it was not tried on any. */
      readonly path: Path | null
      readonly bytes: number
      /** How many of them the receiver had counted when it last said so. */
      readonly arrived: number
      /** Why not all, or why that cannot be told; empty when complete. */
      readonly reason: string
    }
  /** A line that the node printed and that a `log` expectation looks for. */
  | { readonly kind: 'log-matched'; readonly entry: string; readonly node: string; readonly line: string }
  | {
      readonly kind: 'run-ended'
      readonly cause: 'finished' | 'interrupted' | 'failed'
      /** One sentence when it was not finished, else empty. */
      readonly reason: string
    }

export type EventBody = RunEvent | (NodeEvent & { readonly node: string })

export interface Envelope {
  readonly v: typeof eventVersion
  /** Number of the event in its log, from 1, without gaps. */
  readonly n: number
  readonly t: number
  readonly wall: Readonly<Record<string, string | number>>
}

export type TopoEvent = Envelope & EventBody

export type EventKind = EventBody['kind']
