import type { TopoEvent } from '../../../events/event.ts'

/** What a node advertises after an event that says so. */
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
