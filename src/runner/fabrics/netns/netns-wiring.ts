import { type NodeWiring, plainWiring } from '../../processes/node-link.ts'
import type { LabNetwork } from './lab-network.ts'

/** The wiring of processes in a lab: no sandbox, and machines that can lose their power. */
export function netnsWiring(network: Pick<LabNetwork, 'silence' | 'renew' | 'wake'>): NodeWiring {
  const dark = new Set<string>()
  return {
    ...plainWiring,
    parameters: (node) => {
      // A process starts, so its machine has power again. If the wires have ended, that ends the run.
      if (dark.delete(node)) network.wake(node).catch(() => {})
      return null
    },
    losePower: async (node, end) => {
      await network.silence(node)
      await end()
      await network.renew(node)
      dark.add(node)
    },
  }
}
