import { longestTimer } from '../../../base/longest-timer.ts'
import { controlFrame, messagesIn, type RunnerMessage } from '../../../protocol/messages.ts'
import { batchKind, type Frame, op } from '../../../protocol/wire.ts'
import type { Channel } from '../../processes/channel.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import { addressesMessage, crashOf, type NetworkWiring } from './network-wiring.ts'

export interface LiveWiringOptions {
  readonly clock: Clock
  readonly switch: Switch
  readonly seed: number
  readonly epoch: number
}

/** Real time over the virtual network: frames travel as they come, and a timer delivers frames that are due. */
export function liveWiring({ clock, switch: network, seed, epoch }: LiveWiringOptions): NetworkWiring {
  const channels = new Map<string, Channel>()
  let timer: NodeJS.Timeout | undefined

  const send = (node: string, frames: readonly Frame[]) =>
    channels.get(node)?.send({ kind: batchKind.frames, time: clock.now(), next: 0, frames })

  const pump = () => {
    clearTimeout(timer)
    for (const { host, frames } of network.take(clock.now())) send(host, frames)
    const next = network.next()
    if (channels.size === 0 || next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(pump, Math.max(0, Math.min(next - clock.now(), longestTimer)))
  }

  const tellAddresses = (node: string) =>
    send(node, [controlFrame(addressesMessage(network.addresses(node)))])

  return {
    tellAddresses,
    parameters: (node, incarnation, time) => ({
      // A restarted node must draw other numbers.
      seed: `${seed}:${incarnation}`,
      clock: 'real',
      epoch,
      time,
      addresses: network.addresses(node),
    }),
    attach: (node, channel, onMessage) => {
      channels.set(node, channel)
      // The node may have moved while its process started.
      tellAddresses(node)
      channel.onBatch((batch) => {
        for (const frame of batch.frames) {
          if (frame.op !== op.control) network.send(node, frame, clock.now())
        }
        for (const message of messagesIn(batch.frames)) onMessage(message)
        pump()
      })
      const tell = (message: RunnerMessage) => send(node, [controlFrame(message)])
      return {
        send: tell,
        answer: tell,
        freeze: () => false,
        thaw: () => false,
        skew: () => false,
        leave: async () => {},
        close: (how) => {
          channels.delete(node)
          network.crash(node, clock.now(), { kind: crashOf(how) })
          pump()
        },
      }
    },
  }
}
