/** Which version of AutoNAT a host speaks, as a client and as a server. */
import { autoNAT } from '@libp2p/autonat'
import { autoNATv2 } from '@libp2p/autonat-v2'

/**
 * As a server js-libp2p's v1 (until 3.0.28 at least) dials back over the connection on which it was asked, so it
 * confirms nothing, and then closes that connection. v2 dials afresh; production speaks v2.
 */
export type AutoNatVersion = 'off' | 'v1' | 'v2'

export function autoNatServices(...versions: readonly AutoNatVersion[]) {
  return {
    ...(versions.includes('v1') && { autoNAT: autoNAT() }),
    ...(versions.includes('v2') && { autoNATv2: autoNATv2() }),
  }
}
