import type { Carrier } from '../../processes/node-link.ts'
import type { Switch } from '../../simulation/network/switch.ts'

/** A carrier over the virtual network. */
export interface NetworkCarrier extends Carrier {
  /**
   * Tells a node's process which addresses it has now; of no effect while it is down. It is the first thing that every
   * process hears.
   */
  tellAddresses(node: string): void
}

/** The message to a process's sandbox that its addresses have changed. */
export function addressesMessage(addresses: readonly string[]) {
  return { type: 'sandbox/addresses', addresses } as const
}

/** The switch for faults: a node that is moved to another network is told its new addresses. */
export function tellingMoves(network: Switch, carrier: NetworkCarrier): Switch {
  return {
    ...network,
    move: (host, router, now) => {
      const moved = network.move(host, router, now)
      carrier.tellAddresses(host)
      return {
        ...moved,
        heal: (then) => {
          const changes = moved.heal(then)
          carrier.tellAddresses(host)
          return changes
        },
      }
    },
  }
}
