import type { EventKind } from './event.ts'

const all = {
  'run-started': true,
  'run-ended': true,
  'node-starting': true,
  'node-ready': true,
  'node-failed': true,
  'node-exited': true,
  'node-paused': true,
  'node-resumed': true,
  addresses: true,
  'connection-opened': true,
  'connection-closed': true,
  'reservation-made': true,
  'reservation-failed': true,
  'reservation-lost': true,
  'relay-reservation': true,
  'relay-circuit': true,
  'nat-status': true,
  note: true,
  'fault-started': true,
  'fault-applied': true,
  'fault-reverted': true,
  'fault-failed': true,
  'expectation-started': true,
  'expectation-ended': true,
  probe: true,
  transfer: true,
  'log-matched': true,
} as const satisfies Record<EventKind, true>

/** Every kind of event; the type makes an omission a compile error. */
export const eventKinds = Object.keys(all) as [EventKind, ...EventKind[]]
