/** The program of topo's own kinds of node: boot-nodes and peers. */
import '../sandbox/index.ts'
import { bootNodeDialOptions, startBootNode } from '../boot-node/start-boot-node.ts'
import { peerDialOptions, startPeer } from '../peer/start-peer.ts'
import { startAgent } from './agent.ts'
import { notThisKind } from './hosted-node.ts'

await startAgent(async (config, observe) => {
  switch (config.kind) {
    case 'boot-node':
      return { ...(await startBootNode(config, observe)), dialOptions: await bootNodeDialOptions(config) }
    case 'peer':
      return { ...(await startPeer(config, observe)), dialOptions: await peerDialOptions(config) }
    case 'module':
    case 'command':
      throw notThisKind(config.kind)
    default:
      return config satisfies never
  }
})
