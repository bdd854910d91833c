import type { Libp2pOptions } from 'libp2p'

/** libp2p's own settings, as far as a topology may vary them. */
export type Libp2pSettings = Pick<Libp2pOptions, 'connectionManager' | 'connectionMonitor' | 'peerStore'>
