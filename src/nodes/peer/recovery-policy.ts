import type { NodeEvent } from '../../events/event.ts'

/** A client's way to get lost reservations back. */
export interface RecoveryPolicy {
  /** Must be called after the host has started. */
  start(): void
  stop(): void
  /** Takes every event of the host. */
  notice(event: NodeEvent): void
}

/** Returns true when the relay answered a request and refused it. The text is the same in libp2p 1 to 3. */
export function isRefusal(reason: string): boolean {
  return reason.includes('failed with status')
}
