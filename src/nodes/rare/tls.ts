export { tls } from '@libp2p/tls'
