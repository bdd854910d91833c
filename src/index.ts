/** The public API: what tests and tools of others may build on. docs/library.md shows how. */

export { InputError } from './base/errors.ts'
export type { NodeEvent, TopoEvent } from './events/event.ts'
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
export type { Observations } from './nodes/boot-node/observations.ts'
export type { Contact, ModuleContext } from './nodes/module/context.ts'
export type { RefusalRule } from './protocol/boot-node-config.ts'
export { type Profile, type ProfileName, profiles } from './protocol/profiles.ts'
export type { Loaded, Source } from './runner/language/plan/load.ts'
export { loadTopology } from './runner/language/plan/load.ts'
export type { Plan } from './runner/language/plan/plan.ts'
export { openResults, type StoredRun } from './runner/results/open-results.ts'
export { type Verdict, verdictOf } from './runner/verdict/verdict.ts'
