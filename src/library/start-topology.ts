import type { LiveTopology } from './live-topology.ts'
import { openTopology } from './open-topology.ts'
import type { TopologySource } from './read-topology.ts'
import type { RunOptions } from './run-options.ts'

/**
 * Starts the nodes of a topology; the caller decides all later steps. The timeline of the topology is checked but
 * not played. Resolves when every node is up that does not wait for a `start`.
 *
 * In virtual time, nothing happens between two calls: an hour passes when `advance`, `expect` or `fault` let it.
 *
 * @example
 * await using net = await startTopology('topologies/relay-restart.yaml')
 * await net.expect({ expect: 'reachable', from: 'bob', to: 'alice', path: 'relayed', via: 'boot' })
 * await net.node('boot').restart({ down: '20s' })
 * await net.expect({ expect: 'reservation', peer: 'alice', relay: 'boot', within: '1m' })
 *
 * @throws InputError when the topology is wrong, with every mistake and its place.
 */
export async function startTopology(
  topology: TopologySource,
  options: RunOptions = {},
): Promise<LiveTopology> {
  return (await openTopology('startTopology', topology, options)).net
}
