import type { TopoEvent } from '../../../events/event.ts'

/** Returns the addresses that a node advertises after an event; null: the event does not change them. */
export function advertisedAfter(event: TopoEvent): readonly string[] | null {
  switch (event.kind) {
    case 'addresses':
    case 'node-ready':
      return event.addresses
    case 'node-exited':
      return []
    default:
      return null
  }
}
