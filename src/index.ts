/** The public API: what tests and tools of others may build on. */
export type {
  BootNodeConfig,
  RateLimit,
  RefusalRule,
  RelayChange,
  RelayConfig,
} from './nodes/boot-node/config.ts'
export type { Observations } from './nodes/boot-node/observations.ts'
export { type Profile, type ProfileName, profiles } from './nodes/boot-node/profiles.ts'
export { type BootNode, runBootNode } from './nodes/boot-node/run-boot-node.ts'
export type { InboundLimits } from './nodes/host.ts'
export type { Contact, ModuleContext } from './nodes/module/context.ts'
export type { Observe } from './nodes/observe.ts'
export type { PeerConfig } from './nodes/peer/config.ts'
export { type Peer, runPeer } from './nodes/peer/run-peer.ts'
export type { TopoEvent } from './runner/events/event.ts'
export type { Loaded, Source } from './runner/plan/load.ts'
export { loadTopology } from './runner/plan/load.ts'
export type { Plan } from './runner/plan/plan.ts'
export { openResults, type StoredRun } from './runner/results/open-results.ts'
export { type Verdict, verdictOf } from './runner/verdict/verdict.ts'
