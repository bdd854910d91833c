/** The parts that `map-port` and `unmap-port` share. */
import * as z from 'zod'
import type { PortChanges } from '../../simulation/network/faults/map-port.ts'
import type { PortChange } from '../../simulation/network/network-faults.ts'
import { changesOf, type Effect, type FaultContext, startedNode } from './fault.ts'

export const told = z.boolean().default(true).meta({
  description: 'True: the node’s host hears of it, as by UPnP. A module or command never does (default true)',
})

/** Returns the effect of changes of port mappings. `isTold`: the hosts hear of the changes and of their end. */
export async function changePorts(
  context: FaultContext,
  isTold: boolean,
  change: () => readonly (PortChange | Promise<PortChange>)[],
): Promise<Effect> {
  const faults = await Promise.all(change())
  const tell = async (all: readonly PortChanges[]) => {
    for (const { host, mapping, isOpen } of isTold ? all.flatMap(({ news }) => news) : []) {
      // A node that starts has asked its router already.
      const node = await startedNode(context, host)
      node.learnPort(mapping, isOpen)
    }
    return changesOf(...all.map(({ changes }) => changes))
  }
  return {
    changes: await tell(faults),
    undo: async () => tell(await Promise.all(faults.toReversed().map((fault) => fault.heal()))),
  }
}
