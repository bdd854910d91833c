/** Replaces @libp2p/autonat-v2 in releases that lack it. */
import { autoNAT } from '@libp2p/autonat'
import { unsupported } from '../host/unsupported.ts'

export function autoNATv2() {
  unsupported('AutoNAT v2 (AutoNAT v1 instead)')
  return autoNAT()
}
