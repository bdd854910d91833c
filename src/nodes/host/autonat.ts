/** The version of AutoNAT that a host speaks, as a client and as a server. */
import { autoNAT } from '@libp2p/autonat'
import { autoNATv2 } from '@libp2p/autonat-v2'
import type { AutoNatVersion } from '../../protocol/autonat-version.ts'

export function autoNatServices(...versions: readonly AutoNatVersion[]) {
  return {
    ...(versions.includes('v1') && { autoNAT: autoNAT() }),
    ...(versions.includes('v2') && { autoNATv2: autoNATv2() }),
  }
}
