/**
 * The events of a run. The event log is the single source for verdicts, reports and comparisons.
 *
 * `t` is the run's clock in milliseconds since the start of the run. Machine-dependent values (wall time, process ids,
 * folders) stand under `wall` and take no part in the fingerprint.
 */

export const eventVersion = 1

/** Path of a connection or a probe: over the network itself, or through a relay (its name, else its peer id). */
export type Path = { readonly kind: 'direct' } | { readonly kind: 'relayed'; readonly relay: string }

/** A change that a fault made: 2 × `connections closed`. */
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

/** Sign by which a node noticed that it has no reservation; `not-granted`: it never had one. */
export type RecoveryCause =
  | 'not-granted'
  | 'connection-closed'
  | 'listener-closed'
  | 'address-withdrawn'
  | 'renewal-refused'
  | 'renewal-silent'

/** Cause of a circuit's end: its limit of time or of bytes, the end of its reservation, or one of its two ends. */
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

/** End of a transfer: all bytes arrived, the connection ended early, the time ran out, or no connection. */
export type TransferOutcome = 'complete' | 'cut-off' | 'unfinished' | 'not-reached'

/** Events inside a node, as its agent reports them. `node` is the reporting node; peers have their names. */
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
      /** True: a relayed connection without limits. Absent: relayed connections have limits, direct ones none. */
      readonly unlimited?: boolean
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
      /** The relay's time of expiry, in milliseconds of the run's clock; wrong if the relay's clock is wrong. */
      readonly expires: number
    }
  | { readonly kind: 'reservation-failed'; readonly relay: string; readonly reason: string }
  | { readonly kind: 'reservation-lost'; readonly relay: string; readonly reason: string }
  /** A node with recovery asks `relay` again for a reservation that it lost or never got. */
  | {
      readonly kind: 'recovery-attempt'
      readonly relay: string
      readonly cause: RecoveryCause
      /** Counts from 1 since the loss of the reservation. */
      readonly attempt: number
      /** Milliseconds of waiting before the attempt. */
      readonly delay: number
    }
  /** Relay side: the relay's decision about a reservation of `peer`. */
  | {
      readonly kind: 'relay-reservation'
      readonly peer: string
      readonly outcome: 'accepted' | 'renewed' | 'refused' | 'expired' | 'disconnected' | 'dropped'
      readonly status: RelayStatus
      /** A fault made the relay refuse it. */
      readonly byFault: boolean
      /** Number of reservations that the relay holds now. */
      readonly held: number
    }
  /** Relay side: a circuit between two peers. */
  | {
      readonly kind: 'relay-circuit'
      readonly source: string
      readonly destination: string
      readonly outcome: 'opened' | 'refused' | 'closed'
      readonly status: RelayStatus
      /** Cause of the close, where it is known. */
      readonly reason?: CircuitEnd
    }
  /** Client side: the node registered at the rendezvous point `at`; `renewal` if it was registered there before. */
  | {
      readonly kind: 'rendezvous-registered'
      readonly at: string
      readonly namespace: string
      readonly renewal: boolean
      /** Time of expiry, in milliseconds of the run's clock. */
      readonly expires: number
    }
  /** Client side: the node learned of a new or renewed registration of `peer` at the rendezvous point `at`. */
  | {
      readonly kind: 'rendezvous-discovered'
      readonly at: string
      readonly namespace: string
      readonly peer: string
      readonly addresses: readonly string[]
      /** Time of expiry, in milliseconds of the run's clock. */
      readonly expires: number
    }
  | {
      readonly kind: 'rendezvous-failed'
      readonly at: string
      readonly namespace: string
      readonly request: 'register' | 'discover'
      readonly reason: string
    }
  /** Point side: the rendezvous point's decision about a registration of `peer`. */
  | {
      readonly kind: 'rendezvous-registration'
      readonly peer: string
      readonly namespace: string
      readonly outcome: 'accepted' | 'renewed' | 'refused' | 'expired' | 'unregistered'
      readonly status: RendezvousStatus
      /** Lifetime in milliseconds, if accepted or renewed; else 0. */
      readonly ttl: number
      /** Number of registrations that the point holds now. */
      readonly held: number
    }
  /** The node hides its inside, so topo sees neither registrations at it nor those that it makes and finds. */
  | { readonly kind: 'rendezvous-unobserved' }
  /** AutoNAT's result for the node: others can dial it at `address` (empty: any address), cannot, or it is unknown. */
  | {
      readonly kind: 'nat-status'
      readonly status: 'public' | 'private' | 'unknown'
      readonly address: string
    }
  /** The node took `peer` into its Kademlia routing table, or removed it. */
  | {
      readonly kind: 'kademlia-peer'
      readonly peer: string
      readonly outcome: 'added' | 'removed'
      /** Number of peers in the table now. */
      readonly held: number
    }
  /** Relay side: the node relays with code that topo cannot observe. It reports no reservations and no circuits. */
  | { readonly kind: 'relay-unobserved' }
  /** A note for readers, which no other event covers. */
  | { readonly kind: 'note'; readonly text: string }

