/** In the place of @libp2p/autonat-v2, for releases that have none. */
import { autoNAT } from '@libp2p/autonat'
import { unsupported } from '../host/unsupported.ts'

export function autoNATv2() {
  unsupported('AutoNAT v2 (AutoNAT v1 instead)')
  return autoNAT()
}
