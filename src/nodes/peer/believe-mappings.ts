import type { PortMapping } from '../../protocol/peer-config.ts'
import { unsupported } from '../host/unsupported.ts'

/** The part of libp2p's address manager to which @libp2p/upnp-nat reports, since libp2p 2.5; it is passed to every service. */
interface AddressManager {
  addPublicAddressMapping?: (
    internalIp: string,
    internalPort: number,
    externalIp: string,
    externalPort: number,
    protocol: 'tcp',
  ) => void
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
