/** Connections, streams, handles and memory of a node. */
import type { Libp2p } from '@libp2p/interface'
import type { CommandInput } from '../../protocol/messages.ts'
import { topoControl, topoProcess } from '../sandbox/control.ts'
import { usedHeap } from '../sandbox/real.ts'

export function readResource(host: Libp2p, { of, protocol }: CommandInput<'resource'>): number {
  switch (of) {
    case 'open-connections':
      return host.getConnections().length
    case 'open-streams': {
      const streams = host.getConnections().flatMap((connection) => connection.streams)
      return streams.filter((stream) => protocol === null || stream.protocol === protocol).length
    }
    case 'open-handles':
      return topoControl()?.handles() ?? process.getActiveResourcesInfo().length
    case 'heap':
      if (topoProcess()?.isShared === true)
        throw new Error('it shares its process with other nodes: run with --processes each')
      return usedHeap()
  }
}
