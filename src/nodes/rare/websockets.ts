/** In a file of its own beside the bundle, as all of this folder: few nodes need it, and others do not load it. */
export { webSockets } from '@libp2p/websockets'
