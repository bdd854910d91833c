export { preSharedKey } from '@libp2p/pnet'
