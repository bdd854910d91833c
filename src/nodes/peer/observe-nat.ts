/** Observes the results of AutoNAT about a host's own addresses, since AutoNAT has no events for them. */
import type { Observe } from '../host/observe.ts'

/** The part of libp2p's address manager to which AutoNAT reports; libp2p passes it to every service. */
interface AddressManager {
  confirmObservedAddr: (address: { toString(): string }, ...rest: unknown[]) => void
  removeObservedAddr: (address: { toString(): string }) => void
}

/** Returns a libp2p service that only watches the address manager. */
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
