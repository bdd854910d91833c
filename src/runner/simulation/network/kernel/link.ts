import type { PacketKind } from './segment.ts'

/** `refused`: something on the way answers with a reset. */
export type Fate = 'passes' | 'lost' | 'refused'

/** One direction between two machines. */
export interface Link {
  /** Place of the link in the order of events of one time. */
  readonly id: number
  /** Milliseconds. */
  readonly latency: number
  /** True when no packet gets through, and no reset answers it. */
  readonly isSilent: boolean
  /** Decides the fate of a segment when it is sent. `packets`: number of packets of which none may be lost. */
  depart(kind: PacketKind, packets: number): Fate
  /** Decides the fate of a segment that departed, at its arrival. */
  arrive(): Fate
  /** Time, in milliseconds, that bytes sent now would wait for those before them. */
  queued(now: number): number
  /** Queues the bytes of a packet and returns the time of its arrival. */
  arrivalTime(bytes: number, now: number): number
}
