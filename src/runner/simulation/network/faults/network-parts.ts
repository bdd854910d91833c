import type { Layers } from '../../../../base/layers.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Routes } from '../routes/routes.ts'
import type { Gateway } from '../services/gateway/gateway.ts'
import type { TellLease } from '../services/gateway/port-leases.ts'
import type { NameServer } from '../services/name-server.ts'

/** The parts of the network that a fault can change. */
export interface NetworkParts {
  readonly kernel: Kernel
  readonly routes: Routes
  /** The changes that last, of NATs and of the places of hosts. */
  readonly layers: Layers
  readonly nameServer: NameServer
  /** By the name of their router. */
  readonly gateways: ReadonlyMap<string, Gateway>
  /** Hear of the port mappings that gateways make. */
  readonly leaseListeners: Set<TellLease>
}
