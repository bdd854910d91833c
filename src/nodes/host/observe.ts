/** Events of a host: peers by peer id, times of the host's own clock in ms since the epoch. */
import type { NodeEvent } from '../../events/event.ts'

export type Observe = (event: NodeEvent) => void

export const ignore: Observe = () => {}
