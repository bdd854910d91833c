/** Services of a peer that work with libp2p's address manager: port mappings that it believes, and AutoNAT's results. */
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { Observe } from '../host/observe.ts'
import { unsupported } from '../host/unsupported.ts'

type MappingArguments = readonly [
  internalIp: string,
  internalPort: number,
  externalIp: string,
  externalPort: number,
  protocol: 'tcp',
]

/** The parts of libp2p's address manager that other services report to. libp2p passes it to every service. */
interface AddressManager {
  /** Takes the mappings of @libp2p/upnp-nat, since libp2p 2.5. */
  addPublicAddressMapping?: (...mapping: MappingArguments) => void
  removePublicAddressMapping?: (...mapping: MappingArguments) => void
  /** Takes the results of AutoNAT. */
  confirmObservedAddr: (address: { toString(): string }, ...rest: unknown[]) => void
  removeObservedAddr: (address: { toString(): string }) => void
}

/** The port mappings that the host believes in: it hears of them as from the UPnP service after a router has answered. */
export class MappingBeliefs {
  readonly #atStart: readonly PortMapping[]
  /** External endpoints that the host believes in. */
  readonly #held = new Set<string>()
  #manager: AddressManager | null = null

  constructor(atStart: readonly PortMapping[]) {
    this.#atStart = atStart
  }

  /** A libp2p service. */
  readonly service = (components: object) => {
    const { addressManager } = components as { readonly addressManager: AddressManager }
    this.#manager = addressManager
    return {
      // libp2p calls afterStart, after its listeners are up, only on services with `start` and `stop`.
      start: () => {},
      stop: () => {},
      afterStart: () => {
        for (const mapping of this.#atStart) this.learn(mapping, true)
      },
    }
  }

  /** A mapping began, or ended. */
  learn({ internal, external }: PortMapping, isOpen: boolean): void {
    const manager = this.#manager
    const key = `${external.address}:${external.port}`
    if (this.#held.has(key) === isOpen) return
    if (isOpen) this.#held.add(key)
    else this.#held.delete(key)
    const mapping = [internal.address, internal.port, external.address, external.port, 'tcp'] as const
    if (manager?.addPublicAddressMapping === undefined)
      unsupported('belief in forwarded ports (its addresses are advertised without)')
    else if (isOpen) manager.addPublicAddressMapping(...mapping)
    else manager.removePublicAddressMapping?.(...mapping)
  }
}

/** Returns a libp2p service that observes AutoNAT's results about the host's addresses: AutoNAT has no events for them. */
export function natObserver(observe: Observe) {
  return (components: object): Record<string, never> => {
    observeNat(components, observe)
    return {}
  }
}

/** Reports AutoNAT's results about the addresses of a host with these components, of either version of AutoNAT. */
export function observeNat(components: object, observe: Observe): void {
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
}
