import type { SandboxMessage } from '../../../protocol/sandbox-messages.ts'
import type { NodeWiring } from '../../processes/node-link.ts'
import type { CrashKind } from '../../simulation/network/faults/crash.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import type { EndKind } from '../../simulation/node-handle.ts'

/** The wiring of node processes to the virtual network. */
export interface NetworkWiring extends NodeWiring {
  /**
   * Tells a node's process its present addresses; no effect while the node is down. Every process hears this first.
   */
  tellAddresses(node: string): void
}

export function addressesMessage(addresses: readonly string[]): SandboxMessage {
  return { type: 'sandbox/addresses', addresses }
}

/** The effect of the end of a node's process on its connections. */
export function crashOf(how: EndKind): CrashKind {
  return how === 'exit' ? 'exit' : 'silent'
}

/** The switch for faults: a node that moves to another network hears its new addresses. */
export function tellingMoves(network: Switch, wiring: NetworkWiring): Switch {
  return {
    ...network,
    move: (host, router, now) => {
      const moved = network.move(host, router, now)
      wiring.tellAddresses(host)
      return {
        ...moved,
        heal: (then) => {
          const changes = moved.heal(then)
          wiring.tellAddresses(host)
          return changes
        },
      }
    },
  }
}