type NodeEventOf<K extends NodeEvent['kind']> = Extract<NodeEvent, { readonly kind: K }>

/** The event without some of its fields, or with them. */
type Without<E, F extends keyof E> = Omit<E, F> & { readonly [K in F]?: E[K] }

/** Events of a program, which may not tell all fields: an absent one is unknown. */
export type ToldEvent =
  | Without<NodeEventOf<'connection-opened'>, 'direction'>
  | Without<NodeEventOf<'reservation-made'>, 'expires'>
  | Without<NodeEventOf<'relay-reservation'>, 'status' | 'held'>
  | Without<NodeEventOf<'relay-circuit'>, 'status'>

/** Events that a node reports, or that its output tells. */
export type SaidEvent = NodeEvent | ToldEvent

export type RunEvent =
  | {
      readonly kind: 'run-started'
      readonly topology: string
      readonly seed: number
      readonly clock: 'virtual' | 'real'
      readonly fabric: 'virtual' | 'netns' | 'host'
    }
  /** On fabric host, the program printed this line: it does not take 127.0.0.1 for an address that others can dial. */
  | { readonly kind: 'loopback-ignored'; readonly node: string; readonly line: string }
  /** In real time, the runner stood still for this time (ms): the machine slept, or was overloaded. */
  | { readonly kind: 'machine-stalled'; readonly milliseconds: number }
  | { readonly kind: 'node-starting'; readonly node: string; readonly incarnation: number }
  | {
      readonly kind: 'node-ready'
      readonly node: string
      readonly incarnation: number
      readonly peerId: string
      readonly addresses: readonly string[]
    }
  /** The node did not start, or failed later. `reason` is one sentence, `log` has its last printed lines. */
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
      /** topo asked for the end. */
      readonly expected: boolean
    }
  | { readonly kind: 'node-paused'; readonly node: string }
  | { readonly kind: 'node-resumed'; readonly node: string }
  /** A port mapping by UPnP: the gateway of `router` granted, renewed or refused it to `node`, or it has ended. */
  | {
      readonly kind: 'port-lease'
      readonly node: string
      readonly router: string
      readonly outcome: 'granted' | 'renewed' | 'refused' | 'ended'
      readonly protocol: 'TCP' | 'UDP'
      /** The port of the router. */
      readonly external: number
      /** The address and port of the node. */
      readonly internal: string
      /** Time at which it ends, in milliseconds of the run's clock, if it was granted or renewed; else 0. */
      readonly expires: number
      /** Reason why it was refused or has ended; else empty. */
      readonly reason: string
    }
  | { readonly kind: 'fault-started'; readonly entry: string }
  /** A fault whose counts in `changes` are all 0 changed nothing. */
  | { readonly kind: 'fault-applied'; readonly entry: string; readonly changes: readonly Change[] }
  | { readonly kind: 'fault-reverted'; readonly entry: string; readonly changes: readonly Change[] }
  | { readonly kind: 'fault-failed'; readonly entry: string; readonly reason: string }
  | { readonly kind: 'expectation-started'; readonly entry: string }
  /** The relays that `relay-of(peer)` of an entry means from now on: those on which the peer holds a reservation. */
  | {
      readonly kind: 'relay-in-use'
      readonly entry: string
      readonly peer: string
      readonly relays: readonly string[]
      /** Reason why they are unknown; else empty. */
      readonly reason: string
    }
  /** The end of the expectation's time, or of the run. Its verdict follows from the events before this one. */
  | {
      readonly kind: 'expectation-ended'
      readonly entry: string
      readonly cause: 'settled' | 'deadline' | 'run-ended' | 'interrupted'
    }
  /** One attempt of `from` to reach `to`. `paths` has the paths that worked. */
  | {
      readonly kind: 'probe'
      readonly entry: string
      readonly from: string
      readonly to: string
      readonly outcome: 'reached' | 'not-reached' | 'untold'
      readonly paths: readonly Path[]
      /** Reason for any other outcome than `reached`; else empty. */
      readonly reason: string
    }
  /** One ping of `from` over each of its open connections to `to` that count. `paths` has the paths that answered. */
  | {
      readonly kind: 'ping'
      readonly entry: string
      readonly from: string
      readonly to: string
      /** `silent`: one connection at least did not answer. */
      readonly outcome: 'answered' | 'silent' | 'untold'
      readonly paths: readonly Path[]
      /** Reason for any other outcome than `answered`; else empty. */
      readonly reason: string
    }
  /** A `metric` expectation's reading: the sum over the samples with its labels; null: there is no such metric. */
  | {
      readonly kind: 'metric'
      readonly entry: string
      readonly node: string
      readonly name: string
      readonly outcome: 'read' | 'untold'
      readonly value: number | null
      /** Reason if it could not be read; else empty. */
      readonly reason: string
    }
  /** A `resource` expectation's reading. The size of a heap depends on the machine: it is `bytes` of `wall`. */
  | {
      readonly kind: 'resource'
      readonly entry: string
      readonly node: string
      readonly of: 'open-connections' | 'open-streams' | 'open-handles' | 'heap'
      readonly outcome: 'read' | 'untold'
      readonly value: number | null
      /** Reason if it could not be read; else empty. */
      readonly reason: string
    }
  /** An answer about the news that identify gave `from` of `to`; `nothing`: none so far. The agent version names the machine's Node: `wall`. */
  | {
      readonly kind: 'identify'
      readonly entry: string
      readonly from: string
      readonly to: string
      readonly outcome: 'told' | 'nothing' | 'untold'
      readonly protocols: readonly string[]
      /** The address at which `to` sees `from`; empty: it has not told. */
      readonly observed: string
      /** Reason if `from` could not be asked; else empty. */
      readonly reason: string
    }
  /** One attempt of `from` to send bytes to `to`, on a connection of its own or on one that is open. */
  | {
      readonly kind: 'transfer'
      readonly entry: string
      readonly from: string
      readonly to: string
      readonly outcome: TransferOutcome | 'untold'
      /** null: no path was tried. */
      readonly path: Path | null
      readonly bytes: number
      /** Bytes that had arrived by the receiver's last report. */
      readonly arrived: number
      /** Reason for any other outcome than `complete`; else empty. */
      readonly reason: string
    }
  /** A line that the node printed and that a `log` expectation looks for. */
  | { readonly kind: 'log-matched'; readonly entry: string; readonly node: string; readonly line: string }
  /** A line that came close to the pattern of a `log` expectation that ends with too few; the closest first. */
  | {
      readonly kind: 'log-missed'
      readonly entry: string
      readonly node: string
      readonly line: string
      /** Time at which the node printed it last, in milliseconds of the run's clock. */
      readonly printed: number
      /** Number of lines that the node has printed and that do not match. */
      readonly others: number
    }
  | {
      readonly kind: 'run-ended'
      readonly cause: 'finished' | 'interrupted' | 'failed'
      /** One sentence if the run did not finish; else empty. */
      readonly reason: string
    }

export type EventBody = RunEvent | (SaidEvent & { readonly node: string })

export interface Envelope {
  readonly v: typeof eventVersion
  /** Number of the event in its log, from 1, without gaps. */
  readonly n: number
  readonly t: number
  readonly wall: Readonly<Record<string, string | number>>
}

export type TopoEvent = Envelope & EventBody

export type EventKind = EventBody['kind']
