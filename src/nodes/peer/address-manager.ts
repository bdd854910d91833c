/** Services of a peer that work with libp2p's address manager: port mappings that it believes, and AutoNAT's results. */
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { Observe } from '../host/observe.ts'
import { unsupported } from '../host/unsupported.ts'

/** The parts of libp2p's address manager that other services report to. libp2p passes it to every service. */
interface AddressManager {
  /** Takes the mappings of @libp2p/upnp-nat, since libp2p 2.5. */
  addPublicAddressMapping?: (
    internalIp: string,
    internalPort: number,
    externalIp: string,
    externalPort: number,
    protocol: 'tcp',
  ) => void
  /** Takes the results of AutoNAT. */
  confirmObservedAddr: (address: { toString(): string }, ...rest: unknown[]) => void
  removeObservedAddr: (address: { toString(): string }) => void
}

/** A service that reports port mappings to the host, as the UPnP service does after a router has confirmed them. */
export function believeMappings(mappings: readonly PortMapping[]) {
  return (components: object) => {
    const { addressManager } = components as { readonly addressManager: AddressManager }
    return {
      // libp2p calls afterStart, after its listeners are up, only on services with `start` and `stop`.
      start: () => {},
      stop: () => {},
      afterStart: () => {
        if (addressManager.addPublicAddressMapping === undefined && mappings.length > 0) {
          unsupported('belief in forwarded ports (its addresses are advertised without)')
        }
        for (const { internal, external } of mappings) {
          addressManager.addPublicAddressMapping?.(
            internal.address,
            internal.port,
            external.address,
            external.port,
            'tcp',
          )
        }
      },
    }
  }
}

/** Returns a libp2p service that observes AutoNAT's results about the host's addresses: AutoNAT has no events for them. */
export function natObserver(observe: Observe) {
  return (components: object): Record<string, never> => {
    const { addressManager } = components as { readonly addressManager: AddressManager }
    const tell = (status: 'public' | 'private', address: { toString(): string }) => {
      if (!address.toString().includes('/p2p-circuit'))
        observe({ kind: 'nat-status', status, address: address.toString() })
    }
    const confirm = addressManager.confirmObservedAddr.bind(addressManager)
    addressManager.confirmObservedAddr = (address, ...rest) => {
      confirm(address, ...rest)
      tell('public', address)
    }
    const remove = addressManager.removeObservedAddr.bind(addressManager)
    addressManager.removeObservedAddr = (address) => {
      remove(address)
      tell('private', address)
    }
    return {}
  }
}
