import type { TopoEvent } from '../../../events/event.ts'

export interface ProcessState {
  readonly is: 'waiting' | 'running' | 'paused' | 'exited'
  readonly code: number | null
  readonly signal: string | null
  readonly evidence: number
}

/** Returns the state of the node's process after an event; null: the event does not change it. */
export function processStateAfter(event: TopoEvent): ProcessState | null {
  switch (event.kind) {
    case 'node-ready':
    case 'node-resumed':
      return { is: 'running', code: null, signal: null, evidence: event.n }
    case 'node-paused':
      return { is: 'paused', code: null, signal: null, evidence: event.n }
    case 'node-exited':
      return { is: 'exited', code: event.code, signal: event.signal, evidence: event.n }
    default:
      return null
  }
}
