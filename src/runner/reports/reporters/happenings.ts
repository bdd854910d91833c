import type { TopoEvent } from '../../../events/event.ts'

/** Returns true for events that get a line during a run: those of topo, and those of a node as a whole. */
export function isHappening(event: TopoEvent): boolean {
  switch (event.kind) {
    case 'run-started':
    case 'node-ready':
    case 'node-failed':
    case 'node-exited':
    case 'node-paused':
    case 'node-resumed':
    case 'fault-applied':
    case 'fault-reverted':
    case 'fault-failed':
    case 'relay-in-use':
      return true
    case 'run-ended':
      return event.cause !== 'finished'
    default:
      return false
  }
}
