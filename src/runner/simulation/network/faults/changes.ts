/** Effect of a fault. All zero: it changed nothing. */
export interface Changes {
  readonly connectionsClosed: number
  /** Open connections that the fault touches without closing them. */
  readonly connectionsAffected: number
  /** Stopped segments: those in flight when a cut begins; all that the cut stopped, when it heals. */
  readonly deliveriesHeld: number
  readonly connectsRefused: number
  readonly mappingsLost: number
  /** Static port mappings. */
  readonly portsMapped: number
  readonly portsUnmapped: number
  readonly listenersLost: number
  readonly pathsChanged: number
  readonly hostsMoved: number
  readonly namesChanged: number
  /** Questions to the name server that met a fault. */
  readonly questionsMet: number
  readonly gatewaysChanged: number
  readonly routersRestarted: number
}

/** A fault that can be undone. */
export interface ReversibleFault {
  readonly changes: Changes
  /** Undoes the fault. A second call does nothing. */
  heal(now: number): Changes
}

export const noChanges: Changes = {
  connectionsClosed: 0,
  connectionsAffected: 0,
  deliveriesHeld: 0,
  connectsRefused: 0,
  mappingsLost: 0,
  portsMapped: 0,
  portsUnmapped: 0,
  listenersLost: 0,
  pathsChanged: 0,
  hostsMoved: 0,
  namesChanged: 0,
  questionsMet: 0,
  gatewaysChanged: 0,
  routersRestarted: 0,
}
