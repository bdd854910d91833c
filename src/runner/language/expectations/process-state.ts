import type { TopoEvent } from '../../../events/event.ts'

export interface ProcessState {
  readonly is: 'waiting' | 'running' | 'paused' | 'exited'
  readonly code: number | null
  readonly signal: string | null
  readonly evidence: number
}

/** What an event says about the process of its node; null when it says nothing. */
export function processStateAfter(event: TopoEvent): ProcessState | null {
  const alive = { code: null, signal: null, evidence: event.n }
  switch (event.kind) {
    case 'node-ready':
    case 'node-resumed':
      return { is: 'running', ...alive }
    case 'node-paused':
      return { is: 'paused', ...alive }
    case 'node-exited':
      return { is: 'exited', code: event.code, signal: event.signal, evidence: event.n }
    default:
      return null
  }
}
