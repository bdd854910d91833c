import type { Router } from '../routes/address-space.ts'
import type { Gateway, GatewayState } from '../services/gateway/gateway.ts'
import { type Changes, noChanges, type ReversibleFault } from './changes.ts'
import { flushRouterNat } from './set-nat.ts'

/** Changes what a gateway tells. The latest of several changes counts. */
export function setGateway(gateway: Gateway, state: GatewayState): ReversibleFault {
  const end = gateway.cover(state)
  return {
    changes: { ...noChanges, gatewaysChanged: 1 },
    heal: () => (end() ? { ...noChanges, gatewaysChanged: 1 } : noChanges),
  }
}

/** Restarts a router: it forgets all mappings but those that people have made. */
export function rebootRouter(router: Router, gateway: Gateway | undefined, now: number): Changes {
  const portsUnmapped = gateway?.leases.forget() ?? 0
  const { mappingsLost } = flushRouterNat(router, now)
  return { ...noChanges, mappingsLost, portsUnmapped, routersRestarted: 1 }
}
