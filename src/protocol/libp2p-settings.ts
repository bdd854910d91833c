import type { Libp2pOptions } from 'libp2p'

/** The settings of libp2p that a topology may vary. */
export type Libp2pSettings = Pick<Libp2pOptions, 'connectionManager' | 'connectionMonitor' | 'peerStore'>
