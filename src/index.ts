/** The public API: what tests and tools of others may build on. docs/library.md shows how. */

export type { Addressable } from './library/addresses.ts'
export {
  type BootNode,
  type BootNodeOptions,
  type RateLimiter,
  type RelayLimits,
  runBootNode,
} from './library/boot-node.ts'
export type { EventMatch, SeenOptions, Watched } from './library/event-trail.ts'
export { ExpectationError } from './library/expectation-error.ts'
export type {
  LiveFault,
  LiveNode,
  LiveTopology,
  ReachOptions,
  RestartOptions,
} from './library/live-topology.ts'
export type { Identified } from './library/own-identity.ts'
export { type Peer, type PeerOptions, type RendezvousOptions, runPeer } from './library/peer.ts'
export type { TopologySource } from './library/read-topology.ts'
export type { TopologyResult } from './library/result.ts'
export type { RunOptions } from './library/run-options.ts'
export { type RunTopologyOptions, runTopology } from './library/run-topology.ts'
export { startTopology } from './library/start-topology.ts'
export {
  type PeerOrId,
  type RefusalOptions,
  spawnRelay,
  type TestRelay,
} from './library/testkit.ts'
export type { Time } from './library/time.ts'
export type {
  ExpectationNow,
  FaultNow,
  NodeObject,
  TimedExpectation,
  TimedFault,
  TopologyObject,
} from './library/topology-object.ts'
export type { RefusalRule } from './nodes/boot-node/config.ts'
export type { Observations } from './nodes/boot-node/observations.ts'
export { type Profile, type ProfileName, profiles } from './nodes/boot-node/profiles.ts'
export type { Contact, ModuleContext } from './nodes/module/context.ts'
export { InputError } from './runner/errors.ts'
export type { NodeEvent, TopoEvent } from './runner/events/event.ts'
export type { Loaded, Source } from './runner/plan/load.ts'
export { loadTopology } from './runner/plan/load.ts'
export type { Plan } from './runner/plan/plan.ts'
export { openResults, type StoredRun } from './runner/results/open-results.ts'
export { type Verdict, verdictOf } from './runner/verdict/verdict.ts'
