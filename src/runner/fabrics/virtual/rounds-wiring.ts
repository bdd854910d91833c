import type { AgentMessage } from '../../../protocol/messages.ts'
import type { SteppedProcessHandle, VirtualClock } from '../../simulation/clock/virtual.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import { addressesMessage, crashOf, type NetworkWiring } from './network-wiring.ts'

export interface RoundsWiringOptions {
  readonly clock: VirtualClock
  readonly switch: Switch
  readonly seed: number
  /** Names of the nodes in the order of the plan; the answers of a round count in this order. */
  readonly names: readonly string[]
  /** Calendar time at the run's start, in milliseconds. */
  readonly epoch: number
}

/** Virtual time: messages and frames travel in rounds. */
export function roundsWiring(options: RoundsWiringOptions): NetworkWiring {
  const { clock, switch: network, seed, names, epoch } = options
  const processes = new Map<string, SteppedProcessHandle>()
  const tellAddresses = (node: string) => processes.get(node)?.send(addressesMessage(network.addresses(node)))
  return {
    tellAddresses,
    parameters: (node, incarnation, time) => ({
      // A restarted node must draw other numbers.
      seed: `${seed}:${incarnation}`,
      clock: 'virtual',
      epoch,
      time,
      addresses: network.addresses(node),
    }),
    attach: (node, channel, onMessage) => {
      const stepChannel = {
        name: node,
        rank: names.indexOf(node),
        isAtWork: () => channel.isAtWork?.() !== false,
        send: channel.send.bind(channel),
        onBatch: channel.onBatch.bind(channel),
      }
      const process = clock.add(stepChannel, (message) => onMessage(message as AgentMessage))
      processes.set(node, process)
      // The process may be older than a move of the node.
      tellAddresses(node)
      return {
        send: (message) => process.send(message),
        answer: (message) => process.answer(message),
        freeze: () => {
          process.freeze()
          return true
        },
        thaw: () => {
          process.thaw()
          return true
        },
        skew: (milliseconds) => {
          process.skew(milliseconds)
          return true
        },
        leave: () => process.leave(),
        close: (how) => {
          const unread = process.remove()
          processes.delete(node)
          network.crash(node, clock.now(), { kind: crashOf(how), unread })
        },
      }
    },
  }
}
