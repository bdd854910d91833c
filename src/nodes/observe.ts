/** Takes the events of a host. Peers are peer ids; times are of the host's clock, in ms since the epoch. */
import type { NodeEvent } from '../events/event.ts'

export type Observe = (event: NodeEvent) => void

export const ignore: Observe = () => {}
